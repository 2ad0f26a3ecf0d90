import { enteredSince, formerMembers, type SampledRun, sampledRuns, segmentMembers } from "../../db/forecasts"
import { bucketMs, bucketOf } from "../../engine/series"
import type { MemberState } from "../../engine/state"
import type { CampaignControl } from "../../engine/types"
import type { Ctx } from "../context"
import { inGroups } from "../in-groups"
import { joinRate } from "./joins"
import { entryRate } from "./rates"
import type { EntriesOf } from "./schema"

/** Members played ahead for all that are in a flow. */
export const sampleMax = 120
/** Members whose like will enter. */
const newcomersMax = 24
/** Days over which entries are counted. */
const entryDaysMax = 7
const dayMs = 86_400_000
/** Existing members are let in within this long of an activation, in ms. */
const activationMs = 3_600_000
/** A flow says by itself how many enter a day when it has let members in for so many days. */
const ownDaysMin = 1

export interface Counter {
  stepId: string
  metric: string
  n: number
}

/** A member who stands for `weight` members. */
export interface Standing {
  state: MemberState
  weight: number
}

/**
 * Members in the flow now, with the number of members on the same step that each stands for. The numbers by step are the
 * counters', so that they are exact; a step that the sample has missed is stood for by the others.
 */
export async function insideNow(ctx: ForecastCtx, campaignId: string, counters: readonly Counter[]) {
  const inside = Math.max(0, counters.find(({ stepId, metric }) => stepId === "" && metric === "active")?.n ?? 0)
  const every = Math.max(1, Math.ceil(inside / sampleMax))
  const found = async (each: number) => {
    const sampled = { campaignId, every: each, limit: sampleMax * 2 }
    return (await sampledRuns(ctx.db.$client, sampled).all<SampledRun>()).results
  }
  const spread = await found(every)
  const runs = spread.length > 0 || inside === 0 ? spread : await found(1)
  const states = await statesOf(
    ctx,
    runs.map((run) => run.memberId),
  )
  const byStep = Map.groupBy(
    runs.filter((run) => states.has(run.memberId)),
    (run) => run.stepId,
  )
  const covered = [...byStep.keys()].reduce((sum, stepId) => sum + currentOf(counters, stepId), 0)
  const standing: Standing[] = []
  for (const [stepId, of] of byStep) {
    const share = covered === 0 ? of.length / runs.length : currentOf(counters, stepId) / covered
    for (const { memberId } of of) {
      const state = states.get(memberId)
      if (state !== undefined) standing.push({ state, weight: (inside * share) / of.length })
    }
  }
  return { inside, standing }
}

function currentOf(counters: readonly Counter[], stepId: string): number {
  const of = counters.filter((one) => one.stepId === stepId)
  const entered = of.find(({ metric }) => metric === "entered")?.n ?? 0
  const left = of.filter(({ metric }) => metric === "left" || metric.startsWith("left:"))
  return Math.max(0, entered - left.reduce((sum, { n }) => sum + n, 0))
}

/** What of a context it takes. */
export type ForecastCtx = Pick<Ctx, "db" | "clock"> & { members: Pick<Ctx["members"], "state"> }

/** Who will enter: how many a day as lately, how many at Starts, and members like them. */
export interface Newcomers {
  perDay: number
  /** Days that `perDay` was counted over, and of what: entries of the flow, or joins of its segments. */
  days: number
  of: EntriesOf
  atStart: number
  like: MemberState[]
}

/** @param known members of the flow at hand */
export async function newcomersOf(
  ctx: ForecastCtx,
  { control, activatedAt }: { control: CampaignControl; activatedAt: number | null },
  known: readonly MemberState[],
): Promise<Newcomers> {
  const db = ctx.db.$client
  const now = ctx.clock.now()
  if (control.status === "scheduled") {
    const [counted, some] = (await db.batch(segmentMembers(db, control.id, newcomersMax))) as [
      D1Result<{ n: number }>,
      D1Result<{ memberId: string }>,
    ]
    const like = await statesOf(
      ctx,
      some.results.map(({ memberId }) => memberId),
    )
    const rate = await joinRate(ctx, control.id)
    return { ...rate, of: "segments", atStart: counted.results[0]?.n ?? 0, like: [...like.values()] }
  }
  if (control.status !== "active" || control.entryClosed)
    return { perDay: 0, days: 0, of: "flow", atStart: 0, like: [] }
  // Those whom the activation itself has let in say nothing of those to come.
  const since = Math.max(now - entryDaysMax * dayMs, (activatedAt ?? 0) + activationMs)
  const days = Math.max(0, (now - since) / dayMs)
  if (days < ownDaysMin && control.kind === "flow") {
    const rate = await joinRate(ctx, control.id)
    if (rate.perDay > 0) return { ...rate, of: "segments", atStart: 0, like: await likeThem(ctx, control.id, known) }
  }
  const counted = await enteredSince(db, control.id, bucketOf(since), dayMs / bucketMs).all<{ n: number }>()
  const perDay = entryRate(
    counted.results.map(({ n }) => n),
    days,
  )
  const like = perDay === 0 ? [] : await likeThem(ctx, control.id, known)
  return { perDay, days, of: "flow", atStart: 0, like }
}

/** Members such as will enter: of those inside, else of those who have been, else of the segments. */
async function likeThem(ctx: ForecastCtx, campaignId: string, known: readonly MemberState[]): Promise<MemberState[]> {
  if (known.length > 0) return known.slice(-newcomersMax)
  const db = ctx.db.$client
  const [, some] = segmentMembers(db, campaignId, newcomersMax)
  for (const statement of [formerMembers(db, campaignId, newcomersMax), some]) {
    const { results } = await statement.all<{ memberId: string }>()
    const like = await statesOf(
      ctx,
      results.map(({ memberId }) => memberId),
    )
    if (like.size > 0) return [...like.values()]
  }
  return []
}

async function statesOf(ctx: ForecastCtx, ids: readonly string[]): Promise<Map<string, MemberState>> {
  const states = new Map<string, MemberState>()
  await inGroups([...new Set(ids)], async (id) => {
    const state = await ctx.members.state(id)
    if (state !== null) states.set(id, state)
  })
  // In the order asked for, whatever the order of the answers: a forecast is the same each time.
  return new Map(ids.flatMap((id) => (states.has(id) ? [[id, states.get(id) as MemberState] as const] : [])))
}
