import type { CrossEmailStep } from "../../src/engine/steps/cross-email"
import { crossForm } from "./cross-form"
import type { StepForm } from "./step-form"

export const crossEmailForm: StepForm<CrossEmailStep> = crossForm("email")
