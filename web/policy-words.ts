import type { ContactPolicy } from "../src/engine/types"
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
