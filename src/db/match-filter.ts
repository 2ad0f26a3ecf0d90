import type { Criterion, Rule } from "../engine/rules"
import type { Operator } from "../engine/values"

/** A condition on rows `m` of members, with what is bound to its `?`. */
export interface RowFilter {
  sql: string
  values: string[]
}

/** Of the 100 that a statement takes. */
const valuesMax = 90

/**
 * A condition that every member who matches the rule fulfils, so that the others need not be read (MEM-5); null when there
 * is none. It may let others through: whether a member matches is the evaluator's to say.
 */
export function filterOf(rule: Rule): RowFilter | null {
  const groups = rule.any.map((group) => allOf(group.all.flatMap((criterion) => neededFor(criterion) ?? [])))
  // A group without a condition lets everybody through.
  if (groups.some((group) => group === null)) return null
  const filters = groups.filter((group) => group !== null)
  const values = filters.flatMap((filter) => filter.values)
  if (filters.length === 0 || values.length > valuesMax) return null
  return { sql: filters.map(({ sql }) => `(${sql})`).join(" OR "), values }
}

function allOf(filters: readonly RowFilter[]): RowFilter | null {
  if (filters.length === 0) return null
  return { sql: filters.map(({ sql }) => `(${sql})`).join(" AND "), values: filters.flatMap(({ values }) => values) }
}

/** What a criterion that holds says of the row; null: nothing that a row could be told by. */
function neededFor(criterion: Criterion): RowFilter | null {
  switch (criterion.fact) {
    case "attribute": {
      if (isNegative(criterion.op)) return null
      const path = pathOf("$.attributes", criterion.name)
      if (path === null) return null
      return criterion.op === "equals" && isPlainText(criterion.value)
        ? sameText(path, criterion.value)
        : { sql: "json_type(m.profile, ?) IS NOT NULL", values: [path] }
    }
    case "profile":
      return isNegative(criterion.op)
        ? null
        : { sql: "json_type(m.profile, ?) IS NOT NULL", values: [`$.${criterion.name}`] }
    case "event": {
      const path = criterion.op === "happened" ? pathOf("$.eventCounts", criterion.name) : null
      return path === null ? null : { sql: "json_type(m.facts, ?) IS NOT NULL", values: [path] }
    }
    case "occasion":
    case "result":
      return criterion.op === "equals" ? { sql: "m.facts IS NOT NULL", values: [] } : null
    default:
      return null
  }
}

/** A missing value makes these true. */
function isNegative(op: Operator): boolean {
  return op.startsWith("not")
}

/** The JSON path of a key that can be written in one safely; null for others. */
function pathOf(parent: string, key: string): string | null {
  return /^[A-Za-z0-9_ -]+$/.test(key) ? `${parent}."${key}"` : null
}

/** Text that equals only text: no number, date or truth value could be meant. Its case folds as SQL folds it. */
function isPlainText(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z][A-Za-z _-]*$/.test(value) && !/^(true|false)$/i.test(value)
}

/** The same letters in any case; what has others, or is no text, is left to the evaluator. */
function sameText(path: string, text: string): RowFilter {
  return {
    sql: `json_type(m.profile, ?) IS NOT NULL AND (json_type(m.profile, ?) <> 'text'
      OR lower(m.profile->>?) = ? OR m.profile->>? GLOB '*[^ -~]*')`,
    values: [path, path, path, text.toLowerCase(), path],
  }
}
