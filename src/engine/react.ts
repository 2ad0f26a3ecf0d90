import { assertNever } from "../core/assert"
import { isNews, withConsent } from "./consent"
import { report, settle } from "./deliveries"
import { at, commit, createDraft, type Draft, putRun, type Reaction, runById, wakeSender } from "./draft"
import { hasSender } from "./due"
import { enrol } from "./entry"
import { applyControls, resumeRuns } from "./lifecycle"
import { eventHistoryMax, eventNamesMax, wakeupRepeatMs } from "./limits"
import { join, leave } from "./membership"
import { own } from "./own"
import { mergeProfile } from "./profile"
import { checkGoals, dismiss } from "./results"
import { isUnsettled, type MemberState, parseDeliveryId } from "./state"
import type { Signal } from "./steps/step-type"
import { reenter, signalRun } from "./transition"
import type { Consent, MemberInput } from "./types"
import type { World } from "./world"

export type { Reaction } from "./draft"

/**
 * What one input does to a member: pure, deterministic, and leaving `state` as it was (RUN-2). Every reaction first applies
 * the campaigns' present controls and last fires what is due; inputs that come twice change nothing.
 */
export function react(state: MemberState, input: MemberInput, world: World): Reaction {
  const draft = createDraft(state, world)
  applyControls(draft)
  applyInput(draft, input)
  fireDue(draft)
  if (input.kind === "woken") wakeSenders(draft, input.resend ?? false)
  return commit(draft, input.kind === "woken")
}

function applyInput(draft: Draft, input: MemberInput): void {
  switch (input.kind) {
    case "profileChanged":
      changeProfile(draft, input)
      return
    case "joined":
      join(draft, input)
      return
    case "left":
      leave(draft, input)
      return
    case "eventHappened":
      takeEvent(draft, input)
      return
    case "consentChanged":
      changeConsent(draft, input)
      return
    case "enrolled":
      enrol(draft, input.campaignId, input.since)
      return
    case "campaignResumed":
      resumeRuns(draft, input)
      return
    case "deliverySettled":
      settle(draft, input.deliveryId, input.result)
      return
    case "deliveryReported":
      report(draft, input)
      return
    case "dismissed":
      dismiss(draft, input.campaignId)
      return
    case "runRetried":
      retryRun(draft, input.runId)
      return
    case "campaignChanged":
    case "woken":
      // Controls are applied and timers fired on every reaction.
      return
    default:
      assertNever(input)
  }
}

function changeProfile(draft: Draft, input: Extract<MemberInput, { kind: "profileChanged" }>): void {
  const { profile, fields } = mergeProfile(draft.state.profile, input.patch)
  if (fields.length === 0) return
  draft.state.profile = profile
  draft.entries.push({ type: "profileChanged", fields, source: input.source })
  checkGoals(draft, null)
  signalAll(draft, { kind: "profile" })
}

function takeEvent(draft: Draft, input: Extract<MemberInput, { kind: "eventHappened" }>): void {
  const { state } = draft
  const { id, name, at: occurredAt, properties } = input
  if (state.events.some((one) => one.id === id)) return
  state.eventSeq++
  const event = { id, seq: state.eventSeq, name, at: occurredAt, properties }
  state.events = [...state.events, event].slice(-eventHistoryMax)
  const count = own(state.eventCounts, name)
  if (count || Object.keys(state.eventCounts).length < eventNamesMax) {
    const lastAt = Math.max(count?.lastAt ?? occurredAt, occurredAt)
    state.eventCounts = { ...state.eventCounts, [name]: { n: (count?.n ?? 0) + 1, lastAt } }
  }
  draft.entries.push({ type: "eventHappened", name, id, occurredAt, properties })
  checkGoals(draft, event)
  signalAll(draft, { kind: "news" })
}

function changeConsent(draft: Draft, input: Extract<MemberInput, { kind: "consentChanged" }>): void {
  const { channel, scope, status, reason, deliveryId } = input
  const { consent } = draft.state
  if (!isNews(consent, { channel, scope, status })) return
  const said: Consent = { channel, scope, status, at: draft.now, reason }
  draft.state.consent = withConsent(consent, said)
  const entry = { type: "consentChanged", channel, scope, status, reason } as const
  draft.entries.push(deliveryId === undefined ? entry : { ...entry, deliveryId })
}

function retryRun(draft: Draft, runId: string): void {
  const run = runById(draft, runId)
  if (!run?.parked || run.frozenAt !== undefined) return
  const { parked: _, ...rest } = run
  const unparked = putRun(draft, rest)
  draft.entries.push({ type: "runUnparked", ...at(unparked) })
  reenter(draft, unparked)
}

function signalAll(draft: Draft, signal: Signal): void {
  for (const run of draft.state.runs) signalRun(draft, run.id, signal)
}

/** Fires every timer that is due, each once: what a run waits for next has its own instant. */
function fireDue(draft: Draft): void {
  for (const { id } of draft.state.runs) {
    const run = runById(draft, id)
    const until = run?.wait?.until ?? null
    if (until !== null && until <= draft.now) signalRun(draft, id, { kind: "timer" })
  }
}

/**
 * Someone came to look: senders that have not been woken yet, or have been silent for `wakeupRepeatMs`, are woken; all of
 * them with `resend`, when what was under way is known to be lost.
 */
function wakeSenders(draft: Draft, resend: boolean): void {
  for (const delivery of draft.state.deliveries) {
    if (!isUnsettled(delivery) || delivery.nextAt === null || delivery.nextAt > draft.now) continue
    if (!resend && hasSender(delivery) && draft.now - delivery.wokenAt < wakeupRepeatMs) continue
    const run = runById(draft, parseDeliveryId(delivery.id)?.runId ?? "")
    if (run?.frozenAt === undefined) wakeSender(draft, delivery.id)
  }
}
