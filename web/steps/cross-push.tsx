import type { CrossPushStep } from "../../src/engine/steps/cross-push"
import { crossPushForm } from "./cross-push-form"
import { reuseSummary } from "./reuse-summary"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const crossPush: StepLook<CrossPushStep> = {
  icon: "bell",
  hue: "push",
  form: crossPushForm,
  summary: (step, words) => templateGist(step.override?.title ?? "") || reuseSummary(step, words),
}
