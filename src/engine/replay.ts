import { firstBits } from "./reached"
import { parseDeliveryId } from "./state"
import type { DeliveryRow, JournalEntry, RunRow } from "./types"

/** A record as the journal in the read model keeps it. */
export interface JournalRecord {
  seq: number
  at: number
  entries: JournalEntry[]
}
type Numbered<T> = T & { seq: number }

/** Rows of runs and deliveries, each with the number of the record that last changed it. */
export interface Replayed {
  runs: Numbered<RunRow>[]
  deliveries: Numbered<DeliveryRow>[]
}

/**
 * What a member's journal tells of runs and deliveries that the member's object has forgotten. Not told, and therefore as
 * at the beginning: the version that a run has gone over to. As in the read model, `enteredAt` is when a run began.
 */
export function replay(memberId: string, records: readonly JournalRecord[]): Replayed {
  const runs = new Map<string, Numbered<RunRow>>()
  const deliveries = new Map<string, Numbered<DeliveryRow>>()
  for (const { seq, at, entries } of records.toSorted((a, b) => a.seq - b.seq)) {
    for (const entry of entries) {
      const run = runAfter(entry, { memberId, at, known: "runId" in entry ? runs.get(entry.runId) : undefined })
      if (run !== null) runs.set(run.id, { ...run, seq })
      const id = deliveryOf(entry)
      const origin = id === null ? null : parseDeliveryId(id)
      if (id === null || origin === null) continue
      const version = runs.get(origin.runId)?.version ?? 1
      const row = deliveries.get(id) ?? { ...newDelivery(id, memberId, at), version }
      deliveries.set(id, { ...row, ...deliveryAfter(entry, row, at), seq })
    }
  }
  return { runs: [...runs.values()], deliveries: [...deliveries.values()] }
}

function runAfter(
  entry: JournalEntry,
  { memberId, at, known }: { memberId: string; at: number; known: RunRow | undefined },
): RunRow | null {
  if (entry.type === "runStarted") {
    const { runId: id, campaignId, version } = entry
    const still = { stepId: "", visit: 0, wakeAt: null, endedAt: null, reason: null }
    return { id, memberId, campaignId, version, status: "active", startedAt: at, enteredAt: at, ...still }
  }
  if (known === undefined) return null
  switch (entry.type) {
    case "stepEntered":
      return { ...known, stepId: entry.stepId, visit: entry.visit, wakeAt: null }
    case "waitStarted":
    case "waitMoved":
      return { ...known, wakeAt: entry.wait.until }
    case "stepLeft":
      return { ...known, wakeAt: null }
    case "runParked":
      return { ...known, status: "failed", reason: entry.reason, wakeAt: null }
    case "runUnparked":
      return { ...known, status: "active", reason: null }
    case "runEnded":
      return { ...known, status: entry.status, reason: entry.reason, stepId: entry.stepId, wakeAt: null, endedAt: at }
    default:
      return null
  }
}

/** The delivery that an entry is about. */
function deliveryOf(entry: JournalEntry): string | null {
  if (entry.type === "consentChanged") return entry.deliveryId ?? null
  if ("deliveryId" in entry) return entry.deliveryId
  if (entry.type !== "deliverySkipped") return null
  return `${entry.runId}.${entry.stepId}.${entry.visit}.${entry.channel}`
}

function newDelivery(id: string, memberId: string, at: number): Omit<DeliveryRow, "version"> {
  const origin = parseDeliveryId(id)
  if (origin === null) throw new Error(`No delivery: ${id}`)
  const { campaignId, stepId, runId, visit, channel } = origin
  return {
    ...{ id, memberId, campaignId, stepId, runId, visit, channel },
    ...{ status: "queued", reason: null, detail: null, to: null, createdAt: at, sentAt: null, nextAt: null, of: null },
    ...{ deliveredAt: null, bouncedAt: null, openedAt: null, clickedAt: null, engagedAt: null, unsubscribedAt: null },
    firsts: 0,
  }
}

/** What an entry changes of its delivery. */
function deliveryAfter(entry: JournalEntry, row: DeliveryRow, at: number): Partial<DeliveryRow> {
  switch (entry.type) {
    case "deliveryRetried":
      return { status: "queued", nextAt: entry.retryAt, detail: entry.detail }
    case "deliveryDeferred":
      return { status: "deferred", nextAt: entry.until }
    case "deliverySkipped":
      return { status: "skipped", nextAt: null, reason: entry.reason, detail: entry.detail ?? null }
    case "deliveryFailed":
      return { status: "failed", nextAt: null, reason: entry.reason, detail: entry.detail }
    case "deliveryUnknown":
      return { status: "unknown", nextAt: null, detail: entry.detail }
    case "deliveryCancelled":
      return { status: "cancelled", nextAt: null, reason: entry.reason }
    case "deliverySent": {
      const sent = { status: "sent", nextAt: null, reason: null, to: entry.to, sentAt: entry.happenedAt ?? at } as const
      return { ...sent, of: entry.of ?? null, firsts: withFirsts(row, entry.firstIn, "reachedAt") }
    }
    case "consentChanged":
      if (entry.status !== "unsubscribed") return {}
      return {
        unsubscribedAt: row.unsubscribedAt ?? (entry.first === undefined ? null : at),
        firsts: withFirsts(row, entry.firstIn, "lostAt"),
      }
    case "deliveryReported":
      return reported(entry, row, entry.happenedAt ?? at)
    default:
      return {}
  }
}

function reported(
  { report, first, firstIn }: Extract<JournalEntry, { type: "deliveryReported" }>,
  row: DeliveryRow,
  at: number,
): Partial<DeliveryRow> {
  switch (report.type) {
    case "delivered":
      return { deliveredAt: row.deliveredAt ?? at, ...(row.status === "sent" ? { status: "delivered" } : {}) }
    case "bounced":
      return { bouncedAt: row.bouncedAt ?? at, ...(row.status === "complained" ? {} : { status: "bounced" }) }
    case "complained":
      return { status: "complained" }
    default: {
      if (!first) return {}
      const engaged = { engagedAt: row.engagedAt ?? at, firsts: withFirsts(row, firstIn, "engagedAt") }
      if (report.type === "replied") return engaged
      return report.type === "opened" ? { ...engaged, openedAt: at } : { ...engaged, clickedAt: at }
    }
  }
}

function withFirsts(row: DeliveryRow, firstIn: readonly string[] | undefined, what: keyof typeof firstBits): number {
  const bits = (firstIn ?? []).map((id) => (id === row.campaignId ? firstBits[what].own : firstBits[what].of))
  return bits.reduce((firsts, bit) => firsts | bit, row.firsts)
}
