import { changeData } from "./data"
import { at, type Draft, putDelivery, putRun, wakeSender } from "./draft"
import { settledDeliveriesMax } from "./limits"
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
    case "queueDelivery": {
      const delivery = putDelivery(draft, { ...newDelivery(site, run, effect), nextAt: draft.now })
      wakeSender(draft, delivery.id)
      draft.entries.push({ type: "deliveryQueued", ...at(run), deliveryId: delivery.id, channel: effect.channel })
      return run
    }
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

function newDelivery(site: Site, run: Run, message: { channel: OutboundChannel; transactional: boolean }): Delivery {
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
  }
}

/** Forgets the oldest settled deliveries beyond the bound; what is unsettled, or has just changed, stays. */
export function prune(draft: Draft): void {
  let surplus = draft.state.deliveries.length - settledDeliveriesMax
  if (surplus <= 0) return
  draft.state.deliveries = draft.state.deliveries.filter(
    (one) => isUnsettled(one) || draft.deliveries.has(one.id) || surplus-- <= 0,
  )
}
