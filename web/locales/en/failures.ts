import type { ErrorCode } from "../../../src/core/errors"

/** What is wrong with a field of which nothing better is known than its code: in English the schema’s own words. */
export function otherProblem(_code: string, message: string): string {
  return message
}

/** What is said of a failure that gives no reason of its own: in English the verb’s own words. */
export function failure(_code: ErrorCode, message: string): string {
  return message
}
