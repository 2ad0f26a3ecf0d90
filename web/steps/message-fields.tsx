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

/** Fields of `message` as they were typed; empty ones are absent. */
export function readContent(values: Values, names: readonly string[]): Record<string, unknown> {
  return present(Object.fromEntries(names.map((name) => [name, optionalOf(values, `message.${name}`)])))
}

/** Fields of `message` for its form. */
export function contentFields(message: Record<string, unknown> | undefined): Fields {
  return Object.fromEntries(
    Object.entries(message ?? {}).map(([name, value]) => [
      `message.${name}`,
      value === undefined ? value : String(value),
    ]),
  )
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
