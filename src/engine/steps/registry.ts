import { condition } from "./condition"
import { delay } from "./delay"
import { email } from "./email"
import { end } from "./end"
import { push } from "./push"
import { sms } from "./sms"
import type { StepShape, StepType, StepTypeName } from "./step-type"
import { waitForEvent } from "./wait-for-event"

/** All step types, sorted; a type name without its line does not compile. */
export const stepTypes = {
  condition,
  delay,
  email,
  end,
  push,
  sms,
  waitForEvent,
} satisfies { [T in StepTypeName]: StepType<StepShape & { type: T }> }
