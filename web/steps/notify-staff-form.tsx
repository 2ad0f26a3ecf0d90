import type { NotifyStaffStep } from "../../src/engine/steps/notify-staff"
import { TextareaField, TextField } from "../components/inputs"
import { fieldOf } from "../forms/form-view"
import { rawOf } from "../forms/values"
import { useUi } from "../ui"
import type { StepForm } from "./step-form"

export const notifyStaffForm: StepForm<NotifyStaffStep> = {
  blank: {},
  fields: ({ to, subject, text }) => ({ to: to.join(", "), subject, text }),
  read: (values) => ({
    to: rawOf(values, "to")
      .split(/[,;\s]+/)
      .filter((address) => address !== ""),
    subject: rawOf(values, "subject"),
    text: rawOf(values, "text"),
  }),
  Fields({ form }) {
    const { t } = useUi()
    const s = t.stepForms.notifyStaff
    return (
      <>
        <TextField {...fieldOf(form, "to")} label={s.to} help={s.toHelp} />
        <TextField {...fieldOf(form, "subject")} label={s.subject} help={t.stepForms.message.templates} />
        <TextareaField {...fieldOf(form, "text")} label={s.text} rows={8} />
      </>
    )
  },
}
