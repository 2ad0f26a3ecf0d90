import type { EmailStep } from "../../src/engine/steps/email"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const email: StepLook<EmailStep> = {
  icon: "mail",
  hue: "email",
  summary: (step, { t, nameOf }) => templateGist(step.message?.subject ?? "") || (step.messageId && nameOf(step.messageId)) || t.flow.summaries.noContent,
}
