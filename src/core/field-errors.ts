import type * as z from "zod"
import type { FieldError } from "./errors"

type Issue = z.core.$ZodIssue

/**
 * What a schema has found wrong, field by field.
 * @param within path of the thing that was checked, "" for the whole
 */
export function fieldErrors(issues: readonly Issue[], within = ""): FieldError[] {
  return issues.flatMap((issue) => {
    const path = [within, ...issue.path.map(String)].filter((part) => part !== "").join(".")
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: path === "" ? key : `${path}.${key}`,
        code: "unknownField",
        message: "There is no such field.",
      }))
    }
    const nearest = issue.code === "invalid_union" ? nearestBranch(issue) : null
    if (nearest !== null) return fieldErrors(nearest, path)
    if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
      return [{ path, code: "required", message: "This field is required." }]
    }
    return [{ path, code: ownCode(issue) ?? camel(issue.code), message: issue.message }]
  })
}

/** A check of our own may say more than `custom`. */
function ownCode(issue: Issue): string | null {
  const code: unknown = issue.code === "custom" ? issue.params?.code : null
  return typeof code === "string" ? code : null
}

/** The branch of a union that the input came closest to, when one clearly did: its errors say more than the union's. */
function nearestBranch(issue: Extract<Issue, { code: "invalid_union" }>): readonly Issue[] | null {
  if (!issue.message.startsWith("Invalid input")) return null
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map((i) => i.path.length))
  const [best, second] = [...issue.errors].sort((a, b) => depth(b) - depth(a))
  if (best === undefined || depth(best) === 0) return null
  return second !== undefined && depth(second) === depth(best) && second.length < best.length ? second : best
}

/** `too_small` → `tooSmall`: codes are spelled like every other name of the API. */
function camel(code: string): string {
  return code.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
