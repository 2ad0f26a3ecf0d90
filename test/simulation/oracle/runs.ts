import type { Channel, Rule, Step } from "../scenario"
import { type DelayPlan, rememberDay, untilOf, zoneOf } from "./delays"
import { holds, passes } from "./facts"
import { didSo, knownOf, update } from "./known"
import { addressOf, type Campaign, type Outgoing, type Person, type Run, refusal, type Wait } from "./state"
import { lengthOf, plus } from "./waits"

/** How runs move through a flow (FLOW, RUN, TIME), one member at a time and one thing after the other. */

export interface Rules {
  /** How long the next message takes, in ms: 0 when nothing is in its way. */
  lag: () => number
  /** Which way a member goes at a random split: chance is not foreseen, only that it stays the same. */
  split: (member: string, campaign: string, step: string) => string
  /** The instant that a resume has given to a run (CAM-8); null: it has given none. */
  spread: (member: string, campaign: string, entry: number) => number | null
  /** What the outside service answers a member with. */
  serve: (member: string) => { ok: boolean; score: number }
  campaigns: readonly Campaign[]
}

export function start(person: Person, campaign: Campaign, rules: Rules): void {
  const entry = (person.ended.get(campaign.plan.key)?.entry ?? 0) + 1
  const run: Run = {
    campaign,
    entry,
    startedAt: person.now,
    step: "",
    visits: {},
    wait: null,
    frozen: false,
    mark: person.events.length,
    days: {},
    messages: [],
  }
  person.runs.push(run)
  arrive(person, run, campaign.flow?.start ?? "", { rules, skip: false })
}

export function end(person: Person, run: Run, status: string, reason: string): void {
  person.runs = person.runs.filter((one) => one !== run)
  const { entry, startedAt, step, campaign } = run
  const { key } = campaign.plan
  person.ended.set(key, { entry, startedAt, endedAt: person.now })
  const endedAt = person.now
  person.standings.push({ member: person.id, campaign: key, entry, status, reason, step, wakeAt: null, endedAt })
}

export interface Passage {
  rules: Rules
  /** Messages on the way are left out (a pause was skipped). */
  skip: boolean
}

function arrive(person: Person, run: Run, stepId: string, passage: Passage): void {
  run.step = stepId
  run.wait = null
  run.visits[stepId] = (run.visits[stepId] ?? 0) + 1
  const step = run.campaign.flow?.steps[stepId]
  if (step === undefined) throw new Error(`The oracle finds no step ${stepId}`)
  act(person, run, step, passage)
}

function go(person: Person, run: Run, step: Step, outcome: string, passage: Passage): void {
  const target = step.outcomes?.[outcome]
  if (target === undefined) throw new Error(`Outcome ${outcome} of ${run.step} leads nowhere`)
  arrive(person, run, target, passage)
}

function act(person: Person, run: Run, step: Step, passage: Passage): void {
  switch (step.type) {
    case "end":
      end(person, run, "completed", "completed")
      return
    case "email":
    case "sms":
    case "push":
    case "crossEmail":
    case "crossSms":
    case "crossPush":
      send(person, run, step, passage)
      return
    case "exportPdf":
    case "notifyStaff":
      make(person, run, step, passage)
      return
    case "randomSplit":
      go(person, run, step, passage.rules.split(person.id, run.campaign.plan.key, run.step), passage)
      return
    case "updateMember":
      update(person, run, step)
      go(person, run, step, "done", passage)
      return
    case "startWorkflow":
      if (!passage.skip) person.workflows.push(String(step.workflowId).replace("$campaign:", ""))
      go(person, run, step, "done", passage)
      return
    case "webService":
      call(person, run, step, passage)
      return
    case "condition":
      go(person, run, step, holds(step.rule as Rule, knownOf(person, run)) ? "met" : "notMet", passage)
      return
    case "delay":
      beginDelay(person, run, step, passage)
      return
    case "waitForEvent":
      beginWait(person, run, step, passage)
      return
    default:
      throw new Error(`The oracle does not know steps of type ${step.type}`)
  }
}

// ---------------------------------------------------------------------------------------------- messages

const borrowed: Partial<Record<string, Channel>> = { crossEmail: "email", crossSms: "sms", crossPush: "push" }

function outgoing(step: Step, rules: Rules): Outgoing {
  const channel = borrowed[step.type]
  if (channel === undefined) return { channel: step.type as Channel, lender: null }
  const key = String(step.campaignId).replace("$campaign:", "")
  return { channel, lender: rules.campaigns.find((one) => one.plan.key === key) ?? null }
}

