import type { Texts } from "./locales/en"

/**
 * A problem of a flow or a field in the reader's language: by field and code, by code, else as its message says.
 * @param field the first part of the path, for problems of fields
 */
export function problemText(t: Texts, problem: { code: string; message: string }, field = ""): string {
  const words = t.problems[`${field}.${problem.code}`] ?? t.problems[problem.code]
  const named = [...problem.message.matchAll(/["“]([^"”]*)["”]/g)].map((match) => match[1] ?? "")
  return words?.(named) ?? problem.message
}
