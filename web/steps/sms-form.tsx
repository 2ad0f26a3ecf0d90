import type { SmsStep } from "../../src/engine/steps/sms"
import { TextareaField } from "../components/inputs"
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

export const smsForm: StepForm<SmsStep> = {
  blank: {},
  fields: (step) => ({ ...contentFields(step.message), ...messagingFields(step) }),
  read: (values) => readMessaging(values, readContent(values, ["text"])),
  Fields({ form, choices }) {
    const { t } = useUi()
    return (
      <>
        <SavedMessageField form={form} messages={choices.messages.filter((one) => one.channel === "sms")} />
        <DesignField form={form} />
        <TextareaField
          {...fieldOf(form, "message.text")}
          label={t.stepForms.sms.text}
          help={t.stepForms.message.templates}
          rows={4}
        />
        <TransactionalField form={form} />
      </>
    )
  },
}
