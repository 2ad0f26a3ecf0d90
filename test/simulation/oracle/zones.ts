/** Local time by nothing but `Intl`: slow, simple, and not the engine's. */

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()
const quarterMs = 900_000
const hourMs = 3_600_000

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  })
  formats.set(zone, format)
  return format
}

/** Milliseconds by which clocks in the zone are ahead of UTC; zones change their offset on quarters of an hour. */
function offsetAt(at: number, zone: string): number {
  const quarter = Math.floor(at / quarterMs)
  const ofZone = offsets.get(zone) ?? new Map<number, number>()
  offsets.set(zone, ofZone)
  const known = ofZone.get(quarter)
  if (known !== undefined) return known
  const parts = new Map(
    formatOf(zone)
      .formatToParts(quarter * quarterMs)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"))
  const offset = shown - quarter * quarterMs
  ofZone.set(quarter, offset)
  return offset
}

/** What clocks in the zone show at an instant, as if it were UTC (epoch ms of the reading). */
export function readingAt(at: number, zone: string): number {
  return at + offsetAt(at, zone)
}

/** The instant of a reading: the first of two, and in a gap forward by the gap (TIME-1). */
export function instantOf(reading: number, zone: string): number {
  const around: number[] = []
  for (let hours = -30; hours <= 30; hours++) around.push(offsetAt(reading + hours * hourMs, zone))
  const fits = [...new Set(around)].map((offset) => reading - offset).filter((at) => readingAt(at, zone) === reading)
  if (fits.length > 0) return Math.min(...fits)
  // In a gap the clock as it went before would have shown the reading: the smaller of the two offsets.
  const near = around.slice(15, 46)
  return reading - Math.min(...near)
}

/** Days of the month that a reading lies in. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** 1 = Monday. */
export function weekdayOf(reading: number): number {
  return ((new Date(reading).getUTCDay() + 6) % 7) + 1
}

export function isZone(zone: string | null | undefined): zone is string {
  if (zone == null || zone === "") return false
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}
