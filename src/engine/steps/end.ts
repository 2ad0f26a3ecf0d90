import * as z from "zod"
import { type StepType, stepFields } from "./step-type"

const schema = z.strictObject({ type: z.literal("end"), ...stepFields })
export type EndStep = z.infer<typeof schema>

/** Completes the run. */
export const end: StepType<EndStep> = {
  type: "end",
  group: "end",
  schema,
  helpKey: "steps.end.help",
  outcomes: () => [],
  facts: () => [],
  waitsBefore: () => [],
  enter: () => ({ kind: "complete" }),
  resume: () => ({ kind: "complete" }),
  check: () => [],
}
