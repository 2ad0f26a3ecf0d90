import type { DelayStep } from "../../src/engine/steps/delay"
import { formatLength, formatLocal } from "../locales/format"
import { delayForm } from "./delay-form"
import type { StepLook, Words } from "./step-look"

type Delay = DelayStep["delay"]

export const delay: StepLook<DelayStep> = {
  icon: "hourglass",
  hue: "delay",
  form: delayForm,
  summary(step, words) {
    const { delay: wait } = step
    if ("for" in wait) return lengthSummary(wait, words)
    if ("until" in wait) return words.t.flow.summaries.until(formatLocal(words.locale, wait.until))
    return relativeSummary(wait, words)
  },
}

const noLength = /^PT?0+[A-Z]$/

/** "Wait 4 days, then at 09:00 in the member’s zone". */
function lengthSummary(wait: Extract<Delay, { for: string }>, { t, locale }: Words): string {
  const s = t.flow.summaries
  const parts = [noLength.test(wait.for) ? s.delayNone : s.delay(formatLength(locale, wait.for))]
  if (wait.at) parts.push(s.at(wait.at))
  if (wait.weekdays?.length) parts.push(s.onDays(wait.weekdays.map((day) => t.flow.weekdays[day - 1]).join(", ")))
  if (wait.window) parts.push(s.window(wait.window.from, wait.window.to))
  const local = parts.length > 1
  return parts.join(", ") + (local ? ` ${s.zone[wait.zone ?? "campaign"]}` : "")
}

function relativeSummary(wait: Extract<Delay, { relativeTo: unknown }>, { t, locale, nameOf }: Words): string {
  const s = t.flow.summaries
  const name = "attribute" in wait.relativeTo ? wait.relativeTo.attribute : s.named(nameOf(wait.relativeTo.occasionId))
  const length = noLength.test(wait.offset.replace(/^[+-]/, "")) ? "" : formatLength(locale, wait.offset)
  const anchor = s.relative(length, !wait.offset.startsWith("-"), name)
  return wait.at ? `${anchor}, ${s.at(wait.at)}` : anchor
}
