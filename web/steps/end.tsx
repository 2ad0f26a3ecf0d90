import type { EndStep } from "../../src/engine/steps/end"
import type { StepLook } from "./step-look"

export const end: StepLook<EndStep> = {
  icon: "flag",
  hue: "end",
  summary: (_, { t }) => t.flow.summaries.end,
}
