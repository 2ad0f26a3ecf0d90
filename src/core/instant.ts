import * as z from "zod"

/** Epoch milliseconds as the API writes instants: ISO 8601 UTC with milliseconds. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}

/** `isoOf`, keeping null. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoOf(ms)
}

/** The furthest instant taken from outside: later ones leave what `Date` and SQL can hold. */
const latestInstantMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Whether the day that a text `YYYY-MM-DD…` begins with is one of the calendar; `Date` takes 30 February for 2 March. */
export function isCalendarDay(text: string): boolean {
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  return !Number.isNaN(ms) && isoOf(ms).startsWith(text.slice(0, 10))
}

/** Epoch milliseconds of an ISO 8601 instant with an offset or `Z`, or null when it is none. */
export function parseInstant(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null
  if (!isCalendarDay(text)) return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) || ms > latestInstantMs ? null : ms
}

/** An instant as the API takes it. */
export const instantSchema = z
  .string()
  .refine((text) => parseInstant(text) !== null, "Must be an instant such as 2026-12-01T12:00:00.000Z.")
  .meta({ format: "date-time", example: "2026-12-01T12:00:00.000Z" })
