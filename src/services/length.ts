import * as z from "zod"
import { delayProblem, parseDuration } from "../engine/duration"

/** A length of time in ISO 8601, from zero to five years. */
export const lengthSchema = z
  .string()
  .max(60)
  .refine(
    (text) => parseDuration(text) !== null && delayProblem(text) === null,
    "Must be an ISO 8601 duration from zero to five years, such as P1D.",
  )
  .meta({ example: "P1D" })
