import type { EmailStep } from "../../src/engine/steps/email"
import { emailForm } from "./email-form"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const email: StepLook<EmailStep> = {
  icon: "mail",
  hue: "email",
  form: emailForm,
  summary: (step, { t, nameOf }) =>
    templateGist(step.message?.subject ?? "") ||
    (step.messageId && nameOf(step.messageId)) ||
    t.flow.summaries.noContent,
}