/** A document or a note to staff is made as a message is sent; nobody can want none. */
function make(person: Person, run: Run, step: Step, passage: Passage): void {
  const lag = passage.skip ? 0 : passage.rules.lag()
  if (lag > 0) run.wait = { kind: "sending", until: person.now + lag, channel: "email", skip: false }
  else made(person, run, step, passage)
}

function made(person: Person, run: Run, step: Step, passage: Passage): void {
  const visit = run.visits[run.step] ?? 0
  const { entry, step: stepId, campaign } = run
  const send = { member: person.id, campaign: campaign.plan.key, entry, step: stepId, visit, at: person.now }
  if (!passage.skip) {
    const channel = step.type === "notifyStaff" ? "staff" : "pdf"
    person.sends.push({ ...send, channel, to: "" })
  }
  go(person, run, step, passage.skip && step.outcomes?.notDone !== undefined ? "notDone" : "done", passage)
}

/** A web service is called as a message is sent; what it answers is kept. */
function call(person: Person, run: Run, step: Step, passage: Passage): void {
  if (passage.skip) {
    go(person, run, step, "failure", passage)
    return
  }
  const lag = passage.rules.lag()
  if (lag === 0) answer(person, run, step, passage)
  else run.wait = { kind: "sending", until: person.now + lag, channel: "sms", skip: false }
}

function answer(person: Person, run: Run, step: Step, passage: Passage): void {
  const { ok, score } = passage.rules.serve(person.id)
  const { key } = run.campaign.plan
  const intoData = JSON.stringify(step.map).includes("campaignData")
  if (ok && intoData) person.data.set(key, { ...person.data.get(key), score })
  else if (ok && person.attributes.balance !== score) {
    person.attributes.balance = score
    person.changed = true
  }
  go(person, run, step, ok ? "success" : "failure", passage)
}

function send(person: Person, run: Run, step: Step, passage: Passage): void {
  const what = outgoing(step, passage.rules)
  const { channel } = what
  if (passage.skip || refusal(person, run.campaign, what) !== null) {
    leaveUnsent(person, run, step, passage)
    return
  }
  const lag = passage.rules.lag()
  if (lag === 0) {
    deliver(person, run, step, passage)
    return
  }
  run.wait = { kind: "sending", until: person.now + lag, channel, skip: false }
}

function deliver(person: Person, run: Run, step: Step, passage: Passage): void {
  if (step.type === "webService") {
    answer(person, run, step, passage)
    return
  }
  if (step.type === "exportPdf" || step.type === "notifyStaff") {
    made(person, run, step, passage)
    return
  }
  const what = outgoing(step, passage.rules)
  const { channel } = what
  const to = addressOf(person, channel)
  const refused = to === null || refusal(person, run.campaign, what) !== null || to.includes("refused")
  if (refused) {
    leaveUnsent(person, run, step, passage)
    return
  }
  const visit = run.visits[run.step] ?? 0
  const { key } = run.campaign.plan
  const { entry, step: stepId } = run
  person.sends.push({ member: person.id, campaign: key, entry, step: stepId, visit, channel, to, at: person.now })
  run.messages.push({ step: run.step, visit, channel, to, did: new Set() })
  go(person, run, step, "sent", passage)
}

function leaveUnsent(person: Person, run: Run, step: Step, passage: Passage): void {
  go(person, run, step, step.outcomes?.notSent === undefined ? "sent" : "notSent", passage)
}

// ---------------------------------------------------------------------------------------------- delays

function beginDelay(person: Person, run: Run, step: Step, passage: Passage): void {
  const delay = step.delay as DelayPlan
  const choice = delay.zone ?? "campaign"
  const zone = zoneOf(person, run, choice)
  if (delay.for !== undefined && lengthOf(delay.for).months !== 0) rememberDay(person, run, zone)
  const until = untilOf(person, run, delay, person.now, zone)
  if (delay.for === undefined && (until === null || until < person.now)) {
    past(person, run, step, delay, passage)
    return
  }
  if (until === null || until <= person.now) {
    go(person, run, step, "done", passage)
    return
  }
  run.wait = { kind: "delay", until, anchor: person.now, zone, choice, shift: 0, fixed: false }
}

function past(person: Person, run: Run, step: Step, delay: DelayPlan, passage: Passage): void {
  if (step.outcomes?.past !== undefined) {
    go(person, run, step, "past", passage)
    return
  }
  if (delay.ifPast === "exit") {
    const until = untilOf(person, run, delay, person.now, zoneOf(person, run, delay.zone ?? "campaign"))
    end(person, run, "exited", until === null ? "unresolvedDate" : "pastDue")
    return
  }
  go(person, run, step, "done", passage)
}

