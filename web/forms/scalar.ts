/** Values of criteria as people type them: numbers, true and false are read as such; quotes keep anything as text. */
export type Scalar = string | number | boolean

const numberPattern = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/** A value as it is typed. */
export function scalarText(value: Scalar): string {
  if (typeof value !== "string") return String(value)
  return needsQuotes(value) ? JSON.stringify(value) : value
}

function needsQuotes(text: string): boolean {
  return text === "" || text !== text.trim() || /^["[]|[\r\n]/.test(text) || typeof scalarOf(text) !== "string"
}

/** What was typed as a value. */
export function scalarOf(text: string): Scalar {
  const typed = text.trim()
  if (typed === "true") return true
  if (typed === "false") return false
  if (numberPattern.test(typed) && Number.isFinite(Number(typed))) return Number(typed)
  return unquoted(typed)
}

function unquoted(text: string): string {
  if (!/^"(?:[^"\\]|\\.)*"$/s.test(text)) return text
  try {
    return String(JSON.parse(text))
  } catch {
    // Quotes that are no JSON are part of the text.
    return text
  }
}

/** Several values, separated by commas; none is `[]`. */
export function listText(values: readonly Scalar[]): string {
  if (values.length === 0) return "[]"
  return values
    .map((value) => (typeof value === "string" && value.includes(",") ? JSON.stringify(value) : scalarText(value)))
    .join(", ")
}

/** What was typed as several values. */
export function listOf(text: string): Scalar[] {
  const typed = text.trim()
  if (typed === "[]") return []
  return [...typed.matchAll(/\s*("(?:[^"\\]|\\.)*"(?=\s*(?:,|$))|[^,]*?)\s*(?:,|$)/gs)]
    .map((match) => match[1] ?? "")
    .filter((item) => item !== "")
    .map(scalarOf)
}

/** A single value or, in brackets, a list where one is not expected. */
export function valueText(value: Scalar | readonly Scalar[]): string {
  return typeof value === "object" ? JSON.stringify(value) : scalarText(value)
}

/** What was typed where one value is expected. */
export function typedValueOf(text: string): Scalar | Scalar[] {
  const typed = text.trim()
  if (!typed.startsWith("[")) return scalarOf(text)
  try {
    const list: unknown = JSON.parse(typed)
    return Array.isArray(list) ? (list as Scalar[]) : scalarOf(text)
  } catch {
    // A bracket alone makes no list.
    return scalarOf(text)
  }
}
