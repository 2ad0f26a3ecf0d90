import { channels, type ForecastDay, none, type PerChannel } from "./schema"

export function plus(a: PerChannel, b: PerChannel): PerChannel {
  return { email: a.email + b.email, sms: a.sms + b.sms, push: a.push + b.push }
}

export function totalOf(list: readonly PerChannel[]): PerChannel {
  return list.reduce<PerChannel>((sum, { email, sms, push }) => plus(sum, { email, sms, push }), none)
}

/** Messages of all channels. */
export function countOf({ email, sms, push }: PerChannel): number {
  return email + sms + push
}

/** Days of several campaigns together, each day once, in their order. */
export function daysOver(lists: readonly (readonly ForecastDay[])[]): ForecastDay[] {
  const days = new Map<string, ForecastDay>()
  for (const { day, ...counts } of lists.flat()) days.set(day, { day, ...plus(days.get(day) ?? none, counts) })
  return [...days.values()].toSorted((a, b) => a.day.localeCompare(b.day))
}

/** Messages that providers take in a day; null: as many as come. */
export type DayLimits = Record<(typeof channels)[number], number | null>

/**
 * Days of which none holds more than the providers take: what exceeds moves on to the next, and past the last one out of
 * sight (SEND-4).
 * @param restOfFirst how much of the first day is left, from 0 to 1
 */
export function withinLimits(
  days: readonly ForecastDay[],
  limits: DayLimits,
  restOfFirst: number,
): { days: ForecastDay[]; moved: boolean } {
  const waiting: PerChannel = { ...none }
  const held = days.map((day, n) => {
    const kept = { ...day }
    for (const channel of channels) {
      const limit = limits[channel]
      const wanted = day[channel] + waiting[channel]
      kept[channel] = limit === null ? wanted : Math.min(wanted, Math.floor(limit * (n === 0 ? restOfFirst : 1)))
      waiting[channel] = wanted - kept[channel]
    }
    return kept
  })
  return { days: held, moved: held.some((day, n) => channels.some((channel) => day[channel] !== days[n]?.[channel])) }
}

/**
 * How far, by chance alone, the share of members who get a message on some day may be off when `played` of `inside` were
 * looked at: half of the interval that holds it in 19 of 20 cases, at its widest. 0 when all were.
 */
export function marginOf({ inside, played }: { inside: number; played: number }): number {
  if (played === 0 || inside <= played) return 0
  return 0.98 * Math.sqrt((inside - played) / ((inside - 1) * played))
}
