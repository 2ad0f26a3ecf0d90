import type { Texts } from "./locales/en"

/** What the engine notes beside a reason, in the reader's words; notes of providers and services stay as they came. */
export function detailWords(t: Texts, detail: string): string {
  const [, clause, value = ""] = /^(campaignActive|inSegment|noFinalResult|subscribed): (\w+)$/.exec(detail) ?? []
  switch (clause) {
    case "campaignActive": {
      const status: Record<string, string> = t.campaigns.status
      return t.details.campaignActive(value === "missing" ? t.details.missing : (status[value] ?? value))
    }
    case "noFinalResult": {
      const results: Record<string, string> = t.rules.results
      return t.details.noFinalResult(results[value] ?? value)
    }
    case "inSegment":
    case "subscribed":
      return t.details[clause]
    default:
      return detail
        .split("; ")
        .map((part) => unfitWords(t, part))
        .join("; ")
  }
}

function unfitWords(t: Texts, part: string): string {
  for (const [pattern, words] of [...t.details.unfit, ...t.details.sending]) {
    const match = pattern.exec(part)
    if (match) return part.slice(0, match.index) + words(match[1] ?? "")
  }
  return part
}
