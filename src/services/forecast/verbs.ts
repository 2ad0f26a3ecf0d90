import { notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { type ForecastPlace, forecastPlaces } from "../../db/forecasts"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { accuracyOf, pastOver } from "./compare"
import { daysOver, marginOf, totalOf, withinLimits } from "./counts"
import { keptToday, makeAndKeep } from "./kept"
import { dayLimits } from "./limits"
import { type MadeForecast, restOfToday } from "./make"
import { pastOf } from "./past"
import type { ForecastsView, ForecastView } from "./schema"

/** Campaigns of the forecast over all; those with most members in them come first. */
const campaignsMax = 50
/** Of them, those of which a look makes today's forecast when there is none, and anew after its answer: each takes its moment. */
const madeMax = 8
const remadeMax = 4
/** A look makes a forecast anew that is older than this, in ms. */
const freshMs = 3_600_000

type Place = Pick<ForecastPlace, "id" | "rev" | "timeZone">

/** `GET /campaigns/{id}/forecast`: the one of the last hour; made now when there is none of the campaign as it is. */
export async function getForecast(ctx: Ctx, input: CampaignRef): Promise<ForecastView> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const kept = (await keptToday(ctx, [row])).get(row.id)
  return await viewOf(ctx, row, kept !== undefined && isFresh(ctx, kept) ? kept : await made(ctx, row))
}

/** `POST /campaigns/{id}/forecast`: makes it anew. */
export async function remakeForecast(ctx: Ctx, input: CampaignRef): Promise<ForecastView> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  return await viewOf(ctx, row, await made(ctx, row))
}

/**
 * `GET /forecast`: over all flows and workflows of which something is to come. Days are those of each campaign's zone. Forecasts of today
 * that are not of the last hour are made anew after the answer.
 */
export async function getForecasts(ctx: Ctx): Promise<ForecastsView> {
  const places = await forecastPlaces(ctx.db.$client, campaignsMax + 1)
  const shown = places.slice(0, campaignsMax)
  const forecasts = await keptToday(ctx, shown)
  const stale = shown.filter(({ id }) => isStale(ctx, forecasts.get(id)))
  for (const place of shown.filter(({ id }) => !forecasts.has(id)).slice(0, madeMax))
    forecasts.set(place.id, await made(ctx, place))
  if (stale.length > 0) ctx.defer(remake(ctx, stale.slice(0, remadeMax)))
  const known = shown.flatMap((place) => {
    const forecast = forecasts.get(place.id)
    return forecast === undefined ? [] : [{ ...place, forecast }]
  })
  const now = ctx.clock.now()
  const rest = Math.min(1, ...known.map(({ timeZone }) => restOfToday(now, timeZone)))
  const all = daysOver(known.map(({ forecast }) => forecast.days))
  const { days, moved } = withinLimits(all, await dayLimits(ctx), rest)
  const past = pastOver(await pastOf(ctx, known))
  return {
    days,
    total: totalOf(days),
    past,
    accuracy: accuracyOf(past),
    campaigns: known.map(({ id, kind, name, forecast }) => {
      return { id, kind, name, madeAt: isoOf(forecast.madeAt), total: totalOf(forecast.days) }
    }),
    rateLimited: moved || known.some(({ forecast }) => forecast.basis.caveats.includes("rateLimited")),
    leftOut: places.length - known.length,
  }
}

function isFresh(ctx: Ctx, { madeAt }: MadeForecast): boolean {
  return ctx.clock.now() - madeAt < freshMs
}

function isStale(ctx: Ctx, forecast: MadeForecast | undefined): boolean {
  return forecast !== undefined && !isFresh(ctx, forecast)
}

async function remake(ctx: Ctx, places: readonly Place[]): Promise<void> {
  for (const { id } of places) await makeAndKeep(ctx, id)
}

async function made(ctx: Ctx, { id }: Place): Promise<MadeForecast> {
  const forecast = await makeAndKeep(ctx, id)
  if (forecast === null) throw notFound("campaign")
  return forecast
}

async function viewOf(ctx: Ctx, place: Place, forecast: MadeForecast): Promise<ForecastView> {
  const { madeAt, timeZone, days, basis } = forecast
  const [past = []] = await pastOf(ctx, [place])
  return {
    campaignId: place.id,
    madeAt: isoOf(madeAt),
    timeZone,
    days,
    total: totalOf(days),
    basis: { ...basis, margin: Math.round(marginOf(basis) * 1_000) / 1_000 },
    past,
    accuracy: accuracyOf(past),
  }
}
