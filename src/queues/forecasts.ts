import { openDb } from "../db/client"
import { forecastsMade } from "../db/forecasts"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { readState } from "../platform/member-state"
import { makeAndKeep } from "../services/forecast/kept"
import { daysFrom } from "../services/forecast/make"

/** Forecasts made at a time: each asks some hundred members' objects. */
const madeMax = 2

/**
 * Makes forecasts of flows that have none of their zone's today, so that each day can be compared with what came, whether
 * anybody looks or not (ANA-7).
 * @param after the campaign that was dealt with last: one that cannot be forecast holds up no other
 * @returns the campaign that was dealt with last now; null: none was
 */
export async function forecastDue(env: Env, after: string | null): Promise<string | null> {
  const now = appClock.now()
  const due = (await forecastsMade(env.DB)).filter(({ timeZone, madeOn }) => madeOn !== daysFrom(now, timeZone, 1)[0])
  const next = [...due.filter(({ id }) => after === null || id > after), ...due].slice(0, Math.min(madeMax, due.length))
  const ctx = { db: openDb(env.DB), clock: appClock, members: { state: (id: string) => readState(env, id) } }
  for (const { id } of next) {
    try {
      await makeAndKeep(ctx, id)
    } catch (error) {
      console.error("A forecast could not be made and is tried again", error)
    }
  }
  return next.at(-1)?.id ?? null
}
