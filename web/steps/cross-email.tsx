import type { CrossEmailStep } from "../../src/engine/steps/cross-email"
import { reuseSummary } from "./reuse-summary"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const crossEmail: StepLook<CrossEmailStep> = {
  icon: "mail",
  hue: "email",
  summary: (step, words) => templateGist(step.override?.subject ?? "") || reuseSummary(step, words),
}
