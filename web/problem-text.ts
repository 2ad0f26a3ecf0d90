import type { Texts } from "./locales/en"

/** A problem of a flow or a field in the reader's language: by its code, else as the engine says it. */
export function problemText(t: Texts, problem: { code: string; message: string }): string {
  return t.problems[problem.code] ?? problem.message
}
