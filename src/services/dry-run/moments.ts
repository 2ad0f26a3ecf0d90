import { isoOf, parseInstant } from "../../core/instant"
import { wallText } from "../../engine/calendar"
import { parseDuration } from "../../engine/duration"
import { addDuration, startInstant, wallAt } from "../../engine/timing"

/** A local date-time as an ISO instant; absent when nothing was typed, the text as it is when it is none. */
export function instantAt(local: string, timeZone: string): string | undefined {
  if (local === "") return undefined
  const instant = startInstant(local, timeZone)
  return instant === null ? local : isoOf(instant)
}

/** The instant a length after another, by the calendar of a zone (TIME-1); the length as it is when it is none. */
export function instantAfter(start: string, length: string, timeZone: string): string {
  const [from, duration] = [parseInstant(start), parseDuration(length)]
  if (from === null || duration === null) return length
  return isoOf(addDuration(from, duration, { zone: timeZone }).instant)
}

/** The present moment (epoch ms) in a zone as local date and time: `["2026-12-01", "09:00"]`. */
export function localMoment(now: number, timeZone: string): [date: string, time: string] {
  const text = wallText(wallAt(now, timeZone))
  return [text.slice(0, 10), text.slice(11, 16)]
}
