import { parseDeliveryId } from "./state"
import type { ActivityRecord, JournalEntry } from "./types"

/** How far one counter moves. `stepId` "" counts runs of the campaign. */
export interface CounterChange {
  campaignId: string
  stepId: string
  metric: string
  n: number
}

/**
 * What records add to the counters, summed by counter. Members now on a step are `entered` − `left`: a run that ends has
 * left its step too, so the sum over steps is `active` + `failed` (parked) runs at any moment (ENG-23).
 */
export function countersOf(records: readonly ActivityRecord[]): CounterChange[] {
  const changes = new Map<string, CounterChange>()
  const add = (campaignId: string, stepId: string, metric: string, n = 1): void => {
    const key = `${campaignId} ${stepId} ${metric}`
    const change = changes.get(key)
    if (change) change.n += n
    else changes.set(key, { campaignId, stepId, metric, n })
  }
  for (const record of records) for (const entry of record.entries) count(entry, add)
  return [...changes.values()].filter((change) => change.n !== 0)
}

type Add = (campaignId: string, stepId: string, metric: string, n?: number) => void

function count(entry: JournalEntry, add: Add): void {
  switch (entry.type) {
    case "stepEntered":
      add(entry.campaignId, entry.stepId, "entered")
      return
    case "stepLeft":
      add(entry.campaignId, entry.stepId, "left")
      return
    case "deliverySent":
      add(entry.campaignId, entry.stepId, "sent")
      return
    case "deliverySkipped":
      add(entry.campaignId, entry.stepId, `skipped:${entry.reason}`)
      return
    case "deliveryFailed":
      add(entry.campaignId, entry.stepId, "failed")
      return
    case "deliveryUnknown":
      add(entry.campaignId, entry.stepId, "unknown")
      return
    case "deliveryCancelled":
      add(entry.campaignId, entry.stepId, "cancelled")
      return
    case "deliveryReported":
      if (entry.first) add(entry.campaignId, entry.stepId, entry.report.type)
      return
    case "runStarted":
      add(entry.campaignId, "", "started")
      add(entry.campaignId, "", "active")
      return
    case "runParked":
      add(entry.campaignId, entry.stepId, "parked")
      moveRun(entry.campaignId, "active", "failed", add)
      return
    case "runUnparked":
      add(entry.campaignId, entry.stepId, "parked", -1)
      moveRun(entry.campaignId, "failed", "active", add)
      return
    case "runEnded":
      if (entry.occupied) add(entry.campaignId, entry.stepId, "left")
      moveRun(entry.campaignId, "active", entry.status, add)
      return
    case "consentChanged": {
      const origin = entry.deliveryId === undefined ? null : parseDeliveryId(entry.deliveryId)
      if (origin && entry.status === "unsubscribed") add(origin.campaignId, origin.stepId, "unsubscribed")
      return
    }
    case "converted":
    case "dismissed":
      add(entry.campaignId, "", entry.type)
      return
    default:
      return
  }
}

function moveRun(campaignId: string, from: string, to: string, add: Add): void {
  add(campaignId, "", from, -1)
  add(campaignId, "", to)
}
