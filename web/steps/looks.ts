import type { Step } from "../../src/engine/flow"
import * as registry from "./registry"
import type { StepForm } from "./step-form"
import type { StepLook, Words } from "./step-look"

export type StepTypeName = Step["type"]

/** How each step type looks; a type without its line in the registry does not compile. */
export const stepLooks: { [T in StepTypeName]: StepLook<Extract<Step, { type: T }>> } = registry

/** The form of a type of step. */
export function stepFormOf(type: StepTypeName): StepForm<Step> {
  return stepLooks[type].form as unknown as StepForm<Step>
}

/** A step in one plain sentence. */
export function stepSummary(step: Step, words: Words): string {
  const look: StepLook<never> = stepLooks[step.type]
  return look.summary(step as never, words)
}
