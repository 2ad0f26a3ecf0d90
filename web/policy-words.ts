import type { Channel, ContactPolicy } from "../src/engine/types"
import { formatLength } from "./locales/format"
import type { Ui } from "./ui"

/** A contact policy as sentences, one a rule (POL-1); none when it forbids nothing. */
export function policyWords({ t, locale }: Pick<Ui, "t" | "locale">, policy: ContactPolicy): string[] {
  const p = t.policies.words
  const { caps, minGap, quietHours, weekdays, holidays } = policy
  const bounded = caps.length > 0 || minGap !== undefined
  return [
    ...caps.map((cap) =>
      cap.max === 0
        ? p.never(p.messages[cap.channel](2))
        : p.cap(p.messages[cap.channel](cap.max), formatLength(locale, cap.per)),
    ),
    ...(minGap === undefined ? [] : [p.gap(formatLength(locale, minGap))]),
    ...(quietHours === undefined ? [] : [p.quiet(quietHours.from, quietHours.to)]),
    ...(weekdays === undefined || weekdays.length === 7
      ? []
      : [p.weekdays([...weekdays].sort().map((day) => t.flow.weekdays[day - 1] ?? String(day)))]),
    ...(holidays === undefined || holidays.length === 0 ? [] : [p.holidays(holidays.length)]),
    ...(bounded ? [policy.over === "skip" ? p.skip : p.defer] : []),
  ]
}

/** Names of categories and groups by `KIND:ID`. */
export type HolderNames = Record<string, string>

/**
 * The rules that stood in a message's way, as the engine names them (`category:ID cap email 2 P7D; group:ID minGap PT4H`),
 * in words with the category or group that they belong to (POL-2).
 */
export function ruleLineWords(ui: Pick<Ui, "t" | "locale">, rule: string, names: HolderNames): string[] {
  return rule
    .split("; ")
    .filter((line) => line !== "")
    .map((line) => oneRuleWords(ui, line, names))
}

/** One such rule, `KIND:ID NAME VALUES…`, in words. */
export function oneRuleWords({ t, locale }: Pick<Ui, "t" | "locale">, line: string, names: HolderNames): string {
  const [key = "", kind = "", ...values] = line.split(" ")
  const r = t.policies.rules
  const words = wordsOf()
  if (words === null) return line
  const holder = key.startsWith("group:") ? r.of.group : r.of.category
  return `${words} (${holder(names[key] ?? key.split(":")[1] ?? key)})`

  function wordsOf(): string | null {
    const [a = "", b = "", c = ""] = values
    switch (kind) {
      case "cap": {
        const messages = t.policies.words.messages[a as Channel]?.(Number(b)) ?? b
        return b === "0" ? r.never(messages) : r.cap(messages, formatLength(locale, c))
      }
      case "minGap":
        return r.gap(formatLength(locale, a))
      case "quietHours":
        return r.quiet(a, b)
      case "weekdays":
        return r.weekdays(a.split(",").map((day) => t.flow.weekdays[Number(day) - 1] ?? day))
      case "holidays":
        return r.holidays
      default:
        return null
    }
  }
}
