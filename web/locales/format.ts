/** Number, plural, date and length formatting by locale. Pure: the present moment is always an argument. */

export type Locale = "en" | "es"
export const locales: readonly Locale[] = ["en", "es"]

const intlLocale = { en: "en-GB", es: "es" } as const
const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

/** 12,345 or 12.345. Four-digit numbers are grouped in both languages. */
export function formatNumber(locale: Locale, n: number): string {
  let format = numbers.get(locale)
  if (!format) {
    format = new Intl.NumberFormat(locale === "en" ? "en" : "es", { useGrouping: "always", maximumFractionDigits: 2 })
    numbers.set(locale, format)
  }
  return format.format(n)
}

/** Share of a whole as a percentage without decimals below 10 %, with one above nothing: "42 %". */
export function formatPercent(locale: Locale, part: number, whole: number): string {
  if (whole === 0) return "–"
  const percent = (100 * part) / whole
  return `${formatNumber(locale, percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent))}${locale === "es" ? " " : ""}%`
}

const byteUnits = ["kilobyte", "megabyte", "gigabyte"] as const

/** "12 kB", "3.4 MB"; anything smaller is 1 kB. */
export function formatBytes(locale: Locale, bytes: number): string {
  const size = Math.max(bytes, 1_000)
  const power = Math.min(Math.floor(Math.log10(size) / 3), byteUnits.length)
  const unit = byteUnits[power - 1] ?? "kilobyte"
  const format = new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: power > 1 ? 1 : 0 })
  return format.format(size / 1000 ** power)
}

/** "1 member", "1,234 members". */
export function counter(locale: Locale): (n: number, one: string, other: string) => string {
  return (n, one, other) => `${formatNumber(locale, n)} ${n === 1 ? one : other}`
}

function partsOf(locale: Locale, at: number, zone: string): Record<string, string> {
  const key = `${locale} ${zone}`
  let format = dates.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(intlLocale[locale], {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
    dates.set(key, format)
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]))
}

/** "America/Argentina/Buenos_Aires" is read as "Buenos Aires". */
export function zoneName(zone: string): string {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ")
}

/** "Tue 1 Dec 2026, 09:00" in `zone`. `at` in epoch milliseconds. */
export function formatInstant(locale: Locale, at: number, zone: string): string {
  const p = partsOf(locale, at, zone)
  return `${p.weekday} ${p.day} ${p.month} ${p.year}, ${p.hour}:${p.minute}`
}

/** "Tue 1 Dec 2026, 09:00 (Montevideo)". */
export function formatInstantWithZone(locale: Locale, at: number, zone: string): string {
  return `${formatInstant(locale, at, zone)} (${zoneName(zone)})`
}

/** An instant as the local `YYYY-MM-DDTHH:mm` of a zone, as date and time fields hold it. */
export function localMomentOf(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at)
  const p = Object.fromEntries(parts.map((part) => [part.type, part.value]))
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`
}

/** A local date or date-time of a campaign, which is already in its zone: "1 Dec 2026, 09:00". */
export function formatLocal(locale: Locale, text: string): string {
  const at = Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`)
  if (Number.isNaN(at)) return text
  const p = partsOf(locale, at, "UTC")
  const day = `${p.weekday} ${p.day} ${p.month} ${p.year}`
  return text.length === 10 ? day : `${day}, ${p.hour}:${p.minute}`
}

const relativeUnits: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
]

/** "in 4 days", "2 hours ago", seen from `now`. */
export function formatRelative(locale: Locale, at: number, now: number): string {
  const distance = at - now
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })
  for (const [unit, length] of relativeUnits) {
    if (Math.abs(distance) >= length) return format.format(Math.trunc(distance / length), unit)
  }
  return format.format(0, "second")
}

const durationPattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const durationUnits = ["year", "month", "week", "day", "hour", "minute", "second"] as const

/** An ISO 8601 length in words: "4 days", "1 hour 30 minutes". What is not a length is given back as it is. */
export function formatLength(locale: Locale, iso: string): string {
  const match = durationPattern.exec(iso.replace(/^-/, ""))
  if (!match) return iso
  const words = durationUnits.flatMap((unit, i) => {
    const n = Number(match[i + 1] ?? 0)
    return n === 0 ? [] : [new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(n)]
  })
  return words.length > 0
    ? words.join(" ")
    : new Intl.NumberFormat(locale, { style: "unit", unit: "minute", unitDisplay: "long" }).format(0)
}
