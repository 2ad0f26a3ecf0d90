import { addDays, addMonths, dayMs, hourMs, readingOf, type Wall, wallText, weekdayOf } from "./calendar"
import { endInstant, parseLocal, startInstant, wallAt } from "./timing"

/** Ranges of the Analysis page (ANA-2): whole days of a zone, the last of them today unless it says otherwise. */
export const rangeNames = ["today", "yesterday", "7d", "month", "3months", "custom"] as const
export type RangeName = (typeof rangeNames)[number]
export type PeriodStep = "hour" | "day" | "week"

/** Longest custom range, in days. */
export const rangeDaysMax = 1_830
/** Longest range that is shown by the hour, and by the day, in days. */
const hourlyDaysMax = 2
const dailyDaysMax = 93

/** Days of a zone, first and last (`YYYY-MM-DD`), cut into points. */
export interface Period {
  from: string
  to: string
  step: PeriodStep
  /** First instant of each point, and after the last one the end of all: epoch ms. */
  bounds: number[]
}

/** What a range asks for; `from` and `to` are read with `custom` only. */
export interface RangeInput {
  range: RangeName
  from?: string | undefined
  to?: string | undefined
}

/** Why there is no such period. */
export type PeriodFault = { field: "from" | "to"; code: "badDate" | "reversed" | "tooLong" }

/** The days that a range means at `now` in a zone. */
export function periodOf(
  input: RangeInput,
  { now, zone }: { now: number; zone: string },
): { ok: true; period: Period } | { ok: false; fault: PeriodFault } {
  const today = { ...wallAt(now, zone), timeOfDay: 0 }
  switch (input.range) {
    case "today":
      return whole(today, today, zone)
    case "yesterday":
      return whole(addDays(today, -1), addDays(today, -1), zone)
    case "7d":
      return whole(addDays(today, -6), today, zone)
    case "month":
      return whole(addDays(addMonths(today, -1), 1), today, zone)
    case "3months":
      return whole(addDays(addMonths(today, -3), 1), today, zone)
    case "custom": {
      const from = dayOf(input.from)
      const to = input.to === undefined ? today : dayOf(input.to)
      if (from === null) return { ok: false, fault: { field: "from", code: "badDate" } }
      if (to === null) return { ok: false, fault: { field: "to", code: "badDate" } }
      if (readingOf(from) > readingOf(to)) return { ok: false, fault: { field: "to", code: "reversed" } }
      if (daysBetween(from, to) > rangeDaysMax) return { ok: false, fault: { field: "from", code: "tooLong" } }
      return whole(from, to, zone)
    }
  }
}

/** As many days as a period has, up to the day before it. */
export function periodBefore(period: Period, zone: string): Period {
  const [from, to] = [dayOf(period.from), dayOf(period.to)]
  if (from === null || to === null) throw new Error(`No days: ${period.from} to ${period.to}`)
  const days = daysBetween(from, to)
  return cut(addDays(from, -days), addDays(from, -1), zone)
}

/** First instant of each day of a period, and after the last one the end of all: epoch ms. */
export function dayBounds(period: Pick<Period, "from" | "to">, zone: string): number[] {
  const [from, to] = [dayOf(period.from), dayOf(period.to)]
  if (from === null || to === null) throw new Error(`No days: ${period.from} to ${period.to}`)
  const end = endInstant(dateText(to), zone) ?? 0
  return [...starts({ from, days: daysBetween(from, to), step: "day", end }, zone), end]
}

function whole(from: Wall, to: Wall, zone: string): { ok: true; period: Period } {
  return { ok: true, period: cut(from, to, zone) }
}

function cut(from: Wall, to: Wall, zone: string): Period {
  const days = daysBetween(from, to)
  const step = days <= hourlyDaysMax ? "hour" : days <= dailyDaysMax ? "day" : "week"
  const end = endInstant(dateText(to), zone) ?? 0
  return { from: dateText(from), to: dateText(to), step, bounds: [...starts({ from, days, step, end }, zone), end] }
}

function starts(of: { from: Wall; days: number; step: PeriodStep; end: number }, zone: string): number[] {
  const { from, days, step, end } = of
  const startOf = (offset: number) => startInstant(dateText(addDays(from, offset)), zone) ?? 0
  if (step === "hour") {
    const first = startOf(0)
    return Array.from({ length: Math.ceil((end - first) / hourMs) }, (_, i) => first + i * hourMs)
  }
  // Weeks begin on Mondays; the first one may be shorter.
  const offsets = Array.from({ length: days }, (_, i) => i)
  const wanted = step === "day" ? offsets : offsets.filter((i) => i === 0 || weekdayOf(addDays(from, i)) === 1)
  return wanted.map(startOf)
}

function daysBetween(from: Wall, to: Wall): number {
  return Math.round((readingOf(to) - readingOf(from)) / dayMs) + 1
}

function dayOf(text: string | undefined): Wall | null {
  const local = text === undefined ? null : parseLocal(text)
  return local?.dateOnly ? local.wall : null
}

function dateText(wall: Wall): string {
  return wallText(wall).slice(0, 10)
}
