import { parseDeliveryId } from "./state"
import type { ActivityRecord, JournalEntry } from "./types"

/** How far one counter moves. `stepId` "" counts runs of the campaign. */
export interface CounterChange {
  campaignId: string
  stepId: string
  metric: string
  n: number
}

/** Counters of a step by the outcome that led on; `left` alone are the runs that ended there. */
export const leftPrefix = "left:"

/**
 * What records add to the counters, summed by counter. Members now on a step are `entered` − all that is `left`: a run that ends has
 * left its step too, so the sum over steps is `active` + `failed` (parked) runs at any moment (ENG-23).
 */
export function countersOf(records: readonly Pick<ActivityRecord, "entries">[]): CounterChange[] {
  const changes = new Map<string, CounterChange>()
  const add: Add = ({ campaignId, stepId = "" }, metric, n = 1) => {
    const key = `${campaignId} ${stepId} ${metric}`
    const change = changes.get(key)
    if (change) change.n += n
    else changes.set(key, { campaignId, stepId, metric, n })
  }
  for (const record of records) for (const entry of record.entries) count(entry, add)
  return [...changes.values()].filter((change) => change.n !== 0)
}

/** `stepId` absent: the campaign as a whole. */
type Add = (where: { campaignId: string; stepId?: string }, metric: string, n?: number) => void

function count(entry: JournalEntry, add: Add): void {
  switch (entry.type) {
    case "stepEntered":
      add(entry, "entered")
      return
    case "stepLeft":
      add(entry, `${leftPrefix}${entry.outcome}`)
      return
    case "deliverySent":
      add(entry, "sent")
      return
    case "deliverySkipped":
      add(entry, `skipped:${entry.reason}`)
      return
    case "deliveryFailed":
      add(entry, "failed")
      return
    case "deliveryUnknown":
      add(entry, "unknown")
      return
    case "deliveryCancelled":
      add(entry, "cancelled")
      return
    case "deliveryReported":
      if (entry.first) add(entry, entry.report.type)
      return
    case "runStarted":
      add({ campaignId: entry.campaignId }, "started")
      add({ campaignId: entry.campaignId }, "active")
      return
    case "runParked":
      add(entry, "parked")
      moveRun(entry, ["active", "failed"], add)
      return
    case "runUnparked":
      add(entry, "parked", -1)
      moveRun(entry, ["failed", "active"], add)
      return
    case "runEnded":
      if (entry.occupied) add(entry, "left")
      moveRun(entry, ["active", entry.status], add)
      return
    case "consentChanged": {
      const origin = entry.deliveryId === undefined ? null : parseDeliveryId(entry.deliveryId)
      if (origin && entry.status === "unsubscribed" && entry.first !== false) add(origin, "unsubscribed")
      return
    }
    case "converted":
    case "dismissed":
      add({ campaignId: entry.campaignId }, entry.type)
      return
    default:
      return
  }
}

function moveRun({ campaignId }: { campaignId: string }, [from, to]: readonly [string, string], add: Add): void {
  add({ campaignId }, from, -1)
  add({ campaignId }, to)
}
