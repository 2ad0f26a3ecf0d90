/** All step types, sorted: one line each. `engine/flow.ts` checks that each is complete and stands under its own name. */
export { condition } from "./condition"
export { delay } from "./delay"
export { email } from "./email"
export { end } from "./end"
export { push } from "./push"
export { sms } from "./sms"
export { waitForEvent } from "./wait-for-event"
