import type { SQL } from "drizzle-orm"
import { sql } from "drizzle-orm"
import type * as z from "zod"
import { isoOf } from "../../core/instant"
import type { DayRange } from "../../db/days"
import { quarterColumn } from "../../db/quarters"
import type { Period } from "../../engine/periods"
import { bucketMs, type MessageMetric, messageMetrics, seriesMetrics } from "../../engine/series"
import type { Channel } from "../../engine/types"
import type { Ctx } from "../context"
import { type Counts, metrics, type Point, type Rate, type spanSchema } from "./schema"

type ByChannel = z.infer<typeof spanSchema>["byChannel"]

/** A count as the database gives it: of a point of the period, in a metric. */
interface Row {
  point: number
  metric: string
  n: number
}

/** What a period has come to. */
export interface Span {
  from: string
  to: string
  totals: Counts
  points: Point[]
  byChannel: ByChannel
}

/**
 * Reads a period of one campaign.
 * @param now points that have not begun yet are left out
 */
export async function readSpan(ctx: Ctx, campaignId: string, period: Period, now: number): Promise<Span> {
  const found = await ctx.db.all<Sums>(ofOne(campaignId, rangesOf(period.bounds)))
  return spanOf(found.flatMap(rowsOf), period, now)
}

/** Sums of a range, by the columns of the metrics. */
export type Sums = { point: number } & Partial<Record<string, number>>

/** The sums of one point, metric by metric. */
export function rowsOf({ point, ...sums }: Sums): Row[] {
  return seriesMetrics.flatMap((metric) => {
    const n = sums[quarterColumn(metric)] ?? 0
    return n === 0 ? [] : [{ point, metric, n }]
  })
}

/** Sums of all metrics, by their columns. */
const sums = sql.raw(
  seriesMetrics
    .map(quarterColumn)
    .map((column) => `sum(s.${column}) AS ${column}`)
    .join(", "),
)
/** The same without messages of a regular campaign: flows send them, and they are counted there already (FLOW-8). */
const sumsOfAll = sql.raw(
  seriesMetrics
    .map((metric) => {
      const column = quarterColumn(metric)
      return `sum(${metric.includes(":") ? `iif(c.kind = 'campaign', 0, s.${column})` : `s.${column}`}) AS ${column}`
    })
    .join(", "),
)

/** Index ranges of the primary key, one for each point. */
function ofOne(campaignId: string, ranges: readonly DayRange[]): SQL {
  return sql`SELECT p.key AS point, ${sums} FROM json_each(${JSON.stringify(ranges)}) p
    CROSS JOIN quarters s ON s.campaign_id = ${campaignId} AND s.bucket >= p.value->>0 AND s.bucket < p.value->>1
    GROUP BY p.key`
}

/** Sums of all campaigns, by the number of each range. */
export function ofAll(ranges: readonly DayRange[]): SQL {
  return sql`SELECT p.key AS point, ${sumsOfAll} FROM json_each(${JSON.stringify(ranges)}) p
    CROSS JOIN campaigns c
    CROSS JOIN quarters s ON s.campaign_id = c.id AND s.bucket >= p.value->>0 AND s.bucket < p.value->>1
    GROUP BY p.key`
}

/** The quarters between instants. */
export function rangesOf(bounds: readonly number[]): DayRange[] {
  return bounds.slice(1).map((end, i) => [bucketAt(bounds[i] ?? end), bucketAt(end)])
}

function bucketAt(at: number): number {
  return Math.floor(at / bucketMs)
}

export type CampaignSums = { id: string } & Partial<Record<string, number>>

/** Sums over some ranges, of each of some campaigns. */
export async function sumsByCampaign(
  ctx: Ctx,
  ids: readonly string[],
  ranges: readonly DayRange[],
): Promise<CampaignSums[]> {
  return await ctx.db.all<CampaignSums>(
    sql`SELECT c.value AS id, ${sums} FROM json_each(${JSON.stringify(ids)}) c CROSS JOIN json_each(${JSON.stringify(ranges)}) p
      CROSS JOIN quarters s ON s.campaign_id = c.value AND s.bucket >= p.value->>0 AND s.bucket < p.value->>1
      GROUP BY c.key`,
  )
}

