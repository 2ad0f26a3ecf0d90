import { addDays, weekdayOf } from "./calendar"
import { resolveWall, timeOfDay, wallAt } from "./timing"

/** Something that is done again and again at a local time: every day, or on one weekday (1 = Monday). */
export interface Schedule {
  weekday: number | null
  /** `HH:mm` in `timeZone`. */
  at: string
  timeZone: string
}

/** Two weeks: a zone may leave a day out of its calendar. */
const daysLooked = 15

/**
 * The first instant after `after` (epoch ms) at which a schedule comes up: once on each of its local days, by the rules of
 * TIME-1 (in a gap it moves forward, in an overlap the first occurrence counts).
 */
export function nextOccurrence({ weekday, at, timeZone }: Schedule, after: number): number {
  const today = { ...wallAt(after, timeZone), timeOfDay: timeOfDay(at) }
  for (let days = 0; days < daysLooked; days++) {
    const wall = addDays(today, days)
    if (weekday !== null && weekdayOf(wall) !== weekday) continue
    const { instant } = resolveWall(wall, timeZone)
    if (instant > after) return instant
  }
  throw new Error(`No instant of a schedule within ${daysLooked} days of ${after} in ${timeZone}`)
}
