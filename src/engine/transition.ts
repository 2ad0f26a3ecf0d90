import { at, type Draft, putDelivery, putRun, removeRun, runById, wakeSender } from "./draft"
import { type Flow, type Step, stepOf, targetOf, typeOf } from "./flow"
import {
  messageGapMinMs,
  settledDeliveriesMax,
  stepAttemptsMax,
  stepRetryBaseMs,
  stepsPerWakeMax,
  visitsPerStepMax,
} from "./limits"
import { own } from "./own"
import { type Delivery, deliveryIdOf, isUnsettled, parseDeliveryId, type Run, type Wait } from "./state"
import type { Signal, StepContext, StepEffect, StepResult } from "./steps/step-type"
import type { Channel, Reason, RunStatus, WaitExplanation } from "./types"
import type { CampaignDefinition } from "./world"

/** How a run got moving: when it should have, and whether sends on its way are left out. */
interface Impulse {
  due: number
  skip: Reason | null
  /** Events up to here are no news to the steps that follow. */
  mark: number
  /** The member's own action (not the clock) moves it: no runaway (RUN-4). */
  byMember: boolean
}

interface Passage extends Impulse {
  draft: Draft
  definition: CampaignDefinition
  flow: Flow
}

/** Starts a member's next run of a flow and carries it to its first wait. */
export function startRun(draft: Draft, definition: CampaignDefinition, flow: Flow): void {
  const { control } = definition
  const entry = (own(draft.state.ended, control.id)?.entry ?? 0) + 1
  const run: Run = {
    id: `${control.id}.${draft.state.uid}.${entry}`,
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
  }
  putRun(draft, run)
  draft.entries.push({ type: "runStarted", campaignId: control.id, runId: run.id, version: run.version, entry })
  const passage = { draft, definition, flow, due: draft.now, skip: null, mark: run.mark, byMember: false }
  move(passage, run, flow.start)
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
  const context = contextOf(passage, run)
  // A failed step, and one whose type was changed under it, begins anew; a message on its way is waited for.
  const again = wait.retry ?? (wait.type !== step.type && wait.deliveryId === undefined)
  const result = attempt(() =>
    again
      ? typeOf(step).enter(step, context)
      : wait.type !== step.type
        ? settledElsewhere(draft, wait)
        : typeOf(step).resume(step, { ...context, wait }, signal),
  )
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

function contextOf(passage: Passage, run: Run): StepContext {
  const { draft, definition, due, skip } = passage
  return { now: draft.now, due, skip, state: draft.state, run, control: definition.control }
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
    ...(step && isMessaging(step) ? { arrivals: { ...arrivals, [stepId]: draft.now } } : {}),
  })
  draft.entries.push({ type: "stepEntered", ...at(run) })
  const trip = step ? fuseOf({ draft, run, previous: isMessaging(step) ? previous : undefined }) : null
  if (!step) park(draft, run, { reason: "stepRemoved", detail: `There is no step ${stepId}.` })
  else if (trip !== null) park(draft, run, { reason: "loopGuard", detail: trip })
  else act(passage, run, step)
}

/** What trips the runaway fuse on this arrival (RUN-4, ENG-13), or null. */
function fuseOf(arrival: { draft: Draft; run: Run; previous: number | undefined }): string | null {
  const { draft, run, previous } = arrival
  const taken = (draft.steps.get(run.id) ?? 0) + 1
  draft.steps.set(run.id, taken)
  if (taken > stepsPerWakeMax) return `more than ${stepsPerWakeMax} steps at once`
  if (run.visit > visitsPerStepMax) return `more than ${visitsPerStepMax} visits`
  const tooSoon = previous !== undefined && draft.now - previous < messageGapMinMs
  return tooSoon ? "the same message twice within a minute" : null
}

function isMessaging(step: Step): boolean {
  return typeOf(step).group === "messaging"
}

function act(passage: Passage, run: Run, step: Step): void {
  const result = attempt(() => typeOf(step).enter(step, contextOf(passage, run)))
  if (result !== null) follow(passage, run, { step, result })
}

