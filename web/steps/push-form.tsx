import type { PushStep } from "../../src/engine/steps/push"
import { TextareaField, TextField } from "../components/inputs"
import { fieldOf } from "../forms/form-view"
import { useUi } from "../ui"
import {
  contentFields,
  DesignField,
  messagingFields,
  readContent,
  readMessaging,
  SavedMessageField,
  TransactionalField,
} from "./message-fields"
import type { StepForm } from "./step-form"

export const pushForm: StepForm<PushStep> = {
  blank: {},
  fields: (step) => ({ ...contentFields(step.message), ...messagingFields(step) }),
  read: (values) => readMessaging(values, readContent(values, ["title", "body", "link", "image"])),
  Fields({ form, choices }) {
    const { t } = useUi()
    const s = t.stepForms.push
    return (
      <>
        <SavedMessageField form={form} messages={choices.messages.filter((one) => one.channel === "push")} />
        <DesignField form={form} />
        <TextField {...fieldOf(form, "message.title")} label={s.title} help={t.stepForms.message.templates} />
        <TextareaField {...fieldOf(form, "message.body")} label={s.body} rows={4} />
        <div class="form-pair">
          <TextField {...fieldOf(form, "message.link")} label={s.link} placeholder="https://" optional />
          <TextField {...fieldOf(form, "message.image")} label={s.image} placeholder="https://" optional />
        </div>
        <TransactionalField form={form} />
      </>
    )
  },
}
