import type { FieldError } from "../src/core/errors"
import { detailWords } from "./detail-words"
import type { Texts } from "./locales/en"
import { problemText } from "./problem-text"

/** Why a line of an import was not taken, in the reader's words (MEM-3); lines of before as they were kept. */
export function rejectWords(t: Texts, { message, errors }: { message: string; errors: readonly FieldError[] }): string {
  return errors.length === 0 ? message : errors.map((error) => errorWords(t, error)).join(" ")
}

function errorWords(t: Texts, error: FieldError): string {
  const [field = "", ...rest] = error.path.split(".")
  // What does not fit a field of campaign data is said as wherever such values come from.
  const unfit = /^“[^”]*” (.*)\.$/.exec(error.message)?.[1]
  if (field === "values" && unfit !== undefined) return `${rest.join(".")}: ${detailWords(t, unfit)}.`
  const fields: Record<string, string> = t.people.import.fields
  const label = field === "attributes" && rest.length > 0 ? rest.join(".") : (fields[field] ?? field)
  const words = problemText(t, error, field)
  return label === "" ? words : `${label}: ${words}`
}
