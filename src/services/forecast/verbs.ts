import { and, eq, gte, inArray, lt, sql } from "drizzle-orm"
import { notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { keepForecast, sentBetween } from "../../db/forecasts"
import { campaigns, forecastBases, forecasts } from "../../db/schema"
import { wallText } from "../../engine/calendar"
import { bucketMs, bucketOf } from "../../engine/series"
import { wallAt } from "../../engine/timing"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { daysFrom, type MadeForecast, makeForecast, midnight } from "./make"
import {
  channels,
  type ForecastBasis,
  type ForecastDay,
  type ForecastsView,
  type ForecastView,
  forecastDays,
  none,
  type PastDay,
  type PerChannel,
} from "./schema"

/** Campaigns of the forecast over all; those with most members in them come first. */
const campaignsMax = 50
/** Of them, those that are forecast anew in one look: each takes its moment. The next look makes the next ones. */
const madeMax = 8
/** A day is compared with the oldest forecast made at most this many days before it. */
const comparedDays = 7

interface Place {
  id: string
  rev: number
  timeZone: string
}

/** `GET /campaigns/{id}/forecast`: today's, made now when there is none of the campaign as it is. */
export async function getForecast(ctx: Ctx, input: { id: string }): Promise<ForecastView> {
  const { row } = await loadCampaign(ctx, input.id, "any")
  const made = (await keptToday(ctx, row)) ?? (await makeAndKeep(ctx, row))
  return await viewOf(ctx, row, made)
}

/** `POST /campaigns/{id}/forecast`: makes it anew. */
export async function remakeForecast(ctx: Ctx, input: { id: string }): Promise<ForecastView> {
  const { row } = await loadCampaign(ctx, input.id, "any")
  return await viewOf(ctx, row, await makeAndKeep(ctx, row))
}

/** `GET /forecast`: over all flows that are under way or scheduled. Days are those of each campaign's zone. */
export async function getForecasts(ctx: Ctx): Promise<ForecastsView> {
  const rows = await ctx.db
    .select()
    .from(campaigns)
    .where(and(inArray(campaigns.status, ["active", "scheduled", "ended"]), eq(campaigns.kind, "flow")))
    .orderBy(
      sql`(SELECT n FROM counters c WHERE c.campaign_id = ${campaigns.id} AND c.step_id = '' AND c.metric = 'active') DESC`,
    )
    .limit(campaignsMax + 1)
  const views: { row: (typeof rows)[number]; view: ForecastView }[] = []
  let anew = 0
  for (const row of rows.slice(0, campaignsMax)) {
    const kept = await keptToday(ctx, row)
    if (kept === null && ++anew > madeMax) continue
    const made = kept ?? (await makeAndKeep(ctx, row))
    views.push({ row, view: await viewOf(ctx, row, made) })
  }
  const days = new Map<string, ForecastDay>()
  for (const { view } of views) {
    for (const { day, ...counts } of view.days) days.set(day, { day, ...plus(days.get(day) ?? none, counts) })
  }
  const sorted = [...days.values()].toSorted((a, b) => a.day.localeCompare(b.day))
  return {
    days: sorted,
    total: totalOf(sorted),
    past: pastOver(views.map(({ view }) => view.past)),
    campaigns: views.map(({ row, view }) => ({ id: row.id, name: row.name, madeAt: view.madeAt, total: view.total })),
    leftOut: rows.length - views.length,
  }
}

async function keptToday(ctx: Ctx, { id, rev, timeZone }: Place): Promise<MadeForecast | null> {
  const now = ctx.clock.now()
  const dates = daysFrom(now, timeZone, forecastDays)
  const today = dates[0] ?? ""
  const mine = and(eq(forecasts.campaignId, id), eq(forecasts.madeOn, today))
  const [[base], rows] = await ctx.db.batch([
    ctx.db
      .select()
      .from(forecastBases)
      .where(and(eq(forecastBases.campaignId, id), eq(forecastBases.madeOn, today))),
    ctx.db.select().from(forecasts).where(mine),
  ])
  if (base === undefined || base.rev !== rev) return null
  const days = dates.map((day) => {
    const of = (channel: string) => rows.find((one) => one.day === day && one.channel === channel)?.n ?? 0
    return { day, email: of("email"), sms: of("sms"), push: of("push") }
  })
  return { madeAt: base.madeAt, rev, timeZone, days, basis: base.basis as ForecastBasis }
}

/** The day's forecast replaces the one made before: it was made of less. */
async function makeAndKeep(ctx: Ctx, { id, timeZone }: Place): Promise<MadeForecast> {
  const made = await makeForecast(ctx, id)
  if (made === null) throw notFound("campaign")
  const [madeOn = ""] = daysFrom(made.madeAt, timeZone, 1)
  const rows = made.days.flatMap(({ day, ...counts }) =>
    channels.flatMap((channel) => (counts[channel] > 0 ? [{ day, channel, n: counts[channel] }] : [])),
  )
  const { basis, madeAt, rev } = made
  await ctx.db.$client.batch(keepForecast(ctx.db.$client, { campaignId: id, madeOn, madeAt, rev, basis }, rows))
  return made
}

async function viewOf(ctx: Ctx, { id }: Place, made: MadeForecast): Promise<ForecastView> {
  const { madeAt, timeZone, days, basis } = made
  const past = await pastOf(ctx, id, timeZone)
  return { campaignId: id, madeAt: isoOf(madeAt), timeZone, days, total: totalOf(days), basis, past }
}

/** The last 28 days: what had been expected, and what was sent. Days with neither at the beginning are left out. */
async function pastOf(ctx: Ctx, id: string, zone: string): Promise<PastDay[]> {
  const now = ctx.clock.now()
  const [from, to] = [midnight(now, zone, -forecastDays), midnight(now, zone, 0)]
  const dates = daysFrom(from, zone, forecastDays)
  const [first = "", today = ""] = [dates[0], daysFrom(now, zone, 1)[0]]
  const [rows, bases] = await ctx.db.batch([
    ctx.db
      .select()
      .from(forecasts)
      .where(and(eq(forecasts.campaignId, id), gte(forecasts.day, first), lt(forecasts.day, today))),
    ctx.db
      .select({ madeOn: forecastBases.madeOn })
      .from(forecastBases)
      .where(and(eq(forecastBases.campaignId, id), lt(forecastBases.madeOn, today))),
  ])
  const sent = await sentBetween(ctx.db.$client, [id], [bucketOf(from), bucketOf(to)]).all<{
    bucket: number
    metric: string
    n: number
  }>()
  const bySentDay = Map.groupBy(sent.results, ({ bucket }) => wallText(wallAt(bucket * bucketMs, zone)).slice(0, 10))
  const past = dates.map((day): PastDay => {
    const counts = { ...none }
    for (const { metric, n } of bySentDay.get(day) ?? []) {
      const channel = channels.find((one) => metric === `sent:${one}`)
      if (channel !== undefined) counts[channel] += n
    }
    const madeOn = bases
      .map((base) => base.madeOn)
      .filter((made) => made < day && daysBetween(made, day) <= comparedDays)
      .toSorted()[0]
    if (madeOn === undefined) return { day, madeOn: null, expected: null, sent: counts }
    const of = (channel: string) =>
      rows.find((one) => one.day === day && one.madeOn === madeOn && one.channel === channel)?.n ?? 0
    return { day, madeOn, expected: { email: of("email"), sms: of("sms"), push: of("push") }, sent: counts }
  })
  const begun = past.findIndex(({ expected, sent: counts }) => expected !== null || totalOfOne(counts) > 0)
  return begun === -1 ? [] : past.slice(begun)
}

function pastOver(lists: readonly PastDay[][]): PastDay[] {
  const days = new Map<string, PastDay>()
  for (const one of lists.flat()) {
    const other = days.get(one.day)
    if (other === undefined) days.set(one.day, one)
    else {
      // What some campaign was not forecast for cannot be compared with the sum.
      const expected = other.expected && one.expected && plus(other.expected, one.expected)
      const madeOn = expected === null ? null : [other.madeOn ?? "", one.madeOn ?? ""].toSorted()[0] || null
      days.set(one.day, { day: one.day, madeOn, expected, sent: plus(other.sent, one.sent) })
    }
  }
  return [...days.values()].toSorted((a, b) => a.day.localeCompare(b.day))
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function plus(a: PerChannel, b: PerChannel): PerChannel {
  return { email: a.email + b.email, sms: a.sms + b.sms, push: a.push + b.push }
}

function totalOf(days: readonly PerChannel[]): PerChannel {
  return days.reduce<PerChannel>((sum, { email, sms, push }) => plus(sum, { email, sms, push }), none)
}

function totalOfOne({ email, sms, push }: PerChannel): number {
  return email + sms + push
}
