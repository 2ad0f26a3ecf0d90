import { and, count, countDistinct, eq, inArray, lte } from "drizzle-orm"
import { campaignSegments, deliveries, memberships, runs } from "../../db/schema"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"

/** What an act on a campaign would touch, said before it is done (look.md "States"). */
export interface CampaignEffects {
  /** Members in the flow now. */
  runs: number
  /** Messages that have not reached their provider. */
  queued: number
  /** Waits that are over by now and have not gone on: what a pause has overtaken (CAM-8). */
  overdue: number
  /** Members of its segments, who enter when it becomes active (CAM-6). */
  entering: number
  /** Epoch ms of a start that is still to come. */
  startsAt: number | null
}

/** Numbers for the confirmation of publish, pause, resume and cancel. */
export async function campaignEffects(ctx: Ctx, input: CampaignRef): Promise<CampaignEffects> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const now = ctx.clock.now()
  const inFlow = and(eq(runs.campaignId, row.id), eq(runs.status, "active"))
  const [active, queued, overdue, entering] = await ctx.db.batch([
    ctx.db.select({ n: count() }).from(runs).where(inFlow),
    ctx.db
      .select({ n: count() })
      .from(deliveries)
      .where(and(eq(deliveries.campaignId, row.id), inArray(deliveries.status, ["queued", "deferred"]))),
    ctx.db
      .select({ n: count() })
      .from(runs)
      .where(and(inFlow, lte(runs.wakeAt, now))),
    ctx.db
      .select({ n: countDistinct(memberships.memberId) })
      .from(memberships)
      .innerJoin(campaignSegments, eq(campaignSegments.segmentId, memberships.segmentId))
      .where(and(eq(campaignSegments.campaignId, row.id), eq(memberships.member, true))),
  ])
  return {
    runs: active[0]?.n ?? 0,
    queued: queued[0]?.n ?? 0,
    overdue: overdue[0]?.n ?? 0,
    entering: entering[0]?.n ?? 0,
    startsAt: row.startsAtMs !== null && row.startsAtMs > now ? row.startsAtMs : null,
  }
}
