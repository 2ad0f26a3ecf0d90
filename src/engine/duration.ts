import * as z from "zod"
import { dayMs, hourMs, minuteMs } from "./calendar"
import { delayMaxMs } from "./limits"

/** An ISO 8601 duration, parted as TIME-1 needs it: calendar units, and exact milliseconds. All carry the sign. */
export interface Duration {
  months: number
  days: number
  exactMs: number
}

const pattern =
  /^([+-])?P(?=.)(?:(\d{1,7})Y)?(?:(\d{1,7})M)?(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?$/

const cacheMax = 1_000
const cache = new Map<string, Duration | null>()

/** Parses `P4D`, `PT15M`, `-P3D`, `P1M2DT3H` …; null when it is none. */
export function parseDuration(text: string): Duration | null {
  const known = cache.get(text)
  if (known !== undefined) return known
  const parsed = parse(text)
  if (cache.size >= cacheMax) cache.clear()
  cache.set(text, parsed)
  return parsed
}

/** Parses a duration whose shape the schema has checked. */
export function durationOf(text: string): Duration {
  const duration = parseDuration(text)
  if (!duration) throw new Error(`Not a duration: ${text}`)
  return duration
}

function parse(text: string): Duration | null {
  const match = pattern.exec(text)
  if (!match) return null
  const sign = match[1] === "-" ? -1 : 1
  const part = (index: number): number => sign * Number(match[index] ?? 0) || 0
  return {
    months: part(2) * 12 + part(3) || 0,
    days: part(4) * 7 + part(5) || 0,
    exactMs: Math.round(part(6) * hourMs + part(7) * minuteMs + part(8) * 1000) || 0,
  }
}

/** Its length with months of 30.4375 days: for bounds and for windows that look back, never for waits. */
export function approximateMs(duration: Duration): number {
  return duration.months * 30.4375 * dayMs + duration.days * dayMs + duration.exactMs
}

/** The shortest it can be on the clock: months of 28 days, days of 23 hours. */
export function shortestMs(duration: Duration): number {
  return duration.months * 28 * dayMs + duration.days * 23 * hourMs + duration.exactMs
}

/** What is wrong with it as a delay (FLOW-5: 0 to 5 years), or null. */
export function delayProblem(text: string): "delayNegative" | "delayTooLong" | null {
  const length = approximateMs(durationOf(text))
  if (length < 0) return "delayNegative"
  return length > delayMaxMs ? "delayTooLong" : null
}

/** A duration's shape; its range is a problem of the flow, not of the shape. */
export const durationSchema = z
  .string()
  .max(60)
  .refine((text) => parseDuration(text) !== null, { error: "Not an ISO 8601 duration such as P4D or PT15M." })
