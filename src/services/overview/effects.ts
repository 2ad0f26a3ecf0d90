import { and, countDistinct, eq } from "drizzle-orm"
import { campaignSegments, memberships } from "../../db/schema"
import { sendsMessages } from "../../engine/flow"
import { own } from "../../engine/own"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import { campaignStats } from "../campaigns/stats"
import type { Ctx } from "../context"
import { publishedFlow } from "../flows/published"
import { countMembers } from "../segments/member-counts"

/** What an act on a campaign would touch, said before it is done (look.md "States"). */
export interface CampaignEffects {
  /** Members in the flow now. */
  runs: number
  /** Messages that have not reached their provider: their members stand on the steps that send them. */
  queued: number
}

/** Numbers for the confirmation of pause, cancel and a moved end, from the counters. */
export async function campaignEffects(ctx: Ctx, input: CampaignRef): Promise<CampaignEffects> {
  const [{ row }, { runs, steps }] = await Promise.all([
    loadCampaign(ctx, input.id, input.library),
    campaignStats(ctx, input),
  ])
  const published = row.version === null ? null : await publishedFlow(ctx, row.id, row.version)
  const queued = Object.entries(published?.flow.steps ?? {}).map(([id, { type }]) =>
    sendsMessages(type) ? (own(steps, id)?.current ?? 0) : 0,
  )
  return { runs: runs.active, queued: queued.reduce((sum, n) => sum + n, 0) }
}

/** What a publish would do beside changing the flow. */
export interface EntryEffects {
  /** Members in the flow now. */
  inFlow: number
  /** Members of its segments, who enter when it becomes active (CAM-6). */
  entering: number
  /** Epoch ms of a start that is still to come. */
  startsAt: number | null
}

export async function entryEffects(ctx: Ctx, input: CampaignRef): Promise<EntryEffects> {
  const [{ row }, { runs }, entering] = await Promise.all([
    loadCampaign(ctx, input.id, input.library),
    campaignStats(ctx, input),
    countEntering(ctx, input.id),
  ])
  return {
    inFlow: runs.active,
    entering,
    startsAt: row.startsAtMs !== null && row.startsAtMs > ctx.clock.now() ? row.startsAtMs : null,
  }
}

/** Whoever is in several of its segments enters once. */
async function countEntering(ctx: Ctx, campaignId: string): Promise<number> {
  const ofCampaign = eq(campaignSegments.campaignId, campaignId)
  const ids = await ctx.db.select({ id: campaignSegments.segmentId }).from(campaignSegments).where(ofCampaign)
  const [only] = ids
  if (only === undefined || ids.length === 1) return only === undefined ? 0 : await countMembers(ctx, only.id)
  const [row] = await ctx.db
    .select({ n: countDistinct(memberships.memberId) })
    .from(memberships)
    .innerJoin(campaignSegments, eq(campaignSegments.segmentId, memberships.segmentId))
    .where(and(ofCampaign, eq(memberships.member, true)))
  return row?.n ?? 0
}
