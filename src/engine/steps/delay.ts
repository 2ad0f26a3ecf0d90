import * as z from "zod"
import { anchorDayOf, chooseZone, type Delay, type DelayPlan, delaySchema, planDelay } from "../delay-plan"
import { delayProblem, durationOf, shortestMs } from "../duration"
import { delayMaxMs, loopWaitMinMs } from "../limits"
import { own } from "../own"
import type { Wait } from "../state"
import { startInstant } from "../timing"
import type { Profile, WaitExplanation } from "../types"
import {
  type CheckContext,
  type Signal,
  type StepContext,
  type StepEffect,
  type StepProblem,
  type StepResult,
  type StepType,
  stepFields,
} from "./step-type"

const schema = z.strictObject({ type: z.literal("delay"), ...stepFields, delay: delaySchema })
export type DelayStep = z.infer<typeof schema>

/** Waits for a length of time, until a date, or until n before or after one (FLOW-5). */
export const delay: StepType<DelayStep> = {
  type: "delay",
  group: "userInteractions",
  schema,
  helpKey: "steps.delay.help",
  outcomes: (step) =>
    "for" in step.delay ? [{ name: "done" }] : [{ name: "done" }, { name: "past", follows: "done" }],
  facts: (step) => ("relativeTo" in step.delay ? ["profile", "attribute"] : ["profile"]),
  refersTo: ({ delay }) =>
    "relativeTo" in delay && "occasionId" in delay.relativeTo
      ? [{ kind: "occasion", ref: delay.relativeTo.occasionId }]
      : [],
  waitsBefore,
  takesAtLeast: ({ delay }, outcome) =>
    "for" in delay && outcome === "done" ? Math.max(0, shortestMs(durationOf(delay.for))) : 0,
  enter,
  resume,
  check,
}

/** A wait relative to a date counts as one: dates that turn out to lie in the past trip the fuse at run time (ENG-13). */
function waitsBefore({ delay, outcomes }: DelayStep): string[] {
  if ("relativeTo" in delay) return own(outcomes, "past") === undefined ? ["done", "past"] : ["done"]
  return "for" in delay && shortestMs(durationOf(delay.for)) >= loopWaitMinMs ? ["done"] : []
}

function enter(step: DelayStep, context: StepContext): StepResult {
  const { now, control, state, run } = context
  const zone = chooseZone(step.delay.zone ?? "campaign", control.timeZone, state.profile)
  const effects: StepEffect[] = []
  let anchorDay: number | undefined
  if ("for" in step.delay && durationOf(step.delay.for).months !== 0) {
    anchorDay = anchorDayOf(now, zone.name, own(run.anchorDays ?? {}, run.stepId))
    effects.push({ kind: "anchorDay", day: anchorDay })
  }
  const plan = planDelay(step.delay, {
    anchor: now,
    zone,
    anchorDay,
    profile: state.profile,
    occasions: control.uses.occasions,
    again: run.visit > 1,
  })
  if (isPast(step.delay, plan, now)) return past(step, plan)
  const { until, explanation } = plan
  if (until === null || until <= now) return { kind: "advance", outcome: "done", effects, explanation }
  const wait: Wait = { type: "delay", until, anchor: now, zone, ...("for" in step.delay ? {} : { dated: true }) }
  return { kind: "wait", wait, effects, explanation }
}

/** A length is never past, only over; a date is, and so is one that cannot be read. */
function isPast(delay: Delay, plan: DelayPlan, now: number): boolean {
  return !("for" in delay) && (plan.until === null || plan.until < now)
}

/** TIME-5: `past` when it is connected, else on, or out of the flow when the step says so. */
function past({ delay, outcomes }: DelayStep, plan: DelayPlan): StepResult {
  const reason = plan.reason ?? "pastDue"
  const explanation = withAdjustment(plan.explanation, "past", reason)
  const leaves = "relativeTo" in delay && delay.ifPast === "exit" && own(outcomes, "past") === undefined
  if (leaves) return { kind: "exit", reason, explanation }
  return { kind: "advance", outcome: "past", reason, explanation }
}

