import type { PushStep } from "../../src/engine/steps/push"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const push: StepLook<PushStep> = {
  icon: "bell",
  hue: "push",
  summary: (step, { t }) => templateGist(step.message?.title ?? "") || step.messageId || t.flow.summaries.noContent,
}
