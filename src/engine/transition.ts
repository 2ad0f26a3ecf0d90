import { at, type Draft, forgetAnswer, putRun, runById } from "./draft"
import { applyEffect } from "./effects"
import { type Flow, type Step, stepOf, targetOf, typeOf } from "./flow"
import { fuseOf, fuseOfStart } from "./fuse"
import { adjustmentsMax, stepAttemptsMax, stepRetryBaseMs } from "./limits"
import { own } from "./own"
import { presentState } from "./present"
import { endRun, park } from "./run-end"
import { deliveryAt, isUnsettled, type Run, runIdOf, type Wait } from "./state"
import type { Signal, StepContext, StepResult } from "./steps/step-type"
import type { Reason, WaitExplanation } from "./types"
import type { CampaignDefinition } from "./world"

/** A run on its way: what got it moving, and where it moves. */
interface Passage {
  draft: Draft
  definition: CampaignDefinition
  flow: Flow
  /** When it should have got moving. */
  due: number
  /** Sends on the way are not done, for this reason. */
  skip: Reason | null
  /** Events up to here are no news to the steps that follow. */
  mark: number
  /** The member's own action (not the clock) moves it: no runaway (RUN-4). */
  byMember: boolean
  /** It is cut short at its first step, for this reason (RUN-4). */
  cut?: string
}

/** Starts a member's next run of a flow and carries it to its first wait. */
export function startRun(draft: Draft, definition: CampaignDefinition, flow: Flow): void {
  const { control } = definition
  const last = own(draft.state.ended, control.id)
  const entry = (last?.entry ?? 0) + 1
  const { chained, cut } = fuseOfStart(draft, control.id, last)
  const run: Run = {
    id: runIdOf(control.id, draft.state.uid, entry),
    campaignId: control.id,
    entry,
    version: control.version ?? 0,
    rev: control.rev,
    startedAt: draft.now,
    stepId: flow.start,
    visit: 0,
    enteredAt: draft.now,
    visits: {},
    mark: draft.state.eventSeq,
    wait: null,
    ...(chained === 0 ? {} : { chained }),
  }
  putRun(draft, run)
  draft.entries.push({ type: "runStarted", campaignId: control.id, runId: run.id, version: run.version, entry })
  const passage = { draft, definition, flow, due: draft.now, skip: null, mark: run.mark, byMember: false }
  move(cut === null ? passage : { ...passage, cut }, run, flow.start)
}

/** Takes a run from a step that is gone to another one, where it arrives anew (FLOW-12). */
export function moveRun(draft: Draft, run: Run, way: { stepId: string; skip: Reason | null }): void {
  const definition = draft.world.campaigns.get(run.campaignId)
  const flow = definition?.flows.get(run.version)
  if (!definition || !flow) return
  const mark = run.wait?.deliveryId === undefined ? draft.state.eventSeq : run.mark
  draft.entries.push({ type: "stepLeft", ...at(run), outcome: "moved", reason: "stepRemoved" })
  forgetAnswer(draft, run.wait?.deliveryId)
  move({ draft, definition, flow, due: draft.now, skip: way.skip, mark, byMember: true }, run, way.stepId)
}

/**
 * Tells a waiting run that something has come, and carries it to its next wait. Frozen, parked and unknown runs stay.
 * @param options.skip sends on the way are not done, for this reason
 */
export function signalRun(draft: Draft, runId: string, signal: Signal, options: { skip?: Reason | null } = {}): void {
  const run = runById(draft, runId)
  const definition = run && draft.world.campaigns.get(run.campaignId)
  const flow = run && definition?.flows.get(run.version)
  if (!run?.wait || !definition || !flow || run.frozenAt !== undefined || run.parked) return
  const step = stepOf(flow, run.stepId)
  if (!step) return
  const { wait } = run
  if (wait.retry && signal.kind !== "timer" && signal.kind !== "edited") return
  const passage: Passage = {
    draft,
    definition,
    flow,
    due: signal.kind === "timer" ? Math.min(wait.until ?? draft.now, draft.now) : draft.now,
    skip: options.skip ?? null,
    // A message takes no time of its own: what the member did while it was on its way is news to the next step.
    mark: wait.deliveryId === undefined ? draft.state.eventSeq : run.mark,
    byMember: signal.kind === "news",
  }
  // A failed step, and one whose type was changed under it, begins anew; a message on its way is waited for.
  const again = wait.retry ?? (wait.type !== step.type && wait.deliveryId === undefined)
  const result = attempt(() => {
    const context = contextOf(passage, run, step)
    if (again) return typeOf(step).enter(step, context)
    if (wait.type !== step.type) return settledElsewhere(draft, wait)
    return typeOf(step).resume(step, { ...context, wait }, signal)
  })
  if (result !== null) follow(passage, run, { step, result })
}

