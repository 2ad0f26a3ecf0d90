import type { PushStep } from "../../src/engine/steps/push"
import { pushForm } from "./push-form"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const push: StepLook<PushStep> = {
  icon: "bell",
  hue: "push",
  form: pushForm,
  summary: (step, { t, nameOf }) =>
    templateGist(step.message?.title ?? "") || (step.messageId && nameOf(step.messageId)) || t.flow.summaries.noContent,
}
