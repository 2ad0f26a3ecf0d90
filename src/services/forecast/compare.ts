import { countOf, plus, totalOf } from "./counts"
import type { Accuracy, PastDay, PerChannel } from "./schema"

/** A day is compared with the oldest forecast made at most this many days before it. */
const comparedDays = 7
const dayMs = 86_400_000

/** Of the days on which a forecast was made, the one that a day is compared with; null: none was made in time. */
export function comparedWith(madeOn: readonly string[], day: string): string | null {
  return madeOn.filter((made) => made < day && daysBetween(made, day) <= comparedDays).toSorted()[0] ?? null
}

/** Days of several campaigns together. What was sent by campaigns that were not forecast is compared with nothing. */
export function pastOver(lists: readonly (readonly PastDay[])[]): PastDay[] {
  const days = new Map<string, PastDay>()
  for (const one of lists.flat()) {
    const other = days.get(one.day)
    days.set(one.day, other === undefined ? one : both(other, one))
  }
  return [...days.values()].toSorted((a, b) => a.day.localeCompare(b.day))
}

function both(a: PastDay, b: PastDay): PastDay {
  const either = <T>(x: T | null, y: T | null, join: (x: T, y: T) => T): T | null =>
    x === null ? y : y === null ? x : join(x, y)
  return {
    day: a.day,
    madeOn: either(a.madeOn, b.madeOn, (x, y) => (x < y ? x : y)),
    expected: either(a.expected, b.expected, plus),
    compared: either(a.compared, b.compared, plus),
    sent: plus(a.sent, b.sent),
  }
}

/** How forecasts came out over all days that can be compared; null: there is none yet. */
export function accuracyOf(past: readonly PastDay[]): Accuracy | null {
  const pairs = past.flatMap(({ expected, compared }) => (expected && compared ? [{ expected, compared }] : []))
  if (pairs.length === 0) return null
  const expected = totalOf(pairs.map((pair) => pair.expected))
  const sent = totalOf(pairs.map((pair) => pair.compared))
  const off = pairs.reduce((sum, pair) => sum + apart(pair.expected, pair.compared), 0)
  const share = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 1_000) / 1_000)
  return {
    days: pairs.length,
    expected,
    sent,
    deviation: share(countOf(sent) - countOf(expected), countOf(expected)),
    dayError: share(off, countOf(sent)),
  }
}

/** By how many messages two days differ, channel by channel. */
function apart(a: PerChannel, b: PerChannel): number {
  return Math.abs(a.email - b.email) + Math.abs(a.sms - b.sms) + Math.abs(a.push - b.push)
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
}
