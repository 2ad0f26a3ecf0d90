import type { Campaign } from "./state"
import { localReading } from "./waits"
import { instantOf } from "./zones"

/** The dates of campaigns (CAM-5). */

const dayMs = 86_400_000

/** When a campaign's clock strikes next. */
export function strikesAt({ status, startsAt, endsAt }: Campaign): number | null {
  if (status === "scheduled") return Math.min(startsAt ?? Number.POSITIVE_INFINITY, endsAt ?? Number.POSITIVE_INFINITY)
  return status === "active" || status === "paused" ? endsAt : null
}

/** A local moment of a campaign; an end that is only a date lasts through that day (CAM-5). */
export function momentOf(text: string | null, zone: string, isEnd: boolean): number | null {
  const reading = text === null ? null : localReading(text)
  if (text === null || reading === null) return null
  return instantOf(isEnd && !text.includes("T") ? reading + dayMs : reading, zone)
}
