import type * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import type { Values } from "../../../web/forms/values"
import type { Texts } from "../../../web/locales/en"
import { errorText, problemText } from "../../../web/problem-text"
import { textsOf } from "../../../web/ui"
import { AppError, type FieldError } from "../../core/errors"
import { readFormData } from "../body"
import type { AppContext } from "../env"
import { invalidInput } from "../errors"
import { jsonErrorText } from "./json-errors"
import { localeOf } from "./surroundings"

/** A posted form: text fields, and what was chosen several times over. */
export interface PostedForm {
  /** All fields, for forms that mirror a piece of JSON. Lines end with LF. */
  values: Values
  text(name: string): string
  all(name: string): string[]
  has(name: string): boolean
}

/** Reads a posted form; files are not among its fields. */
export async function readForm(c: AppContext): Promise<PostedForm> {
  const form = await readFormData(c.req)
  const all = (name: string) => form.getAll(name).filter((value): value is string => typeof value === "string")
  const values: Values = new Map([...new Set(form.keys())].map((name) => [name, all(name).map(unixLines)]))
  return { values, text: (name) => all(name)[0]?.trim() ?? "", all, has: (name) => form.has(name) }
}

/** Browsers post lines as CRLF. */
function unixLines(text: string): string {
  return text.replaceAll("\r\n", "\n")
}

/** What a verb gave, or the errors to show at the fields. Other failures go on to the error page. */
export type Tried<T> = { done: true; value: T } | { done: false; errors: FormErrors; status: 409 | 422 }

/**
 * Checks the input by the verb's own schema and does the verb.
 * @param fieldOf form field of an error's path; absent: the path's first part
 */
export async function attempt<S extends z.ZodType, T>(
  t: Texts,
  schema: S,
  input: unknown,
  verb: (input: z.infer<S>) => Promise<T>,
  fieldOf: (path: string) => string = firstPart,
): Promise<Tried<T>> {
  const parsed = schema.safeParse(input)
  try {
    if (!parsed.success) throw invalidInput(parsed.error)
    return { done: true, value: await verb(parsed.data) }
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== "invalid" && error.code !== "conflict")) throw error
    const fields = error.details.errors ?? []
    if (fields.length > 0) return { done: false, errors: errorsByField(t, fields, fieldOf, input), status: 422 }
    return { done: false, errors: { "": errorText(t, error) }, status: 409 }
  }
}

/** What a verb refused and why, in the reader's language. */
export function refusalOf(c: AppContext, error: AppError): string {
  return errorText(textsOf(localeOf(c)), error)
}

/** The first error of each field, in the reader's language. `typed`: the input, for fields that mirror a piece of it. */
export function errorsByField(
  t: Texts,
  errors: readonly FieldError[],
  fieldOf = firstPart,
  typed: unknown = null,
): FormErrors {
  const byField: FormErrors = {}
  for (const error of errors) byField[fieldOf(error.path)] ??= fieldText(t, error, typed)
  return byField
}

/** Parts of rules by what they hold; others by field and code, else by code, else as the verb says it. */
function fieldText(t: Texts, error: FieldError, typed: unknown): string {
  const ofRule = /(^|\.)rule\./.test(error.path) ? jsonErrorText(t, error, typed) : null
  return ofRule ?? problemText(t, error, firstPart(error.path))
}

function firstPart(path: string): string {
  return path.split(".")[0] ?? ""
}

/** A list's query from the address: empty fields are as good as absent. */
export function readQuery<S extends z.ZodType>(c: AppContext, schema: S): z.infer<S> {
  const present = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ""))
  const parsed = schema.safeParse(present)
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}
