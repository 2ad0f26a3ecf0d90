import type { SmsStep } from "../../src/engine/steps/sms"
import { smsForm } from "./sms-form"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const sms: StepLook<SmsStep> = {
  icon: "sms",
  hue: "sms",
  form: smsForm,
  summary: (step, { t, nameOf }) =>
    templateGist(step.message?.text ?? "") || (step.messageId && nameOf(step.messageId)) || t.flow.summaries.noContent,
}
