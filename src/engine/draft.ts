import { dueAt } from "./due"
import { deliveryRow, runRow } from "./rows"
import { type Delivery, isUnsettled, type MemberState, parseDeliveryId, type Run } from "./state"
import type {
  ActivityRecord,
  DeliveryWakeup,
  JournalEntry,
  MemberFacts,
  Membership,
  Reason,
  RunRow,
  RunStatus,
  Source,
} from "./types"
import type { World } from "./world"

/** What a reaction yields. `record` is null when nothing has changed. */
export interface Reaction {
  state: MemberState
  record: ActivityRecord | null
  wakeups: DeliveryWakeup[]
}

/**
 * A reaction in the making. `state` is a copy whose fields are replaced, never changed in depth: what `before` holds
 * stays as it was.
 */
export interface Draft {
  readonly before: MemberState
  readonly state: MemberState
  readonly world: World
  readonly now: number
  readonly entries: JournalEntry[]
  readonly memberships: Map<string, Membership>
  readonly runs: Map<string, RunRow>
  readonly deliveries: Set<string>
  readonly wakeups: Map<string, DeliveryWakeup>
  /** Steps taken so far, by run (RUN-4). */
  readonly steps: Map<string, number>
  /** What has changed that runs, goals and rule segments have not been told of yet. */
  readonly news: Set<"profile" | "data" | "event" | "consent" | "result" | "membership" | "attendance" | "slot">
  /** Joins and leaves that steps or rules have asked for. */
  readonly moves: { segmentId: string; member: boolean; source: Source }[]
  /** Nobody from outside takes part: what flows set off in one another by themselves is bounded (RUN-4). */
  readonly alone: boolean
  /** Runs started so far, by campaign (RUN-4). */
  readonly starts: Map<string, number>
  /** Workflows to be started once what is under way has come to rest (FLOW-11). */
  readonly workflows: string[]
}

/** @param alone nobody from outside takes part in this reaction */
export function createDraft(before: MemberState, world: World, alone = true): Draft {
  return {
    before,
    state: { ...before },
    world,
    now: Math.max(world.now, before.lastAt),
    entries: [],
    memberships: new Map(),
    runs: new Map(),
    deliveries: new Set(),
    wakeups: new Map(),
    steps: new Map(),
    news: new Set(),
    moves: [],
    workflows: [],
    alone,
    starts: new Map(),
  }
}

/** The run's fields that journal entries carry. */
export function at(run: Run): { campaignId: string; runId: string; stepId: string; visit: number } {
  return { campaignId: run.campaignId, runId: run.id, stepId: run.stepId, visit: run.visit }
}

export function runById(draft: Draft, id: string): Run | undefined {
  return draft.state.runs.find((run) => run.id === id)
}

/** Puts a new or changed run into the state and its row into the record. */
export function putRun(draft: Draft, run: Run): Run {
  const { runs } = draft.state
  const index = runs.findIndex((one) => one.id === run.id)
  draft.state.runs = index === -1 ? [...runs, run] : runs.with(index, run)
  draft.runs.set(run.id, runRow(draft.state, run))
  return run
}

/** Takes an ended run out of the state; its summary stays for re-entry. */
export function removeRun(draft: Draft, run: Run, end: { status: Exclude<RunStatus, "active">; reason: Reason }): void {
  draft.state.runs = draft.state.runs.filter((one) => one.id !== run.id)
  draft.state.ended = {
    ...draft.state.ended,
    [run.campaignId]: {
      entry: run.entry,
      startedAt: run.startedAt,
      endedAt: draft.now,
      ...end,
      ...(run.chained === undefined ? {} : { chained: run.chained }),
    },
  }
  draft.runs.set(run.id, { ...runRow(draft.state, run), ...end, wakeAt: null, endedAt: draft.now })
}

/** Puts a new or changed delivery into the state and its row into the record. */
export function putDelivery(draft: Draft, delivery: Delivery): Delivery {
  const { deliveries } = draft.state
  const index = deliveries.findIndex((one) => one.id === delivery.id)
  draft.state.deliveries = index === -1 ? [...deliveries, delivery] : deliveries.with(index, delivery)
  draft.deliveries.add(delivery.id)
  return delivery
}

/** A Web service's answer is its run's to keep; the delivery holds it only until the run goes on. */
export function forgetAnswer(draft: Draft, deliveryId: string | undefined): void {
  const delivery = draft.state.deliveries.find((one) => one.id === deliveryId)
  if (delivery?.answer === undefined) return
  const { answer: _, ...rest } = delivery
  putDelivery(draft, rest)
}

/** Wakes a delivery's sender once this reaction is stored. */
export function wakeSender(draft: Draft, id: string): void {
  const origin = parseDeliveryId(id)
  if (!origin) return
  const { campaignId, channel } = origin
  draft.wakeups.set(id, { deliveryId: id, memberId: draft.state.id, campaignId, channel })
}

/**
 * Ends a reaction: numbers its record, or none when nothing has changed.
 * @param always a record even then (it re-asserts `dueAt`)
 */
export function commit(draft: Draft, always: boolean): Reaction {
  const { before, state } = draft
  const created = before.seq === 0
  const { rules } = state
  const changed =
    created ||
    draft.entries.length + draft.memberships.size + draft.runs.size + draft.deliveries.size > 0 ||
    rules.nextAt !== before.rules.nextAt
  const wakeups = [...draft.wakeups.values()]
  if (!changed && !always && wakeups.length === 0) {
    // That its rule segments are decided by a newer rule set is the member's own knowledge: nobody else need hear of it.
    return { state: rules.rev === before.rules.rev ? before : { ...before, rules }, record: null, wakeups }
  }
  state.lastAt = draft.now
  if (wakeups.length > 0) {
    state.deliveries = state.deliveries.map((one) =>
      draft.wakeups.has(one.id) && isUnsettled(one) ? { ...one, wokenAt: draft.now } : one,
    )
  }
  if (!changed && !always) return { state, record: null, wakeups }
  state.seq = before.seq + 1
  const rows = state.deliveries.filter((one) => draft.deliveries.has(one.id)).map((one) => deliveryRow(state, one))
  const record: ActivityRecord = {
    memberId: state.id,
    seq: state.seq,
    at: draft.now,
    entries: created ? [{ type: "memberCreated" }, ...draft.entries] : draft.entries,
    profile: created || state.profile !== before.profile ? state.profile : null,
    facts: factsIfChanged(before, state),
    data: Object.entries(state.data)
      .filter(([campaignId, values]) => before.data[campaignId] !== values)
      .map(([campaignId, values]) => ({ campaignId, values })),
    memberships: created ? state.memberships : [...draft.memberships.values()],
    runs: [...draft.runs.values()],
    deliveries: rows.filter((row) => row !== null),
    dueAt: dueAt(state),
  }
  return { state, record, wakeups }
}

function factsIfChanged(before: MemberState, state: MemberState): MemberFacts | null {
  const { consent, results, attendance, eventCounts } = state
  const same =
    consent === before.consent &&
    results === before.results &&
    attendance === before.attendance &&
    eventCounts === before.eventCounts
  return same ? null : { consent, results, attendance, eventCounts }
}
