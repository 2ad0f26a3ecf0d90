import { eq } from "drizzle-orm"
import { notFound } from "../../core/errors"
import { isoOf, isoOrNull } from "../../core/instant"
import type { CampaignSettings } from "../../db/schema"
import { campaignSegments, campaigns } from "../../db/schema"
import type { CampaignStatus } from "../../engine/types"
import type { Ctx } from "../context"

export type CampaignRow = typeof campaigns.$inferSelect

/** A campaign with its segments, as the verbs work on it. */
export interface Campaign {
  row: CampaignRow
  segmentIds: string[]
}

/** What a campaign looks like from outside (contract.md "Campaigns"). */
export interface CampaignView extends CampaignSettings {
  id: string
  kind: CampaignRow["kind"]
  name: string
  status: CampaignStatus
  startsAt: string | null
  endsAt: string | null
  timeZone: string
  segmentIds: string[]
  categoryId: string | null
  groupId: string | null
  version: number | null
  activatedAt: string | null
  pausedAt: string | null
  createdAt: string
  updatedAt: string
}

/** Reads one campaign; 404 when there is none. */
export async function loadCampaign(ctx: Ctx, id: string): Promise<Campaign> {
  const [rows, segments] = await ctx.db.batch([
    ctx.db.select().from(campaigns).where(eq(campaigns.id, id)),
    ctx.db.select().from(campaignSegments).where(eq(campaignSegments.campaignId, id)),
  ])
  const row = rows[0]
  if (row === undefined) throw notFound("campaign")
  return { row, segmentIds: segments.map((s) => s.segmentId) }
}

export function viewOf({ row, segmentIds }: Campaign): CampaignView {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    status: row.status,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    timeZone: row.timeZone,
    segmentIds,
    categoryId: row.categoryId,
    groupId: row.groupId,
    ...row.settings,
    version: row.version,
    activatedAt: isoOrNull(row.activatedAt),
    pausedAt: isoOrNull(row.pausedAt),
    createdAt: isoOf(row.createdAt),
    updatedAt: isoOf(row.updatedAt),
  }
}
