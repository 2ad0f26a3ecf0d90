import type { EmailStep } from "../../src/engine/steps/email"
import { Choices } from "../components/choices"
import { TextareaField, TextField } from "../components/inputs"
import { fieldOf } from "../forms/form-view"
import { allOf, present } from "../forms/values"
import { useUi } from "../ui"
import {
  contentFields,
  DesignField,
  hasBlocks,
  messagingFields,
  readContent,
  readMessaging,
  SavedMessageField,
  TransactionalField,
} from "./message-fields"
import type { StepForm } from "./step-form"

const parts = ["subject", "preheader", "from", "replyTo", "html", "text"] as const

export const emailForm: StepForm<EmailStep> = {
  blank: {},
  fields: (step) => ({ ...contentFields(step.message), ...messagingFields(step), attach: step.attach }),
  read: (values) => {
    const attach = allOf(values, "attach").filter((id) => id !== "")
    return present({
      ...readMessaging(values, readContent(values, parts)),
      attach: attach.length > 0 ? attach : undefined,
    })
  },
  Fields({ form, choices }) {
    const { t } = useUi()
    const s = t.stepForms.email
    const attached = [...allOf(form.values, "attach")]
    const documents = choices.steps.filter((step) => step.type === "exportPdf" || attached.includes(step.id))
    return (
      <>
        <SavedMessageField form={form} messages={choices.messages.filter((one) => one.channel === "email")} />
        <TextField {...fieldOf(form, "message.subject")} label={s.subject} help={t.stepForms.message.templates} />
        <TextField {...fieldOf(form, "message.preheader")} label={s.preheader} help={s.preheaderHelp} optional />
        <div class="form-pair">
          <TextField {...fieldOf(form, "message.from")} label={s.from} optional />
          <TextField {...fieldOf(form, "message.replyTo")} label={s.replyTo} optional />
        </div>
        <DesignField form={form} />
        {hasBlocks(form) ? (
          <p class="field-help">{t.messageEditor.designed}</p>
        ) : (
          <TextareaField {...fieldOf(form, "message.html")} label={s.html} rows={14} code />
        )}
        <TextareaField {...fieldOf(form, "message.text")} label={s.text} help={s.textHelp} rows={6} optional />
        {documents.length > 0 && (
          <Choices
            name="attach"
            label={s.attach}
            error={form.errors.attach}
            value={attached}
            options={documents.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <TransactionalField form={form} />
      </>
    )
  },
}
