import { wakeupRepeatMs } from "./limits"
import { type Delivery, isUnsettled, type MemberState, parseDeliveryId } from "./state"
import type { MemberInput } from "./types"

/**
 * The earliest instant at which someone must look at this member again: a timer, an unsettled delivery (the instant it
 * may next be tried), or time that may change the answer of a rule segment (MEM-4). Null when nothing is pending. What a
 * pause holds is not pending.
 */
export function dueAt(state: MemberState): number | null {
  return earliest(state, { timer: (until) => until, delivery: (delivery) => delivery.nextAt ?? 0 })
}

/**
 * When the object's alarm should go off: as `dueAt`, but not for a delivery whose sender has been woken. Its settling is
 * expected, and a lost one is the sweeper's to find by `dueAt`: that saves an alarm set and one deleted with every
 * message. A timer that the last reaction could not fire (its campaign was not at hand) is tried again after
 * `wakeupRepeatMs`, not at once for ever.
 */
export function alarmAt(state: MemberState): number | null {
  return earliest(state, {
    timer: (until) => (until > state.lastAt ? until : state.lastAt + wakeupRepeatMs),
    delivery: (delivery) => (hasSender(delivery) ? Number.POSITIVE_INFINITY : (delivery.nextAt ?? 0)),
  })
}

/** Whether an unsettled delivery's sender has been woken since it may be tried; a retry that is waited for has none. */
export function hasSender(delivery: Delivery): boolean {
  return delivery.nextAt !== null && delivery.nextAt <= delivery.wokenAt
}

function earliest(
  state: MemberState,
  at: { timer: (until: number) => number; delivery: (delivery: Delivery) => number },
): number | null {
  let least = Number.POSITIVE_INFINITY
  let frozen: Set<string> | null = null
  if (state.rules.nextAt !== null) least = at.timer(instant(state, state.rules.nextAt))
  for (const reset of Object.values(state.resets)) least = Math.min(least, at.timer(instant(state, reset)))
  for (const run of state.runs) {
    if (run.frozenAt !== undefined) {
      frozen ??= new Set()
      frozen.add(run.id)
    } else if (!run.parked && run.wait && run.wait.until !== null) {
      least = Math.min(least, at.timer(instant(state, run.wait.until)))
    }
  }
  for (const delivery of state.deliveries) {
    if (!isUnsettled(delivery)) continue
    if (frozen?.has(parseDeliveryId(delivery.id)?.runId ?? "")) continue
    least = Math.min(least, at.delivery(delivery))
  }
  if (Number.isNaN(least)) return state.lastAt
  return least === Number.POSITIVE_INFINITY ? null : least
}

/** What was stored as an instant; one that is none is due at once, for the reaction to put aside (TIM-15). */
function instant(state: MemberState, stored: number): number {
  return Number.isSafeInteger(stored) ? stored : state.lastAt
}

/**
 * Campaigns that reactions to these inputs look at, each with no more versions than its current one. Campaigns that a
 * join may start are the caller's to add: it knows which flows have the segment.
 */
export function wanted(
  state: MemberState | null,
  inputs: readonly MemberInput[],
): ReadonlyMap<string, ReadonlySet<number>> {
  const campaigns = new Map<string, ReadonlySet<number>>()
  const current: ReadonlySet<number> = new Set()
  const add = (id: string | undefined): void => {
    if (id !== undefined) campaigns.set(id, current)
  }
  for (const run of state?.runs ?? []) add(run.campaignId)
  for (const input of inputs) {
    if ("campaignId" in input) add(input.campaignId)
    else if ("deliveryId" in input) add(campaignOf(input.deliveryId))
    if (input.kind === "woken") for (const id of Object.keys(state?.resets ?? {})) add(id)
    // A goal may also be reached after the run has ended.
    if (isNews(input)) for (const id of Object.keys(state?.ended ?? {})) add(id)
  }
  return campaigns
}

/** Whether it may change what goals and rules ask for. */
function isNews({ kind }: MemberInput): boolean {
  switch (kind) {
    case "eventHappened":
    case "profileChanged":
    case "dataChanged":
    case "attendanceSet":
    case "consentChanged":
    case "wishesSaid":
    case "wishesUndone":
    case "joined":
    case "left":
      return true
    default:
      return false
  }
}

function campaignOf(deliveryId: string | undefined): string | undefined {
  return deliveryId === undefined ? undefined : parseDeliveryId(deliveryId)?.campaignId
}
