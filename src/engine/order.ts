import { own } from "./own"
import { type Delivery, type DeliveryOrigin, type MemberState, parseDeliveryId } from "./state"
import type { SendOrder } from "./types"

/** All that sending a delivery needs to know of its member and run. */
export function orderOf(
  state: MemberState,
  { delivery, origin }: { delivery: Delivery; origin: DeliveryOrigin },
): SendOrder {
  const { campaignId, channel, runId, stepId, visit } = origin
  return {
    deliveryId: delivery.id,
    memberId: state.id,
    campaignId,
    channel,
    runId,
    stepId,
    visit,
    version: delivery.version,
    attempt: delivery.attempts + 1,
    ...(delivery.turnAt === undefined ? {} : { turnAt: delivery.turnAt }),
    profile: state.profile,
    data: own(state.data, campaignId) ?? {},
    answer: state.runs.find((run) => run.id === runId)?.answer ?? null,
    documents: documentsOf(state, runId),
    queuedAt: delivery.createdAt,
  }
}

/** Documents that a run has made, the latest of each step (FLOW-10). */
export function documentsOf(state: MemberState, runId: string): Record<string, string> {
  const made: Record<string, string> = {}
  for (const { id, status } of state.deliveries) {
    if (status !== "sent" || !id.endsWith(".pdf") || !id.startsWith(`${runId}.`)) continue
    const origin = parseDeliveryId(id)
    if (origin !== null) made[origin.stepId] = id
  }
  return made
}
