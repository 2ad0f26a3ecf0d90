import { isMessageChannel } from "./consent"
import { type Draft, putDelivery } from "./draft"
import { countsMessages, holderKeys, type PolicyVerdict, priorityOf } from "./policy"
import { type Delivery, parseDeliveryId } from "./state"
import type { CampaignControl } from "./types"

/** Puts off a delivery to the instant that contact policies allow (POL-2). That is no lateness: its due instant moves along. */
function deferred(delivery: Delivery, verdict: Extract<PolicyVerdict, { kind: "defer" }>): Delivery {
  const { until, rule, because } = verdict
  return {
    ...delivery,
    status: "deferred",
    reason: "contactPolicy",
    detail: rule,
    dueAt: until,
    nextAt: until,
    deferral: { rule, until, because },
  }
}

/** What a delivery that a policy lets go keeps of the reason (POL-2). */
export function skippedBy(verdict: Extract<PolicyVerdict, { kind: "skip" }>, now: number): Pick<Delivery, "deferral"> {
  const { rule, because } = verdict
  return { deferral: { rule, until: now, because } }
}

/** What policies must remember of a message while it is unsettled; nothing for one that they do not count (POL-4). */
export function counting(
  delivery: Pick<Delivery, "id" | "transactional">,
  control: CampaignControl | undefined,
): Pick<Delivery, "holders" | "priority"> {
  if (!control?.policies.length || delivery.transactional) return {}
  const channel = parseDeliveryId(delivery.id)?.channel
  if (!channel || !isMessageChannel(channel)) return {}
  return { holders: holderKeys(control), priority: priorityOf(control) }
}

/** Puts off a delivery within a reaction, and tells of it. */
export function defer(draft: Draft, delivery: Delivery, verdict: Extract<PolicyVerdict, { kind: "defer" }>): void {
  const origin = parseDeliveryId(delivery.id)
  if (!origin) return
  const known = delivery.deferral
  putDelivery(draft, deferred(delivery, verdict))
  draft.wakeups.delete(delivery.id)
  if (delivery.status === "deferred" && known?.until === verdict.until) return
  const { campaignId, runId, stepId, visit, channel } = origin
  const { kind: _, ...why } = verdict
  draft.entries.push({
    type: "deliveryDeferred",
    ...{ campaignId, runId, stepId, visit, channel },
    deliveryId: delivery.id,
    ...why,
  })
}

/** A message whose going out must be known to the next one: policies count it from now on (POL-3). */
export function begun(delivery: Delivery, control: CampaignControl, now: number): Delivery | null {
  if (!countsMessages(control)) return null
  const marks = counting(delivery, control)
  return marks.holders === undefined ? null : { ...delivery, ...marks, begunAt: now }
}
