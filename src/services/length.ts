import * as z from "zod"
import { approximateMs, delayProblem, durationOf, parseDuration } from "../engine/duration"

/** A step is never taken at the very millisecond: a shorter lateness would skip every one. */
const latenessMinMs = 60_000

/** A length of time in ISO 8601, from zero to five years. */
export const lengthSchema = z
  .string()
  .max(60)
  .refine(isLength, {
    error: "Must be an ISO 8601 duration from zero to five years, such as P1D.",
    params: { code: "lengthInvalid" },
  })
  .meta({ example: "P1D" })

/** A length in which something counts: nothing ever happens within none. */
export const periodSchema = lengthSchema.refine((text) => !isLength(text) || lengthOf(text) > 0, {
  error: "Must be longer than zero.",
  params: { code: "lengthZero" },
})

/** How late a step may still be taken (RUN-4a). */
export const latenessSchema = lengthSchema.refine((text) => !isLength(text) || lengthOf(text) >= latenessMinMs, {
  error: "Must be at least a minute.",
  params: { code: "underMinute" },
})

function isLength(text: string): boolean {
  return parseDuration(text) !== null && delayProblem(text) === null
}

function lengthOf(text: string): number {
  return approximateMs(durationOf(text))
}
