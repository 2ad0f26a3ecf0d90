import type { Criterion, Rule } from "../scenario"
import { lengthOf } from "./waits"

/** RULE of the contract, as far as the generator writes it. */

const dayMs = 86_400_000

export interface Heard {
  name: string
  at: number
  properties: Record<string, string | number>
}

/** What the oracle knows of a member at one moment. */
export interface Known {
  now: number
  attributes: Record<string, unknown>
  profile: Record<string, unknown>
  isInside(segment: string): boolean
  events: readonly Heard[]
  consent(channel: string): string
  /** Whether a message of this run, sent at a step, did something. */
  message(step: string, did: string): boolean
  results: readonly string[]
  /** Campaign data of the run's campaign. */
  data: Readonly<Record<string, unknown>>
  /** By occasion, in our names. */
  attendance: ReadonlyMap<string, string>
}

export function holds(rule: Rule, known: Known): boolean {
  return rule.any.some((group) => group.all.every((criterion) => meets(criterion, known)))
}

function meets(criterion: Criterion, known: Known): boolean {
  const { fact, name = "", op, value } = criterion
  switch (fact) {
    case "attribute":
      return compares(op, known.attributes[name], value)
    case "profile":
      return compares(op, known.profile[name], value)
    case "segment": {
      const inside = [value].flat().some((id) => known.isInside(String(id).replace("$segment:", "")))
      return op === "in" ? inside : !inside
    }
    case "event": {
      const since = criterion.within === undefined ? Number.NEGATIVE_INFINITY : known.now - spanOf(criterion.within)
      const found = known.events.filter(
        (event) => event.name === name && event.at >= since && passes(event.properties, criterion.where),
      )
      const enough = found.length >= (criterion.atLeast ?? 1)
      return op === "happened" ? enough : !enough
    }
    case "message": {
      const negative = op.startsWith("not")
      const did = negative ? op.charAt(3).toLowerCase() + op.slice(4) : op
      return known.message(name, did) !== negative
    }
    case "consent":
      return (op === "equals") === (known.consent(name) === value)
    case "campaignData":
      return compares(op, known.data[name], value)
    case "occasion":
      return (op === "equals") === (known.attendance.get(name.replace("$occasion:", "")) === value)
    case "result":
      return (op === "equals") === known.results.includes(String(value))
    default:
      throw new Error(`The oracle does not know the fact ${fact}`)
  }
}

/** Months in a look back are of 30.4375 days. */
export function spanOf(text: string): number {
  const length = lengthOf(text)
  return length.months * 30.4375 * dayMs + length.days * dayMs + length.ms
}

export function passes(
  properties: Record<string, string | number>,
  where: { name: string; op: string; value?: unknown }[] = [],
): boolean {
  return where.every((filter) => compares(filter.op, properties[filter.name], filter.value))
}

function compares(op: string, actual: unknown, expected: unknown): boolean {
  const missing = actual === undefined || actual === null || actual === ""
  switch (op) {
    case "notExists":
      return missing
    case "exists":
      return !missing
    case "notEquals":
      return missing || !same(actual, expected)
    case "notContains":
      return missing || !text(actual).includes(text(expected))
    case "notIn":
      return missing || !listed(actual, expected)
    default:
      return !missing && positively(op, actual, expected)
  }
}

function positively(op: string, actual: unknown, expected: unknown): boolean {
  switch (op) {
    case "equals":
      return same(actual, expected)
    case "contains":
      return text(actual).includes(text(expected))
    case "startsWith":
      return text(actual).startsWith(text(expected))
    case "in":
      return listed(actual, expected)
    case "greaterThan":
      return Number(actual) > Number(expected)
    case "atLeast":
      return Number(actual) >= Number(expected)
    case "lessThan":
      return Number(actual) < Number(expected)
    case "atMost":
      return Number(actual) <= Number(expected)
    default:
      throw new Error(`The oracle does not know the operator ${op}`)
  }
}

function listed(actual: unknown, expected: unknown): boolean {
  return [expected].flat().some((item) => same(actual, item))
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === "number" || typeof b === "number") return Number(a) === Number(b)
  return text(a) === text(b)
}

function text(value: unknown): string {
  return String(value).toLowerCase()
}
