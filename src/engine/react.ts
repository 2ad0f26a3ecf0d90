import { assertNever } from "../core/assert"
import { settleDown, signalAll } from "./aftermath"
import { changeData } from "./data"
import { report, resend, settle } from "./deliveries"
import { at, commit, createDraft, type Draft, putRun, type Reaction, runById, wakeSender } from "./draft"
import { hasSender } from "./due"
import { enrol, enterByEvent } from "./entry"
import { applyControls, resumeRuns } from "./lifecycle"
import { eventHistoryMax, eventNamesMax, wakeupRepeatMs } from "./limits"
import { join, leave } from "./membership"
import { own } from "./own"
import { applyPatch } from "./profile"
import { takeText } from "./replies"
import { checkGoals, dismiss } from "./results"
import { isUnsettled, type MemberState, parseDeliveryId } from "./state"
import { reenter } from "./transition"
import type { MemberInput } from "./types"
import { changeConsent, takeWishes, undoWishes } from "./wishes"
import type { World } from "./world"

export type { Reaction } from "./draft"

/**
 * What one input does to a member: pure, deterministic, and leaving `state` as it was (RUN-2). Every reaction first applies
 * the campaigns' present controls and last fires what is due; inputs that come twice change nothing.
 */
export function react(state: MemberState, input: MemberInput, world: World): Reaction {
  const draft = createDraft(state, world, isFromWithin(input))
  applyControls(draft)
  applyInput(draft, input)
  settleDown(draft)
  if (input.kind === "woken") wakeSenders(draft, input.resend ?? false)
  return commit(draft, input.kind === "woken")
}

/** Whether an input only goes on with what the system does by itself: no member, admin or outside program has acted. */
function isFromWithin({ kind }: MemberInput): boolean {
  return kind === "woken" || kind === "deliverySettled" || kind === "campaignChanged" || kind === "rulesChanged"
}

/** Reacts to inputs one after the other, at one instant; the last reaction's state is the member's. */
export function reactAll(state: MemberState, inputs: readonly MemberInput[], world: World): Reaction[] {
  const reactions: Reaction[] = []
  for (const input of inputs) reactions.push(react(reactions.at(-1)?.state ?? state, input, world))
  return reactions
}

function applyInput(draft: Draft, input: MemberInput): void {
  switch (input.kind) {
    case "profileChanged":
      applyPatch(draft, input.patch, input.source)
      return
    case "dataChanged":
      changeData(draft, input)
      return
    case "attendanceSet":
      setAttendance(draft, input)
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
    case "wishesSaid":
      takeWishes(draft, input)
      return
    case "wishesUndone":
      undoWishes(draft, input)
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
    case "textReceived":
      takeText(draft, input)
      return
    case "dismissed":
      dismiss(draft, input.campaignId)
      return
    case "runRetried":
      retryRun(draft, input.runId)
      return
    case "deliveryResent":
      resend(draft, input.deliveryId)
      return
    case "campaignChanged":
      // Its contact policies may have changed with it.
      draft.news.add("slot")
      return
    case "rulesChanged":
    case "woken":
      // Controls are applied and timers fired on every reaction.
      return
    default:
      assertNever(input)
  }
}

/** WF-3: the later word decides, whatever the order of arrival. */
function setAttendance(draft: Draft, input: Extract<MemberInput, { kind: "attendanceSet" }>): void {
  const { occasionId, status, at: said, source } = input
  const known = own(draft.state.attendance, occasionId)
  if (known && (known.at > said || (known.at === said && known.status === status))) return
  draft.state.attendance = { ...draft.state.attendance, [occasionId]: { status, at: said } }
  if (known?.status === status) return
  draft.entries.push({ type: "attendanceSet", occasionId, status, source })
  draft.news.add("attendance")
  // Waits and goals hear of it as of any other event.
  const id = `occasion.${occasionId}.${status}.${said}`
  takeEvent(draft, { id, name: `occasion.${status}`, at: said, properties: { occasionId } })
}

function takeEvent(draft: Draft, input: Omit<Extract<MemberInput, { kind: "eventHappened" }>, "kind">): void {
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
  draft.news.add("event")
  checkGoals(draft, event)
  signalAll(draft, { kind: "news" })
  enterByEvent(draft, name)
}

function retryRun(draft: Draft, runId: string): void {
  const run = runById(draft, runId)
  if (!run?.parked || run.frozenAt !== undefined) return
  const { parked: _, ...rest } = run
  const unparked = putRun(draft, rest)
  draft.entries.push({ type: "runUnparked", ...at(unparked) })
  reenter(draft, unparked)
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
