import { joinedSince, segmentAges } from "../../db/forecasts"
import type { Ctx } from "../context"
import { entryRate, trimmedDaysMin } from "./rates"

/** Days over which joins are counted. */
const joinDaysMax = 7
const dayMs = 86_400_000

/**
 * Members a day that have come into a campaign's segments lately: how many will enter a flow of which nothing has been seen
 * yet (ANA-7). Segments of less than three days say nothing: nobody knows which of their days was the import.
 */
export async function joinRate(
  ctx: Pick<Ctx, "db" | "clock">,
  campaignId: string,
): Promise<{ perDay: number; days: number }> {
  const db = ctx.db.$client
  const now = ctx.clock.now()
  const ages = await segmentAges(db, campaignId).first<{ since: number | null }>()
  const days = ages?.since == null ? 0 : Math.min(joinDaysMax, (now - ages.since) / dayMs)
  if (days < trimmedDaysMin) return { perDay: 0, days }
  const since = Math.floor(now - days * dayMs)
  const { results } = await joinedSince(db, campaignId, { since, spanMs: dayMs }).all<{ n: number }>()
  const perDay = entryRate(
    results.map(({ n }) => n),
    days,
  )
  return { perDay, days }
}
