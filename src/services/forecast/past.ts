import {
  type ForecastPlace,
  type ForecastRow,
  type MadeOn,
  madeDays,
  readForecasts,
  type SentRow,
  sentBetween,
} from "../../db/forecasts"
import { wallText } from "../../engine/calendar"
import { bucketMs, bucketOf } from "../../engine/series"
import { wallAt } from "../../engine/timing"
import type { Ctx } from "../context"
import { comparedWith } from "./compare"
import { countOf, totalOf } from "./counts"
import { daysFrom, midnight } from "./make"
import { forecastDays, none, type PastDay, type PerChannel } from "./schema"

/** Forecasts of the first days that are shown may have been made so long before them. */
const lookBackDays = forecastDays + 8
const dayMs = 86_400_000

type Place = Pick<ForecastPlace, "id" | "timeZone">

/** Of each campaign the last 28 days: what had been expected, and what was sent. Days with neither at the beginning are left out. */
export async function pastOf(ctx: Pick<Ctx, "db" | "clock">, places: readonly Place[]): Promise<PastDay[][]> {
  if (places.length === 0) return []
  const now = ctx.clock.now()
  const db = ctx.db.$client
  const ids = places.map(({ id }) => id)
  const since = new Date(now - lookBackDays * dayMs).toISOString().slice(0, 10)
  const froms = places.map(({ timeZone }) => midnight(now, timeZone, -forecastDays))
  const until = Math.max(...places.map(({ timeZone }) => midnight(now, timeZone, 0)))
  const [made, sent] = (await db.batch([
    madeDays(db, ids, since),
    sentBetween(db, ids, [bucketOf(Math.min(...froms)), bucketOf(until)]),
  ])) as [D1Result<MadeOn>, D1Result<SentRow>]
  const madeOf = Map.groupBy(made.results, (row) => row.campaignId)
  const sentOf = Map.groupBy(sent.results, (row) => row.campaignId)
  const asked = places.map(({ id, timeZone }) => {
    const madeOn = (madeOf.get(id) ?? []).map((row) => row.madeOn)
    const dates = daysFrom(midnight(now, timeZone, -forecastDays), timeZone, forecastDays)
    return dates.map((day) => ({ campaignId: id, day, madeOn: comparedWith(madeOn, day) }))
  })
  const named = asked.flat().flatMap(({ madeOn, ...one }) => (madeOn === null ? [] : [{ ...one, madeOn }]))
  const said = await readForecasts(db, named).all<ForecastRow>()
  const saidOf = Map.groupBy(said.results, (row) => `${row.campaignId} ${row.day}`)
  return places.map(({ id, timeZone }, n) => {
    const sentOn = Map.groupBy(sentOf.get(id) ?? [], ({ bucket }) => dayOf(bucket * bucketMs, timeZone))
    const days = (asked[n] ?? []).map(({ day, madeOn }): PastDay => {
      const counts = totalOf(sentOn.get(day) ?? [])
      const expected = madeOn === null ? null : expectedOf(saidOf.get(`${id} ${day}`) ?? [])
      return { day, madeOn, expected, compared: expected === null ? null : counts, sent: counts }
    })
    const begun = days.findIndex((day) => day.expected !== null || countOf(day.sent) > 0)
    return begun === -1 ? [] : days.slice(begun)
  })
}

function expectedOf(rows: readonly ForecastRow[]): PerChannel {
  const counts = { ...none }
  for (const { channel, n } of rows) counts[channel] = n
  return counts
}

function dayOf(instant: number, zone: string): string {
  return wallText(wallAt(instant, zone)).slice(0, 10)
}