/** Counts of each campaign, from rows of which it may have several. */
export function countsOf(ids: readonly string[], rows: readonly CampaignSums[]): Map<string, Counts> {
  const counts = new Map(ids.map((id) => [id, noCounts()]))
  for (const { id, ...row } of rows) {
    const known = counts.get(id)
    if (known) for (const { metric, n } of rowsOf({ point: 0, ...row })) add(known, metric, n)
  }
  return counts
}

/** Sums rows up into points and totals. */
export function spanOf(rows: readonly Row[], period: Period, now: number): Span {
  const { from, to, bounds } = period
  const points = bounds.slice(0, -1).map((at) => ({ at, counts: noCounts() }))
  const totals = noCounts()
  const byChannel: ByChannel = {}
  for (const { point, metric, n } of rows) {
    add(totals, metric, n)
    const at = points[point]
    if (at) add(at.counts, metric, n)
    addToChannel(byChannel, metric, n)
  }
  const begun = points.filter(({ at }, i) => i === 0 || at <= now)
  return { from, to, totals, points: begun.map(({ at, counts }) => ({ at: isoOf(at), ...counts })), byChannel }
}

function noCounts(): Counts {
  return Object.fromEntries(metrics.map((metric) => [metric, 0])) as Counts
}

function add(counts: Counts, metric: string, n: number): void {
  const name = metrics.find((one) => one === metric.split(":")[0])
  if (name !== undefined) counts[name] += n
}

function addToChannel(byChannel: ByChannel, metric: string, n: number): void {
  const [name, channel] = metric.split(":") as [string, Channel | undefined]
  const known = messageMetrics.find((one) => one === name)
  if (known === undefined || channel === undefined) return
  byChannel[channel] ??= { sent: 0, delivered: 0, bounced: 0, opened: 0, clicked: 0 }
  byChannel[channel][known] += n
}

/**
 * Shares with what they are a share of (ANA-2): opens and clicks of what has arrived, members of those reached. Of all there
 * has been: what is opened in a period was often sent before it.
 */
export function ratesOf(counts: Partial<Counts>): Rate[] {
  const { sent = 0, bounced = 0, reached } = counts
  const wholes = { sent, arrived: Math.max(0, sent - bounced), reached }
  return rates.flatMap(([name, of]) => {
    const [part = 0, whole] = [counts[name], wholes[of]]
    return whole === undefined ? [] : [{ name, part, whole, of, rate: whole === 0 ? null : part / whole }]
  })
}

/** Everything that a campaign has come to since the beginning. */
export async function wholeOf(ctx: Ctx, campaignId: string): Promise<Counts> {
  const always = rangesOf([0, ctx.clock.now() + bucketMs])
  const rows = await sumsByCampaign(ctx, [campaignId], always)
  return countsOf([campaignId], rows).get(campaignId) ?? noCounts()
}

/** Messages of each campaign since the beginning, and of all together, from the counters. */
export async function messageTotals(
  ctx: Ctx,
  ids: readonly string[],
): Promise<{ all: Partial<Counts>; byId: Map<string, Partial<Counts>> }> {
  const wanted = JSON.stringify(messageMetrics)
  const rows = await ctx.db.all<{ id: string; metric: MessageMetric; n: number }>(
    sql`SELECT campaign_id AS id, metric, sum(n) AS n FROM counters
      WHERE step_id <> '' AND metric IN (SELECT value FROM json_each(${wanted})) GROUP BY 1, 2`,
  )
  const all: Partial<Counts> = {}
  const byId = new Map(ids.map((id): [string, Partial<Counts>] => [id, {}]))
  for (const { id, metric, n } of rows) {
    all[metric] = (all[metric] ?? 0) + n
    const one = byId.get(id)
    if (one) one[metric] = n
  }
  return { all, byId }
}

const rates: readonly [Rate["name"], Rate["of"]][] = [
  ["delivered", "sent"],
  ["bounced", "sent"],
  ["opened", "arrived"],
  ["clicked", "arrived"],
  ["unsubscribed", "reached"],
  ["engaged", "reached"],
  ["converted", "reached"],
  ["dismissed", "reached"],
]
