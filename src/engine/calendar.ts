/** Civil calendar arithmetic on plain numbers: no zone, no clock. */

export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

/** A wall-clock time without a zone. `month` 1–12, `millisecond` within the day. */
export interface Wall {
  year: number
  month: number
  day: number
  /** Milliseconds since 00:00 on the wall clock. */
  timeOfDay: number
}

/** Days since 1970-01-01 of a civil date. */
function daysOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / dayMs
}

/** The wall time whose reading, taken as UTC, is `ms`. */
export function wallOf(ms: number): Wall {
  const days = Math.floor(ms / dayMs)
  // Hinnant's civil_from_days: exact for the proleptic Gregorian calendar.
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    timeOfDay: ms - days * dayMs,
  }
}

/** The reading of a wall time, taken as UTC, in milliseconds. Days outside the month run over. */
export function readingOf(wall: Wall): number {
  return daysOf(wall.year, wall.month, 1) * dayMs + (wall.day - 1) * dayMs + wall.timeOfDay
}

export function daysInMonth(year: number, month: number): number {
  return daysOf(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysOf(year, month, 1)
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(wall: Wall): number {
  return ((((daysOf(wall.year, wall.month, wall.day) + 3) % 7) + 7) % 7) + 1
}

/**
 * The same time of day `months` later. The day is `anchorDay` (default: the wall's own), clamped to the month's last
 * (TIME-1: 31 Jan + 1 month is the last of February).
 */
export function addMonths(wall: Wall, months: number, anchorDay = wall.day): Wall {
  const index = wall.year * 12 + (wall.month - 1) + months
  const year = Math.floor(index / 12)
  const month = index - year * 12 + 1
  return { year, month, day: Math.min(anchorDay, daysInMonth(year, month)), timeOfDay: wall.timeOfDay }
}

/** The same time of day `days` later. */
export function addDays(wall: Wall, days: number): Wall {
  return wallOf(readingOf(wall) + days * dayMs)
}

/** `YYYY-MM-DDTHH:mm`, for people. */
export function wallText(wall: Wall): string {
  const minutes = Math.floor(wall.timeOfDay / minuteMs)
  return `${String(wall.year).padStart(4, "0")}-${two(wall.month)}-${two(wall.day)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function two(value: number): string {
  return String(value).padStart(2, "0")
}
