import { dayMs, readingOf, type Wall } from "./calendar"
import { approximateMs, durationOf, parseDuration } from "./duration"
import { patternSubjectMax } from "./limits"
import { parseInstant, parseLocal, resolveWall, wallAt } from "./timing"

/** A value that a criterion may compare: scalars and lists; `undefined` is a missing one. */
type Comparable = string | number | boolean | readonly (string | number | boolean)[]

export const operators = [
  "equals",
  "notEquals",
  "contains",
  "notContains",
  "startsWith",
  "endsWith",
  "in",
  "notIn",
  "exists",
  "notExists",
  "greaterThan",
  "atLeast",
  "lessThan",
  "atMost",
  "before",
  "after",
  "withinLast",
  "withinNext",
  "matches",
] as const
export type Operator = (typeof operators)[number]

/** Operators that take no value. */
export const unaryOperators: ReadonlySet<Operator> = new Set<Operator>(["exists", "notExists"])
const negations: Partial<Record<Operator, Operator>> = {
  notEquals: "equals",
  notContains: "contains",
  notIn: "in",
  notExists: "exists",
}

/** What a comparison needs to know of time: dates without a zone are read in `zone`. */
export interface CompareContext {
  now: number
  zone: string
}

/**
 * Compares by type (ENG-10): numbers as numbers, dates as dates, text case-insensitively with accents kept.
 * A missing or empty actual value makes only the negative operators true.
 */
export function compare(op: Operator, actual: unknown, expected: unknown, context: CompareContext): boolean {
  const positive = negations[op]
  if (positive) return !compare(positive, actual, expected, context)
  if (actual === undefined || actual === null || actual === "") return false
  if (op === "exists") return true
  if (Array.isArray(actual)) return listCompare(op, actual, expected, context)
  return scalarCompare(op, actual as Comparable, expected, context)
}

function listCompare(op: Operator, actual: readonly unknown[], expected: unknown, context: CompareContext): boolean {
  if (op === "contains") return actual.some((item) => scalarCompare("equals", item, expected, context))
  return actual.some((item) => scalarCompare(op, item, expected, context))
}

function scalarCompare(op: Operator, actual: unknown, expected: unknown, context: CompareContext): boolean {
  switch (op) {
    case "equals":
      return order(actual, expected, context, "equality") === 0
    case "in":
      return (Array.isArray(expected) ? expected : [expected]).some(
        (item) => order(actual, item, context, "equality") === 0,
      )
    case "contains":
      return folded(actual).includes(folded(expected))
    case "startsWith":
      return folded(actual).startsWith(folded(expected))
    case "endsWith":
      return folded(actual).endsWith(folded(expected))
    case "greaterThan":
      return isAbove(order(actual, expected, context, "ranking"))
    case "lessThan":
      return isBelow(order(actual, expected, context, "ranking"))
    case "atLeast":
      return isNotBelow(order(actual, expected, context, "ranking"))
    case "atMost":
      return isNotAbove(order(actual, expected, context, "ranking"))
    case "before":
      return isBelow(sidedOrder(actual, expected, context))
    case "after":
      return isAbove(sidedOrder(actual, expected, context))
    case "withinLast":
    case "withinNext":
      return isWithin(op, actual, expected, context)
    case "matches":
      return patternOf(String(expected))?.test(String(actual).slice(0, patternSubjectMax)) ?? false
    default:
      return false
  }
}

const isAbove = (order: number | null): boolean => order !== null && order > 0
const isBelow = (order: number | null): boolean => order !== null && order < 0
const isNotBelow = (order: number | null): boolean => order !== null && order >= 0
const isNotAbove = (order: number | null): boolean => order !== null && order <= 0

/**
 * Less than, equal to or greater than 0; null when the two cannot be compared. Two texts of digits are ranked as numbers,
 * but equal only as texts: "007" is not "7".
 */