/** Runs a step again at the same visit: after back-off, or when a parked run is retried (RUN-5). */
export function reenter(draft: Draft, run: Run): void {
  const definition = draft.world.campaigns.get(run.campaignId)
  const flow = definition?.flows.get(run.version)
  const step = flow && stepOf(flow, run.stepId)
  if (!definition || !flow || !step) return
  const passage = { draft, definition, flow, due: draft.now, skip: null, mark: draft.state.eventSeq, byMember: true }
  act(passage, run, step)
}

/** A step that was turned into another type while its message was on its way goes on by its main outcome. */
function settledElsewhere(draft: Draft, wait: Wait): StepResult | null {
  const delivery = draft.state.deliveries.find((one) => one.id === wait.deliveryId)
  return delivery && isUnsettled(delivery) ? null : { kind: "advance", outcome: "" }
}

function contextOf(passage: Passage, run: Run, step: Step): StepContext {
  const { draft, definition, due, skip } = passage
  const inMotion = draft.moves.length + draft.news.size > 0
  const asksSegments = inMotion && typeOf(step).facts(step).includes("segment")
  return {
    now: draft.now,
    due,
    skip,
    state: asksSegments ? presentState(draft) : draft.state,
    run,
    control: definition.control,
    campaigns: draft.world.campaigns,
  }
}

/** A step that throws is a failed step: one member's trouble holds up nobody else (RUN-5). */
function attempt(decide: () => StepResult | null): StepResult | null {
  try {
    return decide()
  } catch (error) {
    return { kind: "fail", reason: "failedRetries", detail: error instanceof Error ? error.message : String(error) }
  }
}

/** Arrives at a step and carries the run on until it waits, ends or parks. */
function move(passage: Passage, from: Run, stepId: string): void {
  const { draft, flow } = passage
  const visit = (own(from.visits, stepId) ?? 0) + 1
  const { wait: _, failures: __, ...rest } = from
  const step = stepOf(flow, stepId)
  // What the member leads to is no runaway, nor is what follows from it (RUN-4).
  const arrivals = passage.byMember ? {} : (from.arrivals ?? {})
  const previous = own(arrivals, stepId)
  const run = putRun(draft, {
    ...rest,
    stepId,
    visit,
    enteredAt: draft.now,
    visits: { ...from.visits, [stepId]: visit },
    mark: passage.mark,
    wait: null,
    ...(step && actsOutside(step)
      ? { arrivals: { ...arrivals, [stepId]: draft.now } }
      : passage.byMember && from.arrivals
        ? { arrivals }
        : {}),
  })
  draft.entries.push({ type: "stepEntered", ...at(run) })
  const trip = passage.cut ?? (step ? fuseOf(draft, run, { isMessage: isMessaging(step), previous }) : null)
  if (!step) park(draft, run, { reason: "stepRemoved", detail: `There is no step ${stepId}.` })
  else if (trip !== null) park(draft, run, { reason: "loopGuard", detail: trip })
  else act(passage, run, step)
}

function act(passage: Passage, run: Run, step: Step): void {
  const result = attempt(() => typeOf(step).enter(step, contextOf(passage, run, step)))
  if (result !== null) follow(passage, run, { step, result })
}

