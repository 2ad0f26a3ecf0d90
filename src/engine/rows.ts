import { type Delivery, type MemberState, parseDeliveryId, type Run } from "./state"
import type { DeliveryRow, RunRow } from "./types"

/**
 * Present state of a run for the read model; a parked one shows as failed until it is retried. A frozen one keeps the
 * instant it waits for: what a pause has overtaken is counted by it (CAM-8).
 */
export function runRow(state: MemberState, run: Run): RunRow {
  return {
    id: run.id,
    memberId: state.id,
    campaignId: run.campaignId,
    version: run.version,
    status: run.parked ? "failed" : "active",
    stepId: run.stepId,
    visit: run.visit,
    startedAt: run.startedAt,
    enteredAt: run.enteredAt,
    wakeAt: run.parked ? null : (run.wait?.until ?? null),
    endedAt: null,
    reason: run.parked?.reason ?? null,
  }
}

/** Rows of all runs that have not ended. */
export function runRows(state: MemberState): RunRow[] {
  return state.runs.map((run) => runRow(state, run))
}

/** Present state of a delivery for the read model. */
export function deliveryRow(state: MemberState, delivery: Delivery): DeliveryRow | null {
  const origin = parseDeliveryId(delivery.id)
  if (!origin) return null
  return {
    id: delivery.id,
    memberId: state.id,
    campaignId: origin.campaignId,
    stepId: origin.stepId,
    runId: origin.runId,
    visit: origin.visit,
    version: delivery.version,
    channel: origin.channel,
    status: delivery.status,
    reason: delivery.reason,
    detail: delivery.detail,
    to: delivery.to,
    createdAt: delivery.createdAt,
    sentAt: delivery.sentAt,
    nextAt: delivery.nextAt,
    of: delivery.of ?? null,
    deliveredAt: delivery.deliveredAt ?? null,
    bouncedAt: delivery.bouncedAt ?? null,
    openedAt: delivery.openedAt ?? null,
    clickedAt: delivery.clickedAt ?? null,
    engagedAt: delivery.engagedAt ?? null,
    unsubscribedAt: delivery.unsubscribedAt ?? null,
    firsts: delivery.firsts ?? 0,
  }
}
