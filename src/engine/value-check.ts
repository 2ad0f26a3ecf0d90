import { approximateMs, durationOf, parseDuration } from "./duration"
import { periodMaxMs } from "./limits"
import { type Criterion, type Rule, ruleSchema, type Where } from "./rules"
import { parseInstant, parseLocal } from "./timing"
import type { Operator } from "./values"

/** A date or a length in a rule that nobody can mean. It has the right shape, so published flows with it still run. */
export interface ValueProblem {
  path: (string | number)[]
  code: "dateInvalid" | "lengthZero" | "lengthTooFar"
  /** Names the value in quotes. */
  message: string
}

/** Every date and length of a rule, its events' filters included, that is none or out of bounds (FLOW-4). */
export function ruleValueProblems(rule: Rule): ValueProblem[] {
  return rule.any.flatMap((group, g) =>
    group.all.flatMap((criterion, c) => within(["any", g, "all", c], criterionProblems(criterion))),
  )
}

/** The same of filters on an event's properties. */
export function whereProblems(where: Where): ValueProblem[] {
  return where.flatMap((filter, index) => within([index], comparisonProblems(filter.op, filter.value)))
}

/** RULE as people and programs may hand it in; `ruleSchema` is what is stored. */
export const checkedRuleSchema = ruleSchema.superRefine((rule, { addIssue }) => {
  for (const { path, code, message } of ruleValueProblems(rule)) {
    addIssue({ code: "custom", path, message, params: { code } })
  }
})

function criterionProblems(criterion: Criterion): ValueProblem[] {
  switch (criterion.fact) {
    case "attribute":
    case "campaignData":
    case "profile":
    case "webService":
      return comparisonProblems(criterion.op, criterion.value)
    case "event":
      return [
        ...(criterion.within === undefined ? [] : periodProblems(criterion.within, "within")),
        ...within(["where"], whereProblems(criterion.where ?? [])),
      ]
    default:
      return []
  }
}

function comparisonProblems(op: Operator, value: unknown): ValueProblem[] {
  switch (op) {
    case "withinLast":
    case "withinNext":
      return typeof value === "string" ? periodProblems(value, "value") : []
    case "before":
    case "after":
      return momentProblems(value)
    case "greaterThan":
    case "atLeast":
    case "lessThan":
    case "atMost":
      return typeof value === "string" && isDateThatIsNot(value) ? [dateInvalid(value)] : []
    default:
      return []
  }
}

/** A period looks back or ahead for more than nothing. */
function periodProblems(text: string, field: string): ValueProblem[] {
  const length = approximateMs(durationOf(text))
  if (length <= 0) return [{ path: [field], code: "lengthZero", message: `"${text}" is not longer than zero.` }]
  return length > periodMaxMs ? [tooFar(text, field)] : []
}

/** A date, a date-time, an instant, or a length from now (negative: ago). */
function momentProblems(value: unknown): ValueProblem[] {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  const length = parseDuration(text)
  if (length !== null) return Math.abs(approximateMs(length)) > periodMaxMs ? [tooFar(text, "value")] : []
  return parseLocal(text) !== null || parseInstant(text) !== null ? [] : [dateInvalid(text)]
}

/** Written like a day of the calendar, yet none: 30 February. */
function isDateThatIsNot(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:$|[T ])/.test(text) && parseLocal(text.slice(0, 10)) === null
}

function dateInvalid(text: string): ValueProblem {
  return { path: ["value"], code: "dateInvalid", message: `"${text}" is no date such as 2026-12-01.` }
}

function tooFar(text: string, field: string): ValueProblem {
  return { path: [field], code: "lengthTooFar", message: `"${text}" is more than 100 years.` }
}

function within(place: (string | number)[], problems: ValueProblem[]): ValueProblem[] {
  return problems.map((one) => ({ ...one, path: [...place, ...one.path] }))
}
