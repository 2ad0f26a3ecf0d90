import { assertNever } from "../core/assert"
import { addressOf } from "./consent"
import { type Draft, putDelivery, runById } from "./draft"
import { prune } from "./effects"
import { reportIdsMax } from "./limits"
import { type Delivery, type DeliveryOrigin, deliveryAt, isUnsettled, parseDeliveryId } from "./state"
import { applySuppression } from "./suppression"
import { signalRun } from "./transition"
import type { DeliveryReport, MemberInput, Reason, SettleResult } from "./types"

/** The delivery's fields that journal entries carry. */
function of(delivery: Delivery, origin: DeliveryOrigin) {
  const { campaignId, runId, stepId, visit, channel } = origin
  return { campaignId, runId, stepId, visit, deliveryId: delivery.id, channel }
}

/** Takes the sender's report. One that is settled answers with no change, except to the truth that it was sent after all. */
export function settle(draft: Draft, deliveryId: string, result: SettleResult): void {
  const delivery = deliveryAt(draft.state, deliveryId)
  const origin = parseDeliveryId(deliveryId)
  if (!delivery || !origin) return
  const open = isUnsettled(delivery)
  // A cancel may overtake a message that its provider was just taking: then it was sent, and that is what we say.
  const overtaken = delivery.status === "cancelled" || delivery.status === "skipped" || delivery.status === "unknown"
  if (!open && !(result.status === "sent" && overtaken)) return
  if (result.status === "retry" && delivery.attempts > 0 && delivery.nextAt === result.retryAt) return
  const truth = isReported(delivery) && result.status !== "sent" ? asSent(draft, delivery, origin) : result
  applyResult(draft, { delivery, origin, result: truth })
  if (open && truth.status !== "retry") finish(draft, origin)
}

function applyResult(
  draft: Draft,
  { delivery, origin, result }: { delivery: Delivery; origin: DeliveryOrigin; result: SettleResult },
): void {
  const entry = of(delivery, origin)
  switch (result.status) {
    case "sent":
      putDelivery(draft, {
        ...delivery,
        status: isReported(delivery) ? delivery.status : "sent",
        reason: null,
        detail: null,
        to: result.to,
        sentAt: result.at,
        nextAt: null,
      })
      draft.entries.push({ type: "deliverySent", ...entry, to: result.to })
      return
    case "retry":
      putDelivery(draft, {
        ...delivery,
        status: "queued",
        attempts: delivery.attempts + 1,
        nextAt: result.retryAt,
        detail: result.detail,
      })
      draft.entries.push({ type: "deliveryRetried", ...entry, retryAt: result.retryAt, detail: result.detail })
      return
    case "failed":
      putDelivery(draft, { ...delivery, status: "failed", reason: result.reason, detail: result.detail, nextAt: null })
      draft.entries.push({ type: "deliveryFailed", ...entry, reason: result.reason, detail: result.detail })
      return
    case "unknown":
      putDelivery(draft, { ...delivery, status: "unknown", detail: result.detail, nextAt: null })
      draft.entries.push({ type: "deliveryUnknown", ...entry, detail: result.detail })
      return
    default:
      assertNever(result)
  }
}

/** What its provider has reported on, it has got, whatever became of the call: trying again would send it twice. */
function asSent(draft: Draft, delivery: Delivery, origin: DeliveryOrigin): SettleResult {
  const to = delivery.to ?? addressOf(draft.state.profile, origin.channel) ?? ""
  return { status: "sent", at: draft.now, providerId: null, to }
}

/** Its provider has already told more than that it was sent. */
function isReported(delivery: Delivery): boolean {
  return delivery.status === "delivered" || delivery.status === "bounced" || delivery.status === "complained"
}

/** Drops a delivery that is not to be sent any more (SEND-6) and lets its run go on. */
export function skip(draft: Draft, delivery: Delivery, reason: Reason): void {
  const origin = parseDeliveryId(delivery.id)
  if (!origin) return
  putDelivery(draft, { ...delivery, status: "skipped", reason, nextAt: null })
  const { campaignId, runId, stepId, visit, channel } = origin
  draft.entries.push({ type: "deliverySkipped", campaignId, runId, stepId, visit, channel, reason })
  finish(draft, origin)
}

