import { isCalendarDay } from "../core/instant"
import { addDays, addMonths, dayMs, minuteMs, readingOf, type Wall, wallOf } from "./calendar"
import type { Duration } from "./duration"
import { offsetAt } from "./zones"

/** How a wall time met the zone's rules: `gap` does not exist (moved forward by the gap), `overlap` exists twice (first taken). */
export type Resolution = "exact" | "gap" | "overlap"

/** The wall time that clocks in `zone` show at an instant. */
export function wallAt(instant: number, zone: string): Wall {
  return wallOf(instant + offsetAt(zone, instant))
}

/**
 * The instant of a wall time in a zone (TIME-1): in a DST gap the time moves forward by the gap, in an overlap the first
 * occurrence is taken. luxon would choose by today's date, so only this function resolves wall times.
 */
export function resolveWall(wall: Wall, zone: string): { instant: number; resolution: Resolution } {
  const reading = readingOf(wall)
  const before = offsetAt(zone, reading - dayMs)
  const after = offsetAt(zone, reading + dayMs)
  if (before === after) return { instant: reading - before, resolution: "exact" }
  const early = reading - before
  const late = reading - after
  const earlyHolds = offsetAt(zone, early) === before
  const lateHolds = offsetAt(zone, late) === after
  if (earlyHolds && lateHolds) return { instant: Math.min(early, late), resolution: "overlap" }
  if (earlyHolds || lateHolds) return { instant: earlyHolds ? early : late, resolution: "exact" }
  return { instant: early, resolution: "gap" }
}

/**
 * `instant` plus a duration in a zone (TIME-1): months and days keep the wall-clock time, hours and less are exact.
 * @param anchorDay day of the month that a loop by months stays on (TZ-16)
 */
export function addDuration(
  instant: number,
  duration: Duration,
  options: { zone: string; anchorDay?: number | undefined },
): { instant: number; resolution: Resolution; clamped: boolean } {
  if (duration.months === 0 && duration.days === 0) {
    return { instant: instant + duration.exactMs, resolution: "exact", clamped: false }
  }
  const wall = wallAt(instant, options.zone)
  const wanted = options.anchorDay ?? wall.day
  const moved = duration.months === 0 ? wall : addMonths(wall, duration.months, wanted)
  const resolved = resolveWall(addDays(moved, duration.days), options.zone)
  return {
    instant: resolved.instant + duration.exactMs,
    resolution: resolved.resolution,
    clamped: duration.months !== 0 && moved.day !== wanted,
  }
}

/** Milliseconds since midnight of `HH:mm`. */
export function timeOfDay(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * minuteMs
}

/** First instant of a local day, also where midnight does not exist. */
function startOfDay(wall: Wall, zone: string): number {
  return resolveWall({ ...wall, timeOfDay: 0 }, zone).instant
}

const localPattern = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?$/
const instantPattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i

/** A local date or date-time without offset; `dateOnly` tells which. Null when it is none, or no date of the calendar. */
export function parseLocal(text: string): { wall: Wall; dateOnly: boolean } | null {
  const match = localPattern.exec(text)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return null
  const millisecond = Number((match[7] ?? "0").padEnd(3, "0"))
  const wall = { year, month, day, timeOfDay: ((hour * 60 + minute) * 60 + second) * 1000 + millisecond }
  const real = wallOf(readingOf(wall))
  if (real.month !== month || real.day !== day || real.year !== year) return null
  return { wall, dateOnly: match[4] === undefined }
}

/** An instant in ISO 8601 with an offset, in epoch milliseconds, or null. */
export function parseInstant(text: string): number | null {
  if (!instantPattern.test(text) || !isCalendarDay(text)) return null
  const instant = Date.parse(text.replace(" ", "T"))
  return Number.isNaN(instant) ? null : instant
}

/** First instant of a campaign's local date or date-time (CAM-5). Null when the text is none. */
export function startInstant(text: string, zone: string): number | null {
  const local = parseLocal(text)
  return local && resolveWall(local.wall, zone).instant
}

/**
 * First instant at which a campaign that `endsAt` a local date or date-time is over (CAM-5): a date alone lasts through
 * the end of that day, however long the day is (TZ-38). Null when the text is none.
 */
export function endInstant(text: string, zone: string): number | null {
  const local = parseLocal(text)
  if (!local) return null
  return local.dateOnly ? startOfDay(addDays(local.wall, 1), zone) : resolveWall(local.wall, zone).instant
}
