import { eq } from "drizzle-orm"
import { notFound } from "../../core/errors"
import { isoOf, isoOrNull } from "../../core/instant"
import type { CampaignSettings } from "../../db/schema"
import { campaignSegments, campaigns } from "../../db/schema"
import type { CampaignStatus, DataField } from "../../engine/types"
import type { Ctx } from "../context"

export type CampaignRow = typeof campaigns.$inferSelect

/** A campaign with its segments, as the verbs work on it. */
export interface Campaign {
  row: CampaignRow
  segmentIds: string[]
}

/**
 * Where a row of `campaigns` is looked for: workflows are kept apart from campaigns and flows (WF-1), and what is asked for
 * in the wrong place is not there. `any`: wherever it is, for what both have (runs, messages, explanations).
 */
export type Library = "campaigns" | "workflows" | "any"

/** Names one; a campaign when nothing is said. */
export interface CampaignRef {
  id: string
  library?: Library | undefined
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
  dataFields: DataField[]
  tracking: boolean
  smsTracking: boolean
  /** The workflow version that its flow is (WF-2); null: its flow is its own. */
  workflow: { id: string; version: number } | null
  version: number | null
  activatedAt: string | null
  pausedAt: string | null
  /** Why the system has paused it (DEL-23); null when a person did. */
  pauseReason: "bounces" | "complaints" | null
  /** Since when nobody enters any more although it is active (CAM-4). */
  entryClosedAt: string | null
  createdAt: string
  updatedAt: string
}

/** Reads one campaign or workflow; 404 when it is not in that library. */
export async function loadCampaign(
  ctx: Pick<Ctx, "db">,
  id: string,
  library: Library = "campaigns",
): Promise<Campaign> {
  const [rows, segments] = await ctx.db.batch([
    ctx.db.select().from(campaigns).where(eq(campaigns.id, id)),
    ctx.db.select().from(campaignSegments).where(eq(campaignSegments.campaignId, id)),
  ])
  const row = rows[0]
  const there = row !== undefined && (library === "any" || libraryOf(row) === library)
  if (!there) throw notFound(library === "workflows" ? "workflow" : "campaign")
  return { row, segmentIds: segments.map((s) => s.segmentId) }
}

/** In which of the two it is found. */
export function libraryOf(row: Pick<CampaignRow, "kind">): "campaigns" | "workflows" {
  return row.kind === "workflow" ? "workflows" : "campaigns"
}

/** Whether members run through it: a regular campaign has no flow. */
export function hasFlow(row: Pick<CampaignRow, "kind">): boolean {
  return row.kind !== "campaign"
}

export function viewOf({ row, segmentIds }: Campaign): CampaignView {
  const { dataFields = [], tracking = true, smsTracking = false, ...settings } = row.settings
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
    ...settings,
    dataFields,
    tracking,
    smsTracking,
    workflow: attachmentOf(row),
    version: row.version,
    activatedAt: isoOrNull(row.activatedAt),
    pausedAt: isoOrNull(row.pausedAt),
    pauseReason: row.pauseReason,
    entryClosedAt: isoOrNull(row.entryClosedAt),
    createdAt: isoOf(row.createdAt),
    updatedAt: isoOf(row.updatedAt),
  }
}

/** The workflow version that a flow is attached to (WF-2). */
export function attachmentOf(row: CampaignRow): { id: string; version: number } | null {
  const { workflowId: id, workflowVersion: version } = row
  return id === null || version === null ? null : { id, version }
}