function order(a: unknown, b: unknown, context: CompareContext, mode: "equality" | "ranking"): number | null {
  if (a === undefined || a === null || b === undefined || b === null) return null
  const asNumbers = typeof a === "number" || typeof b === "number" || mode === "ranking"
  const [x, y] = asNumbers ? [numberOf(a), numberOf(b)] : [null, null]
  if (x !== null && y !== null) return x - y
  if (mode === "ranking" && (typeof a === "number" || typeof b === "number")) return null
  if (typeof a === "string" && typeof b === "string") {
    const dates = dateOrder(a, b, context)
    if (dates !== null) return dates
  }
  const [s, t] = [folded(a), folded(b)]
  return s === t ? 0 : s < t ? -1 : 1
}

/** A value as numbers see it: itself, or its digits; null for anything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(value)) return null
  return Number(value)
}

/** Text for comparison: composed form, lower case; accents stay. */
function folded(value: unknown): string {
  return String(value ?? "")
    .normalize("NFC")
    .toLowerCase()
}

/** Two dates as days when both are dates alone, else as instants. */
function dateOrder(a: unknown, b: unknown, context: CompareContext): number | null {
  if (typeof a !== "string" || typeof b !== "string") return null
  const [x, y] = [parseLocal(a), parseLocal(b)]
  if (x && y) return readingOf(x.wall) - readingOf(y.wall)
  const [s, t] = [instantOf(a, context.zone), instantOf(b, context.zone)]
  return s === null || t === null ? null : s - t
}

/** As `dateOrder`; a length instead of a date means that long from now, or ago when it is negative (FLOW-4). */
function sidedOrder(actual: unknown, expected: unknown, context: CompareContext): number | null {
  const duration = typeof expected === "string" ? parseDuration(expected) : null
  if (duration === null) return dateOrder(actual, expected, context)
  if (typeof actual !== "string") return null
  const length = approximateMs(duration)
  const local = parseLocal(actual)
  if (local?.dateOnly) return daysFromToday(local.wall, context) * dayMs - length
  const instant = instantOf(actual, context.zone)
  return instant === null ? null : instant - (context.now + length)
}

/** Whole local days from today to a date; negative for the past. */
function daysFromToday(day: Wall, { now, zone }: CompareContext): number {
  return Math.round((readingOf(day) - readingOf({ ...wallAt(now, zone), timeOfDay: 0 })) / dayMs)
}

/** The instant that a date, local date-time or instant stands for, or null. */
function instantOf(value: unknown, zone: string): number | null {
  if (typeof value !== "string") return null
  const local = parseLocal(value)
  return local ? resolveWall(local.wall, zone).instant : parseInstant(value)
}

/** A date alone counts by whole local days: today lies within every period. */
function isWithin(
  op: "withinLast" | "withinNext",
  actual: unknown,
  expected: unknown,
  context: CompareContext,
): boolean {
  if (typeof actual !== "string" || typeof expected !== "string" || !parseDuration(expected)) return false
  const length = approximateMs(durationOf(expected))
  const local = parseLocal(actual)
  if (local?.dateOnly) {
    const days = daysFromToday(local.wall, context)
    return op === "withinLast" ? days <= 0 && -days * dayMs <= length : days >= 0 && days * dayMs <= length
  }
  const instant = instantOf(actual, context.zone)
  if (instant === null) return false
  const distance = op === "withinLast" ? context.now - instant : instant - context.now
  return distance >= 0 && distance <= length
}

const patternsMax = 500
const patterns = new Map<string, RegExp | null>()

/** The compiled pattern of `matches`, or null when it is no valid or no safe one. */
export function patternOf(text: string): RegExp | null {
  const known = patterns.get(text)
  if (known !== undefined) return known
  if (patterns.size >= patternsMax) patterns.clear()
  const pattern = compile(text)
  patterns.set(text, pattern)
  return pattern
}

/** A repeated group that itself repeats or alternates can take exponential time; a clock cannot stop it on the platform. */
const risky = /\([^)]*[*+{|][^)]*\)\s*[*+{]/

function compile(text: string): RegExp | null {
  if (risky.test(text) || /\\[1-9]|\\k</.test(text)) return null
  try {
    return new RegExp(text, "iu")
  } catch {
    // A malformed pattern is an answer here: the schema reports it to its author.
    return null
  }
}
