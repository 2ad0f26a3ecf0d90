import type { PushStep } from "../../src/engine/steps/push"
import type { StepLook } from "./step-look"

export const push: StepLook<PushStep> = {
  icon: "bell",
  hue: "push",
  summary: (step, { t }) => step.message?.title || step.messageId || t.flow.summaries.noContent,
}
