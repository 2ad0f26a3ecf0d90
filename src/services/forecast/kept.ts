import {
  type BaseRow,
  type ForecastPlace,
  type ForecastRow,
  keepForecast,
  readBases,
  readForecasts,
} from "../../db/forecasts"
import type { Ctx } from "../context"
import { daysFrom, type MadeForecast, makeForecast } from "./make"
import type { ForecastCtx } from "./sample"
import { channels, type ForecastBasis, forecastDays } from "./schema"

/** How long forecasts are kept, in days: those that were made of a day that is shown. */
const keptDays = forecastDays + 14
const dayMs = 86_400_000

type Place = Pick<ForecastPlace, "id" | "rev" | "timeZone">

/** Today's forecasts of campaigns that are as they were when these were made. */
export async function keptToday(
  ctx: Pick<Ctx, "db" | "clock">,
  places: readonly Place[],
): Promise<Map<string, MadeForecast>> {
  const now = ctx.clock.now()
  const db = ctx.db.$client
  const of = places.map(({ id, timeZone }) => ({ campaignId: id, madeOn: daysFrom(now, timeZone, 1)[0] ?? "" }))
  const [bases, forecasts] = (await db.batch([readBases(db, of), readForecasts(db, of)])) as [
    D1Result<BaseRow>,
    D1Result<ForecastRow>,
  ]
  const baseOf = new Map(bases.results.map((base) => [base.campaignId, base]))
  const rowsOf = Map.groupBy(forecasts.results, (row) => row.campaignId)
  const kept = new Map<string, MadeForecast>()
  for (const { id, rev, timeZone } of places) {
    const base = baseOf.get(id)
    if (base === undefined || base.rev !== rev) continue
    const rows = rowsOf.get(id) ?? []
    const days = daysFrom(now, timeZone, forecastDays).map((day) => {
      const count = (channel: string) => rows.find((one) => one.day === day && one.channel === channel)?.n ?? 0
      return { day, email: count("email"), sms: count("sms"), push: count("push") }
    })
    kept.set(id, {
      madeAt: base.madeAt,
      rev,
      timeZone,
      days,
      basis: basisOf(base.basis),
    })
  }
  return kept
}

/** Makes a campaign's forecast and keeps it as that of today. Null: no such campaign. */
export async function makeAndKeep(ctx: ForecastCtx, campaignId: string): Promise<MadeForecast | null> {
  const made = await makeForecast(ctx, campaignId)
  if (made === null) return null
  const { basis, madeAt, rev, timeZone } = made
  const [madeOn = ""] = daysFrom(madeAt, timeZone, 1)
  const [keptFrom = ""] = daysFrom(madeAt - keptDays * dayMs, timeZone, 1)
  const rows = made.days.flatMap(({ day, ...counts }) =>
    channels.flatMap((channel) => (counts[channel] > 0 ? [{ day, channel, n: counts[channel] }] : [])),
  )
  const db = ctx.db.$client
  await db.batch(keepForecast(db, { campaignId, madeOn, madeAt, rev, basis, keptFrom }, rows))
  return made
}

/** One that was kept before segments were asked knew the flow's own entries only. */
function basisOf(json: string): ForecastBasis {
  const basis = JSON.parse(json) as Omit<ForecastBasis, "entriesOf"> & Partial<ForecastBasis>
  return { ...basis, entriesOf: basis.entriesOf ?? "flow" }
}
