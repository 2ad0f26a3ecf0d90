import type { EndStep } from "../../src/engine/steps/end"
import type { StepForm } from "./step-form"

export const endForm: StepForm<EndStep> = {
  blank: {},
  fields: () => ({}),
  read: () => ({}),
  Fields: () => null,
}
