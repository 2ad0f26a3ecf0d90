import { changeData } from "./data"
import { counting, defer, skippedBy } from "./deferral"
import { at, type Draft, putDelivery, putRun, wakeSender } from "./draft"
import { countedDeliveriesMax, settledDeliveriesMax } from "./limits"
import { policyVerdict } from "./policy"
import { applyPatch } from "./profile"
import { type Delivery, deliveryIdOf, isUnsettled, type Run } from "./state"
import type { StepEffect } from "./steps/step-type"
import type { OutboundChannel } from "./types"

/** Where an effect is applied: `due` is the instant at which it should have been. */
interface Site {
  draft: Draft
  due: number
}

/** Applies one effect of a step to the member; gives the run as it is afterwards. */
export function applyEffect(site: Site, run: Run, effect: StepEffect): Run {
  const { draft } = site
  switch (effect.kind) {
    case "queueDelivery":
      queue(site, run, effect)
      return run
    case "skipDelivery": {
      const { channel, reason, detail } = effect
      const delivery = newDelivery(site, run, { channel, transactional: false })
      putDelivery(draft, { ...delivery, status: "skipped", reason, detail: detail ?? null })
      const said = detail === undefined ? {} : { detail }
      draft.entries.push({ type: "deliverySkipped", ...at(run), channel, reason, ...said })
      prune(draft)
      return run
    }
    case "changeProfile":
      applyPatch(draft, effect.patch, "flow")
      return run
    case "changeData":
      changeData(draft, { campaignId: run.campaignId, values: effect.values, source: "flow" })
      return run
    case "joinSegment":
    case "leaveSegment":
      draft.moves.push({ segmentId: effect.segmentId, member: effect.kind === "joinSegment", source: "flow" })
      return run
    case "startWorkflow":
      draft.workflows.push(effect.workflowId)
      return run
    case "keepAnswer":
      return putRun(draft, { ...run, answer: effect.answer })
    case "anchorDay":
      return putRun(draft, { ...run, anchorDays: { ...run.anchorDays, [run.stepId]: effect.day } })
  }
}

/** Queues a delivery, unless contact policies put it off or let it go (POL-2). */
function queue(site: Site, run: Run, effect: Extract<StepEffect, { kind: "queueDelivery" }>): void {
  const { draft } = site
  const { channel } = effect
  const control = draft.world.campaigns.get(run.campaignId)?.control
  const made: Delivery = { ...newDelivery(site, run, effect), nextAt: draft.now }
  const delivery = { ...made, ...counting(made, control) }
  const verdict = control ? policyVerdict(draft.state, control, delivery, draft.now) : { kind: "send" as const }
  if (verdict.kind === "skip") {
    const { rule: detail, because } = verdict
    const reason = "contactPolicy"
    const why = { reason, detail, ...skippedBy(verdict, draft.now) } as const
    putDelivery(draft, { ...delivery, ...why, status: "skipped", nextAt: null })
    draft.entries.push({ type: "deliverySkipped", ...at(run), channel, reason, detail, because })
    prune(draft)
    return
  }
  putDelivery(draft, delivery)
  draft.entries.push({ type: "deliveryQueued", ...at(run), deliveryId: delivery.id, channel })
  if (verdict.kind === "defer") defer(draft, delivery, verdict)
  else wakeSender(draft, delivery.id)
}

function newDelivery(
  site: Site,
  run: Run,
  message: { channel: OutboundChannel; transactional: boolean; of?: string },
): Delivery {
  const { now } = site.draft
  return {
    id: deliveryIdOf(run, message.channel),
    status: "queued",
    version: run.version,
    transactional: message.transactional,
    createdAt: now,
    dueAt: site.due,
    nextAt: null,
    wokenAt: now,
    attempts: 0,
    reason: null,
    detail: null,
    to: null,
    sentAt: null,
    ...(message.of === undefined ? {} : { of: message.of }),
  }
}

/**
 * Forgets the oldest settled deliveries beyond the bound; what is unsettled, or has just changed, stays, and so do the
 * latest messages that contact policies count: others must not crowd them out (POL-1).
 */
export function prune(draft: Draft): void {
  const { deliveries } = draft.state
  let surplus = deliveries.length - settledDeliveriesMax
  if (surplus <= 0) return
  const counted = deliveries.filter((one) => one.sentAt !== null && one.holders?.length).slice(-countedDeliveriesMax)
  const kept = new Set(counted.map((one) => one.id))
  draft.state.deliveries = deliveries.filter(
    (one) => isUnsettled(one) || draft.deliveries.has(one.id) || kept.has(one.id) || surplus-- <= 0,
  )
}
