import type { CrossPushStep } from "../../src/engine/steps/cross-push"
import { crossForm } from "./cross-form"
import type { StepForm } from "./step-form"

export const crossPushForm: StepForm<CrossPushStep> = crossForm("push")
