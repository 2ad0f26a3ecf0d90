import type { FormErrors } from "../../../web/components/form"
import type { Texts } from "../../../web/locales/en"
import type { Locale } from "../../../web/locales/format"
import { problemText } from "../../../web/problem-text"
import type { FieldError } from "../../core/errors"

/** What is said of fields that hold a length, a time of day, a date or a number, by the last part of their path. */
const kinds = {
  length: /^(for|offset|timeout|after|within)$/,
  time: /^(at|from|to)$/,
  date: /^until$/,
  number: /^(weight|atLeast|number|add)$/,
} as const

/** What a date or a length is told by its own code, more than by its place. */
const ofValues: ReadonlySet<string> = new Set(["dateInvalid", "lengthZero", "lengthTooFar", "goalFact"])

/**
 * The first error of each field of a form that mirrors a piece of JSON (a step, a rule), in the reader's language. What was
 * left empty is asked for; what cannot be read is told what it should be.
 * @param typed the JSON as it was typed
 */
export function jsonErrors(
  t: Texts,
  locale: Locale,
  { errors, typed }: { errors: readonly FieldError[]; typed: unknown },
): FormErrors {
  const texts: FormErrors = {}
  for (const error of errors) {
    texts[error.path] ??= jsonErrorText(t, error, typed) ?? (locale === "en" ? error.message : t.errors.invalid)
  }
  return texts
}

/** What is said of one field of such a form; null when there are no better words than the schema's. */
export function jsonErrorText(t: Texts, error: FieldError, typed: unknown): string | null {
  const e = t.stepForms.errors
  const value = valueAt(typed, error.path)
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return t.errors.required
  if (error.code === "tooBig") return e.tooLong
  if (ofValues.has(error.code)) return problemText(t, error)
  const last = error.path.split(".").at(-1) ?? ""
  const kind = (Object.keys(kinds) as (keyof typeof kinds)[]).find((one) => kinds[one].test(last))
  if (kind !== undefined) return e[kind]
  return last === "value" ? e.value : null
}

function valueAt(typed: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined
    return (value as Record<string, unknown>)[key]
  }, typed)
}
