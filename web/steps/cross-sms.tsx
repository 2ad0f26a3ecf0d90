import type { CrossSmsStep } from "../../src/engine/steps/cross-sms"
import { crossSmsForm } from "./cross-sms-form"
import { reuseSummary } from "./reuse-summary"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const crossSms: StepLook<CrossSmsStep> = {
  icon: "sms",
  hue: "sms",
  form: crossSmsForm,
  summary: (step, words) => templateGist(step.override?.text ?? "") || reuseSummary(step, words),
}
