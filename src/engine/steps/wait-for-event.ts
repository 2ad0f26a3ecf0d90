import * as z from "zod"
import { planDelay } from "../delay-plan"
import { delayProblem, durationOf, durationSchema, shortestMs } from "../duration"
import { keyedUnion } from "../keyed"
import { loopWaitMinMs } from "../limits"
import { own } from "../own"
import { checkEventName, checkMessageFact } from "../rule-check"
import { hasFact, matchesWhere, whereSchema } from "../rules"
import type { Wait } from "../state"
import type { WaitExplanation } from "../types"
import { whereProblems } from "../value-check"
import {
  type CheckContext,
  type Signal,
  type StepContext,
  type StepProblem,
  type StepResult,
  type StepType,
  stepFields,
  stepIdSchema,
} from "./step-type"

const schema = z.strictObject({
  type: z.literal("waitForEvent"),
  ...stepFields,
  event: keyedUnion({
    name: z.strictObject({ name: z.string().min(1).max(200), where: whereSchema.optional() }),
    message: z.strictObject({ message: stepIdSchema, did: z.enum(["opened", "clicked", "replied"]) }),
  }),
  timeout: durationSchema,
  /** Counts from the moment the action was detected (FLOW-6). */
  after: durationSchema.optional(),
})
export type WaitForEventStep = z.infer<typeof schema>

/** Goes on as soon as the member does something, or when the time is up (FLOW-6). */
export const waitForEvent: StepType<WaitForEventStep> = {
  type: "waitForEvent",
  group: "userInteractions",
  schema,
  helpKey: "steps.waitForEvent.help",
  outcomes: () => [{ name: "happened" }, { name: "timedOut" }],
  facts: () => ["event", "message"],
  waitsBefore: (step) => [
    ...(isLong(step.timeout) ? ["timedOut"] : []),
    ...(step.after !== undefined && isLong(step.after) ? ["happened"] : []),
  ],
  takesAtLeast: (step, outcome) => (outcome === "timedOut" ? Math.max(0, shortestMs(durationOf(step.timeout))) : 0),
  enter(step, context) {
    const begun: Wait = { type: "waitForEvent", until: null, anchor: context.now }
    return proceed(step, { ...context, wait: begun }) ?? waitUntilTimeout(step, context, begun)
  },
  resume(step, context, signal) {
    if (signal.kind === "profile" || signal.kind === "settled") return null
    return proceed(step, context) ?? editedWait(step, context, signal)
  },
  check,
}

function isLong(duration: string): boolean {
  return shortestMs(durationOf(duration)) >= loopWaitMinMs
}

function isOver(wait: Wait, now: number): boolean {
  return wait.until !== null && wait.until <= now
}

/** What is decided at this moment: detected, over, or (null) nothing yet. What happened before the time was up counts (ENG-19). */
function proceed(step: WaitForEventStep, context: StepContext & { wait: Wait }): StepResult | null {
  const { wait, now } = context
  if (wait.detected) return isOver(wait, now) ? { kind: "advance", outcome: "happened" } : null
  if (hasHappened(step, context)) {
    if (step.after === undefined) return { kind: "advance", outcome: "happened", heard: true }
    const { until, explanation } = plan(step.after, now, context)
    if (until <= now) return { kind: "advance", outcome: "happened", heard: true }
    return { kind: "wait", wait: { type: "waitForEvent", until, anchor: now, detected: true }, explanation }
  }
  return isOver(wait, now) ? { kind: "advance", outcome: "timedOut" } : null
}

/** News since the run moved here, and not later than the time-out. */
function hasHappened(
  step: WaitForEventStep,
  { state, run, control, wait, now }: StepContext & { wait: Wait },
): boolean {
  const until = wait.until ?? Number.POSITIVE_INFINITY
  if ("message" in step.event) {
    const { message, did } = step.event
    const prefix = `${run.id}.${message}.${own(run.visits, message) ?? 0}.`
    return state.deliveries.some((one) => one.id.startsWith(prefix) && hasFact(one, did))
  }
  const { name, where } = step.event
  const context = { now, zone: control.timeZone }
  return state.events.some(
    (event) =>
      event.seq > run.mark &&
      event.name === name &&
      Math.min(event.at, now) <= until &&
      matchesWhere(event.properties, where ?? [], context),
  )
}

function waitUntilTimeout(step: WaitForEventStep, context: StepContext, begun: Wait): StepResult {
  const { until, explanation } = plan(step.timeout, begun.anchor, context)
  if (until <= context.now) return { kind: "advance", outcome: "timedOut", explanation }
  return { kind: "wait", wait: { ...begun, until }, explanation }
}

/** FLOW-14: a changed time-out counts from when the wait began. */
function editedWait(step: WaitForEventStep, context: StepContext & { wait: Wait }, signal: Signal): StepResult | null {
  const { wait, now } = context
  if (signal.kind !== "edited" || wait.fixed) return null
  const length = wait.detected ? step.after : step.timeout
  if (length === undefined) return { kind: "advance", outcome: "happened" }
  const planned = plan(length, wait.anchor, context)
  const until = planned.until + (wait.shift ?? 0)
  if (until === wait.until) return null
  if (until <= now) return { kind: "advance", outcome: wait.detected ? "happened" : "timedOut" }
  return { kind: "wait", wait: { ...wait, until }, explanation: { ...planned.explanation, until } }
}

function plan(
  length: string,
  anchor: number,
  { control, state }: StepContext,
): { until: number; explanation: WaitExplanation } {
  const zone = { name: control.timeZone, choice: "campaign", source: "campaign" } as const
  const planned = planDelay({ for: length }, { anchor, zone, profile: state.profile })
  return { until: planned.until ?? anchor, explanation: planned.explanation }
}

function check(step: WaitForEventStep, context: CheckContext): StepProblem[] {
  const problems: StepProblem[] = []
  if ("message" in step.event) problems.push(...checkMessageFact(step.event.message, step.event.did, context))
  if ("name" in step.event) {
    problems.push(...checkEventName(step.event.name))
    problems.push(...whereProblems(step.event.where ?? []).map(({ code, message }) => ({ code, message })))
  }
  for (const length of [step.timeout, step.after]) {
    const problem = length === undefined ? null : delayProblem(length)
    if (problem === "delayNegative") problems.push({ code: problem, message: "A time-out cannot be negative." })
    if (problem === "delayTooLong") problems.push({ code: problem, message: "A time-out is at most five years." })
  }
  return problems
}
