import { isMessageChannel, refusalOf } from "./consent"
import { defer } from "./deferral"
import { skip } from "./deliveries"
import { type Draft, putDelivery, wakeSender } from "./draft"
import { policyVerdict } from "./policy"
import { type Delivery, parseDeliveryId } from "./state"
import type { CampaignControl, Reason } from "./types"

/**
 * Looks again at what policies have put off: a slot may have come free, a policy may have been edited, or the member may
 * have unsubscribed. What is put off for longer than that is found when its time has come.
 */
export function reviewDeferred(draft: Draft): void {
  for (const { id, status } of draft.state.deliveries) {
    const control = status === "deferred" ? controlOf(draft, id) : undefined
    const delivery = control && draft.state.deliveries.find((one) => one.id === id && one.status === "deferred")
    const channel = parseDeliveryId(id)?.channel
    if (!control || !delivery || !channel || !isMessageChannel(channel)) continue
    if (isHeld(draft, delivery)) continue
    const refusal = refusalOf(draft.state, control, { channel, transactional: delivery.transactional }, draft.now)
    if (refusal !== null && isFinal(refusal)) {
      skip(draft, delivery, { reason: refusal })
      continue
    }
    if ((delivery.nextAt ?? 0) <= draft.now) continue
    const verdict = policyVerdict(draft.state, control, delivery, draft.now)
    if (verdict.kind === "send") release(draft, delivery)
    else if (verdict.kind === "defer" && verdict.until < (delivery.nextAt ?? 0)) defer(draft, delivery, verdict)
  }
}

/** An address may be there again when the message's time comes; a word against it is taken at once. */
function isFinal(refusal: Reason): boolean {
  return refusal === "unsubscribed" || refusal === "converted" || refusal === "dismissed"
}

function controlOf(draft: Draft, deliveryId: string): CampaignControl | undefined {
  return draft.world.campaigns.get(parseDeliveryId(deliveryId)?.campaignId ?? "")?.control
}

function isHeld(draft: Draft, delivery: Delivery): boolean {
  const runId = parseDeliveryId(delivery.id)?.runId
  return draft.state.runs.some((run) => run.id === runId && run.frozenAt !== undefined)
}

function release(draft: Draft, delivery: Delivery): void {
  const { now } = draft
  putDelivery(draft, { ...delivery, status: "queued", reason: null, detail: null, dueAt: now, nextAt: now })
  wakeSender(draft, delivery.id)
}
