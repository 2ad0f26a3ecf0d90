import type { AppError } from "../src/core/errors"
import type { Texts } from "./locales/en"

/** Problems that name an outcome first: it has a word where its type gives it one. */
const outcomeCodes = new Set(["outcomeMissing", "outcomeDangling", "outcomeUnknown"])

/**
 * A problem of a flow or a field in the reader's language: by field and code, by code, else as well as the code alone tells.
 * @param field the first part of the path, for problems of fields
 */
export function problemText(t: Texts, problem: { code: string; message: string }, field = ""): string {
  const words = t.problems[`${field}.${problem.code}`] ?? t.problems[problem.code]
  const named = [...problem.message.matchAll(/["“]([^"”]*)["”]/g)].map((match) => match[1] ?? "")
  if (outcomeCodes.has(problem.code)) named[0] = t.flow.outcomes[named[0] ?? ""] ?? named[0] ?? ""
  return words?.(named) ?? t.otherProblem(problem.code, problem.message)
}

/** A verb's refusal in the reader's language: its first field's problem, else its reason, else what its code says. */
export function errorText(
  t: Texts,
  { code, message, details }: Pick<AppError, "code" | "message" | "details">,
): string {
  const [first] = details.errors ?? []
  if (first !== undefined) return problemText(t, first, first.path.split(".")[0])
  return details.reason === undefined
    ? t.failure(code, message)
    : t.refusals[details.reason]((details.named ?? []).map(String))
}
