import type { CrossSmsStep } from "../../src/engine/steps/cross-sms"
import { crossForm } from "./cross-form"
import type { StepForm } from "./step-form"

export const crossSmsForm: StepForm<CrossSmsStep> = crossForm("sms")
