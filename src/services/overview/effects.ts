import { and, countDistinct, eq } from "drizzle-orm"
import { campaignSegments, memberships } from "../../db/schema"
import { sendsMessages } from "../../engine/flow"
import { own } from "../../engine/own"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import { campaignStats } from "../campaigns/stats"
import type { Ctx } from "../context"
import { publishedFlow } from "../flows/published"

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
  const [{ row }, { runs }, [entering]] = await Promise.all([
    loadCampaign(ctx, input.id, input.library),
    campaignStats(ctx, input),
    ctx.db
      .select({ n: countDistinct(memberships.memberId) })
      .from(memberships)
      .innerJoin(campaignSegments, eq(campaignSegments.segmentId, memberships.segmentId))
      .where(and(eq(campaignSegments.campaignId, input.id), eq(memberships.member, true))),
  ])
  return {
    inFlow: runs.active,
    entering: entering?.n ?? 0,
    startsAt: row.startsAtMs !== null && row.startsAtMs > ctx.clock.now() ? row.startsAtMs : null,
  }
}
