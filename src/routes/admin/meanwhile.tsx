import type { ComponentChild } from "preact"
import type * as z from "zod"
import { type FormErrors, ShownFields } from "../../../web/components/form"
import { textOf, type Values } from "../../../web/forms/values"
import type { Texts } from "../../../web/locales/en"
import { fingerprint } from "../../core/fingerprint"
import { attempt, type Tried } from "./forms"

type Fields = Record<string, unknown>

/** A form that changes a thing which others may be changing too: no one's word is lost (FLOW-16, EDT-10). */
interface EditedForm<S extends z.ZodType> {
  t: Texts
  schema: S
  /** What the form says, field by field, as the verb takes it. */
  typed: Fields
  /** What is stored, in the same words. */
  now: Fields
  /** What the form showed when it was opened (`shownFields`); without it nothing has changed meanwhile. */
  shown: Values
  fieldOf?: (path: string) => string
}

type Changed<T> = Tried<T> & {
  /** Give it to `withShown` when the form comes back. */
  shown: Fingerprints
}

type Fingerprints = Record<string, string>

/** Fields in which people write as they like, as in all of catalogues (`en.KEY`): what somebody else wrote is told. */
const written: ReadonlySet<string> = new Set(
  [
    [
      "name",
      "startsAt",
      "endsAt",
      "timeZone",
      "location",
      "at",
      "subject",
      "preheader",
      "text",
      "title",
      "body",
      "link",
    ],
    ["postalAddress", "publicUrl", "logoUrl", "senderName", "senderEmail", "replyTo", "unsubscribeEmail", "priority"],
  ].flat(),
)

/**
 * Saves what was changed in the form, and nothing else. A field that somebody else has changed meanwhile as well is not
 * saved: the form comes back and says so there; saved once more, it is.
 */
export async function attemptChange<S extends z.ZodType, T>(
  form: EditedForm<S>,
  verb: (input: z.infer<S>) => Promise<T>,
): Promise<Changed<T>> {
  const { t, schema, typed, now, fieldOf = (path) => path.split(".")[0] ?? "" } = form
  const shown = readShown(form.shown) ?? fingerprints(now)
  const { mine, clashes } = compare(typed, now, shown)
  if (clashes.length === 0) return { ...(await attempt(t, schema, mine, verb, fieldOf)), shown }
  const errors: FormErrors = { "": t.form.meanwhile }
  for (const field of clashes) {
    const at = fieldOf(field)
    errors[at] = [errors[at], t.form.meanwhileAt(wordsOf(field, now[field]))].filter(Boolean).join(" ")
  }
  const seen = Object.fromEntries(clashes.map((field) => [field, fingerprint(now[field])]))
  return { done: false, errors, status: 409, shown: { ...shown, ...seen } }
}

/** What a form shows, to be compared when it comes back. */
export function fingerprints(fields: Fields): Fingerprints {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, fingerprint(value)]))
}

/** What a form showed that comes back for something else than saving: one row more, say. */
export function shownOf(form: Values, now: Fields): Fingerprints {
  return readShown(form) ?? fingerprints(now)
}

/** A page whose form carries what it shows. */
export function withShown(shown: Fingerprints, page: ComponentChild): ComponentChild {
  return <ShownFields.Provider value={new URLSearchParams(shown).toString()}>{page}</ShownFields.Provider>
}

/** What was changed here, and which of it by somebody else too, to something else. */
function compare(typed: Fields, now: Fields, shown: Fingerprints): { mine: Fields; clashes: string[] } {
  // A field that the form did not have is shown as nothing.
  const asShown = (field: string) => (Object.hasOwn(shown, field) ? shown[field] : fingerprint(undefined))
  const mine = Object.entries(typed).filter(([field, value]) => asShown(field) !== fingerprint(value))
  const clashes = mine
    .map(([field]) => field)
    .filter((field) => {
      const stored = fingerprint(now[field])
      return stored !== asShown(field) && stored !== fingerprint(typed[field])
    })
  return { mine: Object.fromEntries(mine), clashes }
}

/** Null: the form carries none; it was posted by a program, say. */
function readShown(form: Values): Fingerprints | null {
  const shown = textOf(form, "shown")
  return shown === "" ? null : Object.fromEntries(new URLSearchParams(shown))
}

/** What somebody else has written, short enough for a line; null where it has no words of its own. */
function wordsOf(field: string, value: unknown): string | null {
  if (!written.has(field) && !field.includes(".")) return null
  if (value === null || value === undefined || value === "") return ""
  // Attributes share one field: it takes their name to tell them apart.
  const text = field.startsWith("attributes.") ? `${field.slice("attributes.".length)} = ${value}` : String(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
