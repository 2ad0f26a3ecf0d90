import { CheckField } from "../components/check-field"
import { SelectField, withPresent } from "../components/select"
import type { MessageChoice } from "../forms/choices"
import { type FormView, fieldOf } from "../forms/form-view"
import { type Fields, optionalOf, present, rawOf, type Values } from "../forms/values"
import { useUi } from "../ui"

interface MessagingStep {
  messageId?: string | undefined
  transactional: boolean
}

/** What the three message channels share: a saved message instead of own content, and whether consent binds it. */
export function messagingFields(step: MessagingStep): Fields {
  return { messageId: step.messageId, transactional: step.transactional ? "true" : undefined }
}

/** The shared part as JSON; `message` only when something was written. */
export function readMessaging(values: Values, message: Record<string, unknown>): Record<string, unknown> {
  return present({
    message: Object.keys(message).length > 0 ? message : undefined,
    messageId: optionalOf(values, "messageId"),
    transactional: rawOf(values, "transactional") === "true",
  })
}

/** Parts of a message that only the message editor changes; a form carries them along as JSON. */
const designed = ["blocks", "theme", "variants"] as const

/** Fields of `message` as they were typed; empty ones are absent. What the message editor has made is taken over. */
export function readContent(values: Values, names: readonly string[], within = "message"): Record<string, unknown> {
  const design = readDesign(rawOf(values, `${within}.design`))
  const typed = Object.fromEntries(names.map((name) => [name, optionalOf(values, `${within}.${name}`)]))
  // HTML that blocks are made into is the server's to make.
  return present({ ...typed, ...design, ...("blocks" in design ? { html: undefined } : {}) })
}

function readDesign(json: string): Record<string, unknown> {
  if (json === "") return {}
  try {
    const read = JSON.parse(json) as Record<string, unknown>
    return Object.fromEntries(designed.flatMap((name) => (read[name] === undefined ? [] : [[name, read[name]]])))
  } catch {
    // Nobody types into it: what is no JSON is refused where blocks are checked.
    return { blocks: json }
  }
}

/** Fields of `message` for its form. */
export function contentFields(message: object | undefined, within = "message"): Fields {
  const parts = Object.entries(message ?? {})
  const carried = parts.filter(([name, value]) => designed.some((one) => one === name) && value !== undefined)
  return {
    ...Object.fromEntries(
      parts.flatMap(([name, value]) => (typeof value === "string" ? [[`${within}.${name}`, value]] : [])),
    ),
    ...(carried.length > 0 ? { [`${within}.design`]: JSON.stringify(Object.fromEntries(carried)) } : {}),
  }
}

/** Carries along what only the message editor changes. */
export function DesignField({ form, within = "message" }: { form: FormView; within?: string }) {
  const { value } = fieldOf(form, `${within}.design`)
  return value === "" ? null : <input type="hidden" name={`${within}.design`} value={value} />
}

/** Whether a form's email is made of blocks. */
export function hasBlocks(form: FormView, within = "message"): boolean {
  return "blocks" in readDesign(rawOf(form.values, `${within}.design`))
}

export function SavedMessageField({ form, messages }: { form: FormView; messages: readonly MessageChoice[] }) {
  const { t } = useUi()
  const s = t.stepForms.message
  const field = fieldOf(form, "messageId")
  const options = messages.map(({ id, name }) => ({ value: id, label: name }))
  if (options.length === 0 && field.value === "") return null
  return (
    <SelectField
      {...field}
      label={s.saved}
      help={s.savedHelp}
      none={s.own}
      options={withPresent(options, field.value)}
    />
  )
}

export function TransactionalField({ form }: { form: FormView }) {
  const { t } = useUi()
  const s = t.stepForms.message
  const { name, value, error } = fieldOf(form, "transactional")
  return (
    <CheckField
      name={name}
      label={s.transactional}
      help={s.transactionalHelp}
      error={error}
      checked={value === "true"}
    />
  )
}