/** Applies what a step has answered. */
function follow(passage: Passage, before: Run, answer: { step: Step; result: StepResult }): void {
  const { draft } = passage
  const { step, result } = answer
  const effects = "effects" in result ? (result.effects ?? []) : []
  const run = effects.reduce((changed, effect) => applyEffect({ draft, due: passage.due }, changed, effect), before)
  switch (result.kind) {
    case "wait":
      wait(draft, run, { ...result, rev: passage.definition.control.rev })
      // A contact policy may have let its message go at once (POL-2).
      if (isSettled(draft, result.wait.deliveryId)) signalRun(draft, run.id, { kind: "settled" })
      return
    case "advance":
      if (result.heard) passage.mark = draft.state.eventSeq
      tellAtOnce(draft, run, result.explanation)
      advance(passage, run, { ...result, step })
      return
    case "exit":
      tellAtOnce(draft, run, result.explanation)
      endRun(draft, run, { status: "exited", reason: result.reason })
      return
    case "complete":
      endRun(draft, run, { status: "completed", reason: "completed" })
      return
    case "fail":
      fail(passage, run, { step, ...result })
      return
  }
}

function isSettled(draft: Draft, deliveryId: string | undefined): boolean {
  const delivery = deliveryId === undefined ? undefined : deliveryAt(draft.state, deliveryId)
  return delivery !== undefined && !isUnsettled(delivery)
}

function wait(draft: Draft, run: Run, result: { wait: Wait; explanation?: WaitExplanation; rev: number }): void {
  const moved = run.wait !== null && run.wait.type === result.wait.type && run.wait.detected === result.wait.detected
  const { explanation } = result
  const wait = explanation ? { ...result.wait, explanation: bounded(explanation) } : result.wait
  // An older control may know another date: it says nothing any more.
  const rev = wait.dated ? Math.max(run.rev, result.rev) : run.rev
  const waiting = putRun(draft, { ...run, rev, wait })
  if (!explanation) return
  draft.entries.push(
    moved
      ? { type: "waitMoved", ...at(waiting), wait: explanation, because: "recalculated" }
      : { type: "waitStarted", ...at(waiting), wait: explanation },
  )
}

/** What is kept with the run; the journal has all of it. */
function bounded(explanation: WaitExplanation): WaitExplanation {
  const { adjustments } = explanation
  return adjustments.length <= adjustmentsMax
    ? explanation
    : { ...explanation, adjustments: adjustments.slice(0, adjustmentsMax) }
}

/** A delay that is over at once never waits; its reckoning is told all the same (TIME-6). */
function tellAtOnce(draft: Draft, run: Run, explanation: WaitExplanation | undefined): void {
  if (explanation && run.wait === null) draft.entries.push({ type: "waitStarted", ...at(run), wait: explanation })
}

/** How a run leaves its step. */
interface Way {
  step: Step
  outcome: string
  reason?: Reason
  detail?: string
}

function advance(passage: Passage, run: Run, way: Way): void {
  const { draft } = passage
  const { step, reason, detail } = way
  const outcome = way.outcome === "" ? (typeOf(step).outcomes(step)[0]?.name ?? "") : way.outcome
  const target = targetOf(step, outcome)
  if (target === undefined) {
    park(draft, run, { reason: "stepRemoved", detail: `Outcome ${outcome} leads nowhere.` })
    return
  }
  const said = { ...(reason === undefined ? {} : { reason }), ...(detail === undefined ? {} : { detail }) }
  draft.entries.push({ type: "stepLeft", ...at(run), outcome, ...said })
  forgetAnswer(draft, run.wait?.deliveryId)
  move(passage, run, target)
}

/** RUN-5: back-off, then the failure outcome when it is connected, else the run parks. */
function fail(passage: Passage, run: Run, failure: { step: Step; reason: Reason; detail: string }): void {
  const { draft } = passage
  const failures = (run.failures ?? 0) + 1
  if (failures < stepAttemptsMax) {
    const until = draft.now + stepRetryBaseMs * 2 ** (failures - 1)
    putRun(draft, { ...run, failures, wait: { type: failure.step.type, until, anchor: draft.now, retry: true } })
    return
  }
  if (own(failure.step.outcomes, "failure") !== undefined) {
    advance(passage, run, { ...failure, outcome: "failure" })
    return
  }
  park(draft, run, failure)
}

function isMessaging(step: Step): boolean {
  return typeOf(step).group === "messaging"
}

/** Whether it does more than carry the run on. */
function actsOutside(step: Step): boolean {
  return isMessaging(step) || typeOf(step).group === "integration"
}
