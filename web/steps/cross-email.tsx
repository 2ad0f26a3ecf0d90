import type { CrossEmailStep } from "../../src/engine/steps/cross-email"
import { crossEmailForm } from "./cross-email-form"
import { reuseSummary } from "./reuse-summary"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const crossEmail: StepLook<CrossEmailStep> = {
  icon: "mail",
  hue: "email",
  form: crossEmailForm,
  summary: (step, words) => templateGist(step.override?.subject ?? "") || reuseSummary(step, words),
}
