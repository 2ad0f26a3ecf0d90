import type { Context } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type * as z from "zod"
import { AppError, type ErrorCode } from "../core/errors"
import { fieldErrors } from "../core/field-errors"
import { forLog } from "../core/for-log"

const statusOf: Record<ErrorCode, { status: ContentfulStatusCode; title: string }> = {
  badRequest: { status: 400, title: "Bad request" },
  unauthorized: { status: 401, title: "Unauthorized" },
  forbidden: { status: 403, title: "Forbidden" },
  notFound: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Conflict" },
  staleVersion: { status: 412, title: "Stale version" },
  tooLarge: { status: 413, title: "Too large" },
  invalid: { status: 422, title: "Invalid input" },
  tooManyRequests: { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Unavailable" },
}

/** Seconds after which to come back when nothing better is known. */
const retryAfterSeconds = 5

/** Status of an expected failure; pages use it too. */
export function httpStatus(code: ErrorCode): ContentfulStatusCode {
  return statusOf[code].status
}

/** A problem document (RFC 9457) for an expected failure. */
export function problem(c: Context, error: AppError): Response {
  const { status, title } = statusOf[error.code]
  const retryAfter = error.details.retryAfterSeconds ?? (status === 429 || status === 503 ? retryAfterSeconds : null)
  if (retryAfter !== null) c.header("Retry-After", String(retryAfter))
  if (status === 401) c.header("WWW-Authenticate", "Bearer")
  const body = {
    type: `/api/v1/reference#problem-${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    ...(error.details.reason === undefined ? {} : { reason: error.details.reason }),
    errors: error.details.errors ?? [],
    ...error.details.extra,
  }
  return c.body(JSON.stringify(body), status, { "content-type": "application/problem+json" })
}

/** Any thrown thing as an expected failure: what nobody expected is 503, so that senders come back (ING-17). */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  // Errors come back from other isolates and Durable Objects as plain errors with their own fields lost.
  console.error("unexpected", forLog(error))
  return new AppError("unavailable", "Something went wrong on our side; nothing half done was kept.")
}

/** A 422 from what a schema has found wrong. */
export function invalidInput(error: z.ZodError, within = ""): AppError {
  const errors = fieldErrors(error.issues, within)
  return new AppError("invalid", errors[0]?.message ?? "The input is not valid.", { errors })
}
