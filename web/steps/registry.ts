import type { Step } from "../../src/engine/flow"
import { condition } from "./condition"
import { delay } from "./delay"
import { email } from "./email"
import { end } from "./end"
import { push } from "./push"
import { sms } from "./sms"
import type { StepLook, Words } from "./step-look"
import { waitForEvent } from "./wait-for-event"

export type StepTypeName = Step["type"]

/** How each step type looks; a type without its line does not compile. */
export const stepLooks: { [T in StepTypeName]: StepLook<Extract<Step, { type: T }>> } = {
  condition,
  delay,
  email,
  end,
  push,
  sms,
  waitForEvent,
}

/** A step in one plain sentence. */
export function stepSummary(step: Step, words: Words): string {
  const look: StepLook<never> = stepLooks[step.type]
  return look.summary(step as never, words)
}
