import { campaignsOverDays, type DayRange, readDays, sumUpDays } from "../../db/days"
import { dayBounds, type Period } from "../../engine/periods"
import { bucketMs } from "../../engine/series"
import type { Ctx } from "../context"
import {
  type CampaignSums,
  countsOf,
  ofAll,
  rangesOf,
  rowsOf,
  type Span,
  type Sums,
  spanOf,
  sumsByCampaign,
} from "./counts"
import type { Counts } from "./schema"

/** A day is summed up when it has been over for so long, in ms: what still comes then makes it be summed up anew. */
const settledMs = 3_600_000
/** Days summed up in one transaction. */
const summedAtOnce = 100

/** What all campaigns have come to in a period, and what some of them have. */
export interface Overall {
  span: Span
  totals: Map<string, Counts>
}

/**
 * Reads a period of all campaigns. Days that are over are read from their sums, which whoever looks first makes; so a year
 * of many campaigns is hundreds of rows instead of millions. Whatever is not summed up is read from the quarters.
 * @param of `ids`: campaigns whose own totals are wanted; `now`: points that have not begun yet are left out
 */
export async function readOverall(
  ctx: Ctx,
  period: Period,
  of: { zone: string; now: number; ids: readonly string[] },
): Promise<Overall> {
  const { zone, now, ids } = of
  const isHourly = period.step === "hour"
  const bounds = isHourly ? period.bounds : dayBounds(period, zone)
  const ranges = rangesOf(bounds)
  const over = isHourly ? [] : ranges.filter(([, to]) => to * bucketMs + settledMs <= now)
  await sumUpMissing(ctx, over)
  // In one transaction: what a campaign came to belongs to the same days.
  const db = ctx.db.$client
  const [summed, summedByCampaign] = (await db.batch([readDays(db, over), campaignsOverDays(db, ids, over)])) as [
    D1Result<{ from: number } & Sums>,
    D1Result<CampaignSums>,
  ]
  const known = new Map(summed.results.map((row) => [row.from, row]))
  const rest = ranges.filter(([from]) => !known.has(from))
  const [found, foundByCampaign] = await Promise.all([ctx.db.all<Sums>(ofAll(rest)), sumsByCampaign(ctx, ids, rest)])
  const pointOf = (from: number) => period.bounds.findLastIndex((at) => at <= from * bucketMs)
  const rows = [
    ...summed.results.flatMap(({ from, ...sums }) => rowsOf({ ...sums, point: pointOf(from) })),
    ...found.flatMap((sums) => rowsOf({ ...sums, point: pointOf(rest[sums.point]?.[0] ?? 0) })),
  ]
  return {
    span: spanOf(rows, period, now),
    totals: countsOf(ids, [...summedByCampaign.results, ...foundByCampaign]),
  }
}

async function sumUpMissing(ctx: Ctx, over: readonly DayRange[]): Promise<void> {
  const db = ctx.db.$client
  const { results } = await readDays(db, over).all<{ from: number }>()
  const known = new Set(results.map(({ from }) => from))
  const missing = over.filter(([from]) => !known.has(from))
  for (let i = 0; i < missing.length; i += summedAtOnce) {
    await db.batch(sumUpDays(db, missing.slice(i, i + summedAtOnce)))
  }
}
