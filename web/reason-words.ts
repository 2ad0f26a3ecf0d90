import type { Texts } from "./locales/en"

/** A machine-readable reason in the reader's words (RUN-3). */
export function reasonWords(t: Texts, reason: string): string {
  const words: Record<string, string> = t.sending.reasons
  return words[reason] ?? reason
}