function resume(step: DelayStep, context: StepContext & { wait: Wait }, signal: Signal): StepResult | null {
  if (signal.kind === "news" || signal.kind === "settled") return null
  if (signal.kind === "profile" && !("relativeTo" in step.delay)) return null
  const { now, wait, control, state, run } = context
  if (wait.fixed) return wait.until !== null && wait.until <= now ? { kind: "advance", outcome: "done" } : null
  const choice = step.delay.zone ?? "campaign"
  // TIME-5a: the wait keeps its zone, unless the step itself now asks for another.
  const zone = wait.zone?.choice === choice ? wait.zone : chooseZone(choice, control.timeZone, state.profile)
  const plan = planDelay(step.delay, {
    anchor: wait.anchor,
    zone,
    anchorDay: own(run.anchorDays ?? {}, run.stepId),
    profile: state.profile,
    occasions: control.uses.occasions,
    again: run.visit > 1,
  })
  const until = plan.until === null ? null : plan.until + (wait.shift ?? 0)
  if (until !== null && until === wait.until) return until <= now ? { kind: "advance", outcome: "done" } : null
  if (signal.kind !== "timer" && isPast(step.delay, { ...plan, until }, now)) return past(step, plan)
  if (until === null || until <= now) return { kind: "advance", outcome: "done" }
  const { dated: _, ...kept } = wait
  const moved: Wait = { ...kept, zone, until, ...("for" in step.delay ? {} : { dated: true }) }
  return { kind: "wait", wait: moved, explanation: { ...plan.explanation, until } }
}

function withAdjustment(explanation: WaitExplanation, kind: string, detail: string): WaitExplanation {
  return { ...explanation, adjustments: [...explanation.adjustments, { kind, detail }] }
}

function check(step: DelayStep, context: CheckContext): StepProblem[] {
  const { delay } = step
  if ("until" in delay) {
    const over = startInstant(delay.until, context.timeZone)
    const tooLong = over !== null && over - context.startsAt > delayMaxMs
    return tooLong ? [{ code: "delayTooLong", message: "A delay is at most five years." }] : pastEnd(over, context)
  }
  const problem = "for" in delay ? delayProblem(delay.for) : offsetProblem(delay.offset)
  const problems: StepProblem[] = []
  if (problem === "delayNegative") problems.push({ code: problem, message: "A delay cannot be negative." })
  if (problem === "delayTooLong") problems.push({ code: problem, message: "A delay is at most five years." })
  if (problem !== null) return problems
  // How long delays take altogether is for the whole flow to say (`validateFlow`).
  if ("for" in delay) return []
  const { relativeTo } = delay
  if (!("occasionId" in relativeTo)) return []
  const occasion = context.occasions.get(relativeTo.occasionId)
  if (!occasion) return [{ code: "unknownOccasion", message: `There is no occasion "${relativeTo.occasionId}".` }]
  const zone = chooseZone("campaign", context.timeZone, nobody)
  const { until } = planDelay(delay, { anchor: context.startsAt, zone, profile: nobody, occasions: [occasion] })
  return pastEnd(until, context)
}

/** An offset may be negative; its length has the same bound. */
function offsetProblem(offset: string): "delayTooLong" | null {
  return delayProblem(offset.replace(/^[+-]/, "")) === "delayTooLong" ? "delayTooLong" : null
}

/** For what is the same for everybody. */
const nobody: Profile = { email: null, phone: null, locale: null, timeZone: null, push: [], attributes: {} }

/** FLOW-13: nobody who waits until then is still in the campaign. */
function pastEnd(over: number | null, { endsAt }: CheckContext): StepProblem[] {
  if (over === null || endsAt === null || over < endsAt) return []
  return [{ code: "delayPastEnd", level: "warning", message: "The delay ends after the campaign does." }]
}
