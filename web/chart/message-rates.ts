import type { Texts } from "../locales/en"
import { formatNumber, formatPercent, type Locale } from "../locales/format"
import { reasonWords } from "../reason-words"
import type { StepNumbers } from "./view"

/** One number of a message step as a card shows it, and what it is a part of (ANA-1). */
export interface MessageNumber {
  /** The metric of the analysis whose members stand behind it. */
  key: "delivered" | "opened" | "clicked" | "unsubscribed" | "bounced" | "skipped"
  label: string
  text: string
  /** In full, with its denominator. */
  full: string
  n: number
}

/** Rates of a message step: arrivals and bounces of what was sent; opens, clicks and goodbyes of what has not come back. */
export function messageNumbers(t: Texts, locale: Locale, numbers: StepNumbers): MessageNumber[] {
  const { sent = 0, delivered = 0, bounced = 0, opened = 0, clicked = 0, unsubscribed = 0, skipped = {} } = numbers
  const words = t.analysis.onCard
  const arrived = Math.max(0, sent - bounced)
  const rate = (key: Exclude<MessageNumber["key"], "skipped">, n: number, whole: number): MessageNumber => {
    const full = words.of[key](formatNumber(locale, n), formatNumber(locale, whole))
    return { key, label: words[key], text: formatPercent(locale, n, whole), full, n }
  }
  const reasons = Object.entries(skipped).filter(([, n]) => n > 0)
  const notSent = reasons.reduce((sum, [, n]) => sum + n, 0)
  const why = reasons.map(([reason, n]) => `${reasonWords(t, reason)} ${formatNumber(locale, n)}`).join(", ")
  return [
    rate("delivered", delivered, sent),
    rate("opened", opened, arrived),
    rate("clicked", clicked, arrived),
    rate("unsubscribed", unsubscribed, arrived),
    { ...rate("bounced", bounced, sent), text: formatNumber(locale, bounced) },
    {
      key: "skipped",
      label: words.skipped,
      text: formatNumber(locale, notSent),
      full: words.of.skipped(why),
      n: notSent,
    },
  ]
}
