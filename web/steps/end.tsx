import type { EndStep } from "../../src/engine/steps/end"
import { endForm } from "./end-form"
import type { StepLook } from "./step-look"

export const end: StepLook<EndStep> = {
  icon: "flag",
  hue: "end",
  form: endForm,
  summary: (_, { t }) => t.flow.summaries.end,
}