function finish(draft: Draft, origin: DeliveryOrigin): void {
  prune(draft)
  const run = runById(draft, origin.runId)
  if (run?.stepId === origin.stepId && run.visit === origin.visit) signalRun(draft, run.id, { kind: "settled" })
}

/** Takes a provider's callback (SEND-5). Doubles are told by their id; the status never goes back (DEL-10, DEL-16). */
export function report(draft: Draft, input: Extract<MemberInput, { kind: "deliveryReported" }>): void {
  const delivery = deliveryAt(draft.state, input.deliveryId)
  const origin = parseDeliveryId(input.deliveryId)
  if (!delivery || !origin || draft.state.reportIds.includes(input.id)) return
  draft.state.reportIds = [...draft.state.reportIds, input.id].slice(-reportIdsMax)
  const known = isUnsettled(delivery) || wasSent(delivery) ? delivery : reveal(draft, delivery, origin)
  const first = isFirst(known, input.report)
  if (input.report.type === "clicked" && first && known.openedAt === undefined) {
    // A click implies an open (UNS-18).
    putDelivery(draft, { ...known, openedAt: input.at })
    const opened: DeliveryReport = { type: "opened", machine: false }
    draft.entries.push({ type: "deliveryReported", ...of(known, origin), report: opened, first: true })
  }
  const changed = withReport(deliveryAt(draft.state, known.id) ?? known, input)
  putDelivery(draft, changed)
  draft.entries.push({ type: "deliveryReported", ...of(changed, origin), report: input.report, first })
  applySuppression(draft, changed, { channel: origin.channel, report: input.report, at: input.at })
  for (const run of draft.state.runs) {
    if (run.id === origin.runId) signalRun(draft, run.id, { kind: "news" })
  }
}

function wasSent(delivery: Delivery): boolean {
  return delivery.status === "sent" || isReported(delivery)
}

/** Whoever reports on it has got it: what we gave up, or did not know of, was sent after all. */
function reveal(draft: Draft, delivery: Delivery, origin: DeliveryOrigin): Delivery {
  const to = delivery.to ?? addressOf(draft.state.profile, origin.channel) ?? ""
  draft.entries.push({ type: "deliverySent", ...of(delivery, origin), to })
  return putDelivery(draft, { ...delivery, status: "sent", reason: null, to, sentAt: delivery.sentAt ?? draft.now })
}

/** Whether it counts: the first of its kind, and not by a machine (UNS-16). */
function isFirst(delivery: Delivery, report: DeliveryReport): boolean {
  switch (report.type) {
    case "delivered":
      return delivery.deliveredAt === undefined
    case "bounced":
      return delivery.bouncedAt === undefined
    case "complained":
      return delivery.complainedAt === undefined
    case "opened":
      return !report.machine && delivery.openedAt === undefined
    case "clicked":
      return !report.machine && delivery.clickedAt === undefined
    case "replied":
      return delivery.repliedAt === undefined
    default:
      return assertNever(report)
  }
}

function withReport(delivery: Delivery, input: { report: DeliveryReport; at: number }): Delivery {
  const { report, at } = input
  switch (report.type) {
    case "delivered": {
      const status = delivery.status === "bounced" || delivery.status === "complained" ? delivery.status : "delivered"
      return { ...delivery, deliveredAt: delivery.deliveredAt ?? at, status }
    }
    case "bounced":
      return {
        ...delivery,
        bouncedAt: delivery.bouncedAt ?? at,
        status: delivery.status === "complained" ? "complained" : "bounced",
      }
    case "complained":
      return { ...delivery, complainedAt: delivery.complainedAt ?? at, status: "complained" }
    case "opened":
      return report.machine ? delivery : { ...delivery, openedAt: delivery.openedAt ?? at }
    case "clicked":
      return report.machine ? delivery : { ...delivery, clickedAt: delivery.clickedAt ?? at }
    case "replied":
      return { ...delivery, repliedAt: delivery.repliedAt ?? at }
    default:
      return assertNever(report)
  }
}
