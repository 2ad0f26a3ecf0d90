import { atPointer } from "../core/json-pointer"
import { addDays, dayMs, type Wall } from "./calendar"
import { approximateMs, parseDuration } from "./duration"
import { own } from "./own"
import { type Criterion, criteriaOf, type Rule, type RuleSubject } from "./rules"
import { parseInstant, parseLocal, resolveWall } from "./timing"
import type { Operator } from "./values"

/**
 * The earliest instant after `now` (epoch ms) at which time alone may change what a rule says of a member; null: never
 * (MEM-4). Never too late; it may be too early, where several criteria must change together.
 */
export function timeFlipsOf(rule: Rule, subject: RuleSubject, now: number): number | null {
  let least = Number.POSITIVE_INFINITY
  for (const criterion of criteriaOf(rule)) {
    for (const flip of flipsOf(criterion, subject)) if (flip > now && flip < least) least = flip
  }
  return least === Number.POSITIVE_INFINITY ? null : least
}

function flipsOf(criterion: Criterion, subject: RuleSubject): number[] {
  switch (criterion.fact) {
    case "attribute":
      return valueFlips(own(subject.profile.attributes, criterion.name), criterion, subject.zone)
    case "profile":
      return valueFlips(subject.profile[criterion.name], criterion, subject.zone)
    case "campaignData":
      return valueFlips(subject.dataField(criterion.name)?.value, criterion, subject.zone)
    case "webService":
      return valueFlips(atPointer(subject.answer, criterion.name), criterion, subject.zone)
    case "event":
      return eventFlips(criterion, subject)
    default:
      return []
  }
}

interface Comparison {
  op: Operator
  value?: unknown
}

/** When a comparison with the present changes its answer: a date comes into the period asked for, or leaves it. */
function valueFlips(actual: unknown, { op, value }: Comparison, zone: string): number[] {
  if (Array.isArray(actual)) return actual.flatMap((item) => valueFlips(item, { op, value }, zone))
  const length = lengthOf(value)
  if (typeof actual !== "string" || length === null) return []
  const local = parseLocal(actual)
  if (local?.dateOnly) return dayFlips(local.wall, { op, length }, zone)
  const instant = local ? resolveWall(local.wall, zone).instant : parseInstant(actual)
  if (instant === null) return []
  switch (op) {
    case "withinLast":
      return [instant, instant + length + 1]
    case "withinNext":
      return [instant - length, instant + 1]
    case "before":
    case "after":
      return [instant - length, instant - length + 1]
    default:
      return []
  }
}

/** A date alone counts by whole local days, so only midnights matter. */
function dayFlips(day: Wall, { op, length }: { op: Operator; length: number }, zone: string): number[] {
  const midnight = (days: number): number => resolveWall({ ...addDays(day, days), timeOfDay: 0 }, zone).instant
  const [whole, begun] = [Math.floor(length / dayMs), Math.ceil(length / dayMs)]
  switch (op) {
    case "withinLast":
      return [midnight(0), midnight(whole + 1)]
    case "withinNext":
      return [midnight(-whole), midnight(1)]
    case "before":
    case "after":
      return [midnight(-whole), midnight(1 - begun)]
    default:
      return []
  }
}

/** Events come to count when they happen (they may be told ahead), and leave the period asked for. */
function eventFlips(criterion: Extract<Criterion, { fact: "event" }>, subject: RuleSubject): number[] {
  const where = criterion.where ?? []
  const within = lengthOf(criterion.within)
  if (within === null && where.length === 0) return []
  return subject.events.flatMap((event) => {
    if (event.name !== criterion.name) return []
    const byProperty = where.flatMap((filter) => valueFlips(own(event.properties, filter.name), filter, subject.zone))
    return [event.at, ...(within === null ? [] : [event.at + within + 1]), ...byProperty]
  })
}

function lengthOf(value: unknown): number | null {
  const duration = typeof value === "string" ? parseDuration(value) : null
  return duration === null ? null : approximateMs(duration)
}