/** Applies what a step has answered. */
function follow(passage: Passage, before: Run, answer: { step: Step; result: StepResult }): void {
  const { draft } = passage
  const { step, result } = answer
  const effects = "effects" in result ? (result.effects ?? []) : []
  const run = effects.reduce((changed, effect) => applyEffect(passage, changed, effect), before)
  switch (result.kind) {
    case "wait":
      wait(draft, run, result)
      return
    case "advance":
      if (result.heard) passage.mark = draft.state.eventSeq
      tellAtOnce(draft, run, result.explanation)
      advance(passage, run, { step, outcome: result.outcome, reason: result.reason })
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

function wait(draft: Draft, run: Run, result: { wait: Wait; explanation?: WaitExplanation }): void {
  const moved = run.wait !== null && run.wait.type === result.wait.type && run.wait.detected === result.wait.detected
  const waiting = putRun(draft, { ...run, wait: result.wait })
  const { explanation } = result
  if (!explanation) return
  draft.entries.push(
    moved
      ? { type: "waitMoved", ...at(waiting), wait: explanation, because: "recalculated" }
      : { type: "waitStarted", ...at(waiting), wait: explanation },
  )
}

/** A delay that is over at once never waits; its reckoning is told all the same (TIME-6). */
function tellAtOnce(draft: Draft, run: Run, explanation: WaitExplanation | undefined): void {
  if (explanation && run.wait === null) draft.entries.push({ type: "waitStarted", ...at(run), wait: explanation })
}

function advance(passage: Passage, run: Run, way: { step: Step; outcome: string; reason: Reason | undefined }): void {
  const { draft } = passage
  const { step, reason } = way
  const outcome = way.outcome === "" ? (typeOf(step).outcomes(step)[0]?.name ?? "") : way.outcome
  const target = targetOf(step, outcome)
  if (target === undefined) {
    park(draft, run, { reason: "stepRemoved", detail: `Outcome ${outcome} leads nowhere.` })
    return
  }
  draft.entries.push({ type: "stepLeft", ...at(run), outcome, ...(reason === undefined ? {} : { reason }) })
  move(passage, run, target)
}

function applyEffect(passage: Passage, run: Run, effect: StepEffect): Run {
  const { draft, due } = passage
  switch (effect.kind) {
    case "queueDelivery": {
      const delivery = newDelivery(passage, run, effect)
      putDelivery(draft, { ...delivery, status: "queued", dueAt: due, nextAt: draft.now })
      wakeSender(draft, delivery.id)
      draft.entries.push({ type: "deliveryQueued", ...at(run), deliveryId: delivery.id, channel: effect.channel })
      return run
    }
    case "skipDelivery": {
      const delivery = newDelivery(passage, run, { ...effect, transactional: false })
      putDelivery(draft, { ...delivery, status: "skipped", reason: effect.reason })
      draft.entries.push({ type: "deliverySkipped", ...at(run), channel: effect.channel, reason: effect.reason })
      prune(draft)
      return run
    }
    case "anchorDay":
      return putRun(draft, { ...run, anchorDays: { ...run.anchorDays, [run.stepId]: effect.day } })
  }
}

function newDelivery(passage: Passage, run: Run, message: { channel: Channel; transactional: boolean }): Delivery {
  const { now } = passage.draft
  return {
    id: deliveryIdOf(run, message.channel),
    status: "queued",
    version: run.version,
    transactional: message.transactional,
    createdAt: now,
    dueAt: passage.due,
    nextAt: null,
    wokenAt: now,
    attempts: 0,
    reason: null,
    detail: null,
    to: null,
    sentAt: null,
  }
}

/** Forgets the oldest settled deliveries beyond the bound; what is unsettled always stays. */
export function prune(draft: Draft): void {
  let surplus = draft.state.deliveries.length - settledDeliveriesMax
  if (surplus <= 0) return
  draft.state.deliveries = draft.state.deliveries.filter(
    (one) => isUnsettled(one) || draft.deliveries.has(one.id) || surplus-- <= 0,
  )
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

/** Sets a run aside, with the reason, until someone retries it. It stays on its step. */
function park(draft: Draft, run: Run, why: { reason: Reason; detail: string }): void {
  const { failures: _, ...rest } = run
  const parked = putRun(draft, { ...rest, wait: null, parked: { reason: why.reason, detail: why.detail } })
  draft.entries.push({ type: "runParked", ...at(parked), reason: why.reason, detail: why.detail })
}

/** Ends a run where it stands and drops what it has not sent yet. */
export function endRun(draft: Draft, run: Run, end: { status: Exclude<RunStatus, "active">; reason: Reason }): void {
  for (const delivery of draft.state.deliveries) {
    const origin = isUnsettled(delivery) ? parseDeliveryId(delivery.id) : null
    if (origin?.runId !== run.id) continue
    putDelivery(draft, { ...delivery, status: "cancelled", reason: end.reason, nextAt: null })
    draft.wakeups.delete(delivery.id)
    const { stepId, visit, channel } = origin
    const where = { campaignId: run.campaignId, runId: run.id, stepId, visit }
    draft.entries.push({ type: "deliveryCancelled", ...where, deliveryId: delivery.id, channel, reason: end.reason })
  }
  if (run.parked) draft.entries.push({ type: "runUnparked", ...at(run) })
  removeRun(draft, run, end)
  const { campaignId, id: runId, stepId } = run
  draft.entries.push({ type: "runEnded", campaignId, runId, ...end, stepId, occupied: true })
}