// ---------------------------------------------------------------------------------------------- waits for events

interface EventPlan {
  name?: string
  where?: { name: string; op: string; value?: unknown }[]
  message?: string
  did?: string
}

function beginWait(person: Person, run: Run, step: Step, passage: Passage): void {
  if (hasHappened(person, run, step, Number.POSITIVE_INFINITY)) {
    happened(person, run, step, passage)
    return
  }
  const until = lengthEnd(person.now, run, String(step.timeout))
  if (until <= person.now) {
    go(person, run, step, "timedOut", passage)
    return
  }
  run.wait = { kind: "event", until, anchor: person.now, shift: 0, fixed: false, detected: false }
}

function lengthEnd(anchor: number, run: Run, length: string): number {
  return plus(anchor, lengthOf(length), run.campaign.plan.timeZone, null)
}

function happened(person: Person, run: Run, step: Step, passage: Passage): void {
  const until = step.after === undefined ? person.now : lengthEnd(person.now, run, String(step.after))
  if (until <= person.now) {
    run.mark = person.events.length
    go(person, run, step, "happened", passage)
    return
  }
  run.wait = { kind: "event", until, anchor: person.now, shift: 0, fixed: false, detected: true }
}

function hasHappened(person: Person, run: Run, step: Step, until: number): boolean {
  const event = step.event as EventPlan
  if (event.message !== undefined) {
    const visit = run.visits[event.message] ?? 0
    const message = run.messages.find((one) => one.step === event.message && one.visit === visit)
    return message !== undefined && didSo(message.did, event.did ?? "")
  }
  return person.events
    .slice(run.mark)
    .some((one) => one.name === event.name && one.at <= until && passes(one.properties, event.where))
}

/** A new version has no such step any more: the run begins anew on another, or ends (FLOW-12). */
export function moveOn(person: Person, run: Run, target: string | undefined, passage: Passage): void {
  if (target === undefined) end(person, run, "exited", "stepRemoved")
  else arrive(person, run, target, passage)
}

// ---------------------------------------------------------------------------------------------- being told

export type Cause = "timer" | "news" | "profile" | "edited"

/** Something has come: a timer, an event or callback, a new profile, a new version or the end of a pause. */
export function tell(person: Person, run: Run, cause: Cause, passage: Passage): void {
  const step = run.campaign.flow?.steps[run.step]
  const { wait } = run
  if (step === undefined || wait === null || run.frozen) return
  if (wait.kind === "sending") {
    if (cause === "timer") deliver(person, run, step, passage)
    return
  }
  const moved =
    wait.kind === "delay" ? overDelay(person, run, step, wait, cause) : overWait(person, run, step, wait, cause)
  if (moved === null) return
  run.mark = person.events.length
  if (moved === "detected") {
    happened(person, run, step, passage)
    return
  }
  if (moved === "past") {
    past(person, run, step, step.delay as DelayPlan, passage)
    return
  }
  go(person, run, step, moved, passage)
}

/** The outcome by which a delay is left now, or null; moves it when its end has moved. */
function overDelay(person: Person, run: Run, step: Step, wait: Wait & { kind: "delay" }, cause: Cause): string | null {
  const delay = step.delay as DelayPlan
  if (cause === "news" || (cause === "profile" && delay.relativeTo === undefined)) return null
  if (wait.fixed) return wait.until <= person.now ? "done" : null
  const choice = delay.zone ?? "campaign"
  const zone = wait.choice === choice ? wait.zone : zoneOf(person, run, choice)
  const planned = untilOf(person, run, delay, wait.anchor, zone)
  const until = planned === null ? null : planned + wait.shift
  if (until === wait.until) return until <= person.now ? "done" : null
  const isPast = delay.for === undefined && (until === null || until < person.now)
  if (isPast && cause !== "timer") return "past"
  if (until === null || until <= person.now) return "done"
  run.wait = { ...wait, until, zone, choice }
  return null
}

function overWait(person: Person, run: Run, step: Step, wait: Wait & { kind: "event" }, cause: Cause): string | null {
  if (cause === "profile") return null
  const isOver = wait.until <= person.now
  if (wait.detected && isOver) return "happened"
  if (!wait.detected && hasHappened(person, run, step, wait.until)) return "detected"
  if (isOver) return "timedOut"
  if (cause !== "edited" || wait.fixed) return null
  const length = wait.detected ? step.after : step.timeout
  if (length === undefined) return "happened"
  const until = lengthEnd(wait.anchor, run, String(length)) + wait.shift
  if (until <= person.now) return wait.detected ? "happened" : "timedOut"
  run.wait = { ...wait, until }
  return null
}
