import { daysInMonth, instantOf, readingAt, weekdayOf } from "./zones"

/** Lengths and dates of DELAY, read from the specification (FLOW-5, TIME-1 to TIME-5). */

const minuteMs = 60_000
const dayMs = 86_400_000

export interface Length {
  months: number
  days: number
  ms: number
}

/** Reads an ISO 8601 duration. */
export function lengthOf(text: string): Length {
  const sign = text.startsWith("-") ? -1 : 1
  const [date = "", time = ""] = text.replace(/^[+-]?P/, "").split("T")
  const unit = (part: string, letter: string) =>
    sign * Number(new RegExp(`([\\d.]+)${letter}`).exec(part)?.[1] ?? 0) || 0
  return {
    months: unit(date, "Y") * 12 + unit(date, "M"),
    days: unit(date, "W") * 7 + unit(date, "D"),
    ms: unit(time, "H") * 60 * minuteMs + unit(time, "M") * minuteMs + unit(time, "S") * 1000,
  }
}

/** Months later on the wanted day, or on the last day of a month that is too short. */
function addMonths(reading: number, months: number, day: number): number {
  const date = new Date(reading)
  const month = date.getUTCMonth() + months
  const year = date.getUTCFullYear() + Math.floor(month / 12)
  const inYear = ((month % 12) + 12) % 12
  return Date.UTC(year, inYear, Math.min(day, daysInMonth(year, inYear + 1))) + timeOf(reading)
}

export function dayOf(reading: number): number {
  return new Date(reading).getUTCDate()
}

function timeOf(reading: number): number {
  return ((reading % dayMs) + dayMs) % dayMs
}

function clock(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number)
  return (hours * 60 + minutes) * minuteMs
}

/** `anchor` plus a length. */
export function plus(anchor: number, length: Length, zone: string, day: number | null): number {
  if (length.months === 0 && length.days === 0) return anchor + length.ms
  const reading = readingAt(anchor, zone)
  const moved = length.months === 0 ? reading : addMonths(reading, length.months, day ?? dayOf(reading))
  return instantOf(moved + length.days * dayMs, zone) + length.ms
}

export interface LengthDelay {
  for: string
  at?: string
  weekdays?: number[]
  window?: { from: string; to: string }
}

/** When a delay by a length is over: `at` first, then weekdays, then the window, until all hold. */
export function endOfLength(delay: LengthDelay, anchor: number, zone: string, day: number | null): number {
  let at = plus(anchor, lengthOf(delay.for), zone, day)
  if (delay.at !== undefined) at = nextTime(at, clock(delay.at), zone)
  for (let pass = 0; pass < 40; pass++) {
    const before = at
    for (let days = 0; delay.weekdays && days < 8; days++) {
      const reading = readingAt(before, zone) + days * dayMs
      if (!delay.weekdays.includes(weekdayOf(reading))) continue
      if (days > 0) at = instantOf(reading, zone)
      break
    }
    if (delay.window && !isOpen(delay.window, timeOf(readingAt(at, zone)))) {
      at = nextTime(at, clock(delay.window.from), zone)
    }
    if (at === before) return at
  }
  throw new Error("No instant fits weekdays and window")
}

/** The first such time of day at or after an instant. */
function nextTime(at: number, time: number, zone: string): number {
  const midnight = readingAt(at, zone) - timeOf(readingAt(at, zone))
  for (let days = 0; ; days++) {
    const found = instantOf(midnight + days * dayMs + time, zone)
    if (found >= at) return found
  }
}

/** Half-open, and over midnight when it ends before it begins (TIME-4). */
function isOpen(window: { from: string; to: string }, time: number): boolean {
  const [from, to] = [clock(window.from), clock(window.to)]
  if (from === to) return true
  return from < to ? time >= from && time < to : time >= from || time < to
}

/** Reads a local date or date-time as a reading; null when it is none. */
export function localReading(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second] = match.map((part) => Number(part ?? 0))
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0)
}

/** n units before or after a date, at a local time when one is given; null when the date cannot be read. */
export function besideDate(delay: { offset: string; at?: string }, value: unknown, zone: string): number | null {
  if (typeof value !== "string") return null
  const local = localReading(value)
  const instant = local === null ? Date.parse(value) : null
  if (local === null && Number.isNaN(instant)) return null
  const start = local ?? readingAt(instant ?? 0, zone)
  const length = lengthOf(delay.offset)
  let reading = length.months === 0 ? start : addMonths(start, length.months, dayOf(start))
  reading += length.days * dayMs
  const moved = instant !== null && reading === start ? instant : instantOf(reading, zone)
  const reached = moved + length.ms
  if (delay.at === undefined) return reached
  const there = readingAt(reached, zone)
  return instantOf(there - timeOf(there) + clock(delay.at), zone)
}
