import type { WaitForEventStep } from "../../src/engine/steps/wait-for-event"
import { formatLength } from "../locales/format"
import { whereWords } from "./rule-words"
import type { StepLook } from "./step-look"
import { waitForEventForm } from "./wait-for-event-form"

export const waitForEvent: StepLook<WaitForEventStep> = {
  icon: "radar",
  hue: "wait",
  form: waitForEventForm,
  summary(step, words) {
    const s = words.t.flow.summaries
    const timeout = formatLength(words.locale, step.timeout)
    if ("message" in step.event) return s.waitMessage(step.event.did, words.stepName(step.event.message), timeout)
    const { name, where } = step.event
    return s.waitEvent(name, timeout) + (where?.length ? ` (${s.where(whereWords(where, words))})` : "")
  },
}
