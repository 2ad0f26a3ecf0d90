import { at, type Draft, putDelivery, putRun, removeRun } from "./draft"
import { noteReset } from "./resets"
import { isUnsettled, parseDeliveryId, type Run } from "./state"
import type { Reason, RunStatus } from "./types"

/** Sets a run aside, with the reason, until someone retries it. It stays on its step. */
export function park(draft: Draft, run: Run, why: { reason: Reason; detail: string }): void {
  const { failures: _, ...rest } = run
  const parked = putRun(draft, { ...rest, wait: null, parked: { reason: why.reason, detail: why.detail } })
  draft.entries.push({ type: "runParked", ...at(parked), reason: why.reason, detail: why.detail })
}

/** Ends a run where it stands and drops what it has not sent yet. */
export function endRun(draft: Draft, run: Run, end: { status: Exclude<RunStatus, "active">; reason: Reason }): void {
  cancelDeliveries(draft, run, end.reason)
  if (run.parked) draft.entries.push({ type: "runUnparked", ...at(run) })
  removeRun(draft, run, end)
  noteReset(draft, run.campaignId)
  const { campaignId, id: runId, stepId } = run
  draft.entries.push({ type: "runEnded", campaignId, runId, ...end, stepId, occupied: true })
}

/** Drops what a run has not sent yet. */
export function cancelDeliveries(draft: Draft, run: Run, reason: Reason): void {
  for (const delivery of draft.state.deliveries) {
    const origin = isUnsettled(delivery) ? parseDeliveryId(delivery.id) : null
    if (origin?.runId !== run.id) continue
    putDelivery(draft, { ...delivery, status: "cancelled", reason, nextAt: null })
    draft.wakeups.delete(delivery.id)
    // Others may have stepped back for it (POL-3).
    if (delivery.holders?.length) draft.news.add("slot")
    const { stepId, visit, channel } = origin
    const where = { campaignId: run.campaignId, runId: run.id, stepId, visit }
    draft.entries.push({ type: "deliveryCancelled", ...where, deliveryId: delivery.id, channel, reason })
  }
}
