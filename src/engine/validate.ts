import { type Flow, type Step, stepOf, typeOf } from "./flow"
import { arrivalsOf, edgesOf, hastyEdgesOf, loopsOf, reachableFrom } from "./graph"
import { own } from "./own"
import type { CheckContext, StepProblem } from "./steps/step-type"
import { startedAtOnce } from "./uses"

/** Something wrong with a flow. Errors keep it from being published, warnings do not. */
export interface Problem {
  stepId?: string
  /** For translation and for programs. */
  code: string
  /** Plain English. */
  message: string
  level: "error" | "warning"
}

/** What validation may look at beside the flow; the caller loads it. */
export type ValidateContext = Omit<CheckContext, "stepTypes" | "messageSteps">

/** Everything that FLOW-13 asks of a flow before it is published, each problem naming its step. */
export function validateFlow(flow: Flow, context: ValidateContext): Problem[] {
  const steps = Object.entries(flow.steps)
  const stepTypes = new Map(steps.map(([id, step]) => [id, step.type]))
  const messageSteps = new Set(steps.flatMap(([id, step]) => (typeOf(step).group === "messaging" ? [id] : [])))
  return [
    ...checkStart(flow),
    ...steps.flatMap(([id, step]) => [
      ...checkOutcomes(flow, id, step),
      ...typeOf(step)
        .check(step, { ...context, stepTypes, messageSteps })
        .map((problem) => withStep(id, problem)),
    ]),
    ...checkLoops(flow),
    ...checkChains(flow, context),
    ...checkEndsInTime(flow, context),
    ...checkEnds(flow),
  ]
}

function withStep(stepId: string, { code, message, level }: StepProblem): Problem {
  return { stepId, code, message, level: level ?? "error" }
}

function checkStart(flow: Flow): Problem[] {
  if (stepOf(flow, flow.start)) return []
  return [{ code: "startMissing", message: `The start step "${flow.start}" does not exist.`, level: "error" }]
}

/** Every outcome leads to a step that exists; optional ones may be left open; others do not exist. */
function checkOutcomes(flow: Flow, stepId: string, step: Step): Problem[] {
  const outcomes = typeOf(step).outcomes(step)
  const problems: StepProblem[] = []
  for (const { name, follows } of outcomes) {
    const target = own(step.outcomes, name)
    if (target === undefined && follows === undefined) {
      problems.push({ code: "outcomeMissing", message: `The outcome "${name}" leads nowhere.` })
    } else if (target !== undefined && !stepOf(flow, target)) {
      problems.push({
        code: "outcomeDangling",
        message: `The outcome "${name}" leads to "${target}", which does not exist.`,
      })
    }
  }
  for (const name of Object.keys(step.outcomes)) {
    if (outcomes.some((outcome) => outcome.name === name)) continue
    problems.push({ code: "outcomeUnknown", message: `A step of type ${step.type} has no outcome "${name}".` })
  }
  return problems.map((problem) => withStep(stepId, problem))
}

/** No loop without a wait of at least a minute: what still goes round when waiting ways are taken out does so at once. */
function checkLoops(flow: Flow): Problem[] {
  return loopsOf(Object.keys(flow.steps), hastyEdgesOf(flow)).map(([stepId = "", ...rest]) => ({
    stepId,
    code: "loopWithoutWait",
    message: `The loop ${[stepId, ...rest, stepId].join(" → ")} has no wait of at least a minute.`,
    level: "error",
  }))
}

/** FLOW-11: no chain of workflows comes back to where it began, or goes round for ever, without a wait. */
function checkChains(flow: Flow, context: ValidateContext): Problem[] {
  return startedAtOnce(flow).flatMap(({ stepId, workflowId }): Problem[] => {
    const chain = chainFrom(workflowId, context)
    if (chain === null) return []
    const names = chain.map((id) => (id === context.campaignId ? "this flow" : (context.campaigns.get(id)?.name ?? id)))
    const message = `The chain this flow → ${names.join(" → ")} would start itself again without a wait.`
    return [{ stepId, code: "workflowChain", message, level: "error" }]
  })
}

/** The chain of workflows, each started at once by the one before, that leads from one back to this flow; null: none. */
function chainFrom(first: string, { campaigns, campaignId }: ValidateContext): string[] | null {
  const before = new Map<string, string | null>([[first, null]])
  for (const id of before.keys()) {
    if (id === campaignId) {
      const chain: string[] = []
      for (let one: string | null = id; one !== null; one = before.get(one) ?? null) chain.unshift(one)
      return chain
    }
    for (const next of campaigns.get(id)?.startsAtOnce ?? []) if (!before.has(next)) before.set(next, id)
  }
  return null
}

/** A delay that even the first and quickest run is in when the campaign ends (FLOW-13). */
function checkEndsInTime(flow: Flow, { startsAt, endsAt }: ValidateContext): Problem[] {
  if (endsAt === null) return []
  return [...arrivalsOf(flow)].flatMap(([stepId, arrival]): Problem[] => {
    const step = stepOf(flow, stepId)
    if (step?.type !== "delay" || startsAt + arrival >= endsAt) return []
    const takes = typeOf(step).takesAtLeast?.(step, "done") ?? 0
    if (startsAt + arrival + takes < endsAt) return []
    return [{ stepId, code: "delayPastEnd", message: "The delay ends after the campaign does.", level: "warning" }]
  })
}

/** From the start a run can reach an End, or a loop that is meant to go on. */
function checkEnds(flow: Flow): Problem[] {
  if (!stepOf(flow, flow.start)) return []
  const edges = edgesOf(flow)
  const reached = reachableFrom(flow.start, edges)
  const endless = loopsOf([...reached], edges)
  if (endless.length > 0 || [...reached].some((id) => own(flow.steps, id)?.type === "end")) return []
  return [
    { stepId: flow.start, code: "endUnreachable", message: "No End can be reached from the start.", level: "error" },
  ]
}
