/** How each step type looks, sorted: one line each. `looks.ts` checks that none is missing. */
export { condition } from "./condition"
export { delay } from "./delay"
export { email } from "./email"
export { end } from "./end"
export { push } from "./push"
export { sms } from "./sms"
export { waitForEvent } from "./wait-for-event"
