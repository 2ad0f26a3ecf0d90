import { assertNever } from "../core/assert"
import { addressOf } from "./consent"
import { type Draft, putDelivery, runById } from "./draft"
import { prune } from "./effects"
import { reportIdsMax } from "./limits"
import { type Delivery, type DeliveryOrigin, deliveryAt, isUnsettled, parseDeliveryId } from "./state"
import { applySuppression } from "./suppression"
import { signalRun } from "./transition"
import type { DeliveryReport, MemberInput, Reason, SettleResult, WebAnswer } from "./types"

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
  if (!open && !(result.status === "sent" && overtaken)) {
    if (delivery.begunAt !== undefined && result.status !== "unknown") forgetBegun(draft, delivery)
    return
  }
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
  const { begunAt: _, ...rest } = delivery
  if (result.status === "failed" || result.status === "retry") freeSlot(draft, delivery)
  switch (result.status) {
    case "sent":
      putDelivery(draft, {
        ...rest,
        status: isReported(delivery) ? delivery.status : "sent",
        reason: null,
        detail: result.detail ?? null,
        to: result.to,
        sentAt: result.at,
        nextAt: null,
        ...answered(draft, delivery.id, result),
      })
      draft.entries.push({ type: "deliverySent", ...entry, to: result.to })
      return
    case "retry":
      putDelivery(draft, {
        ...rest,
        status: "queued",
        attempts: delivery.attempts + 1,
        nextAt: result.retryAt,
        detail: result.detail,
      })
      draft.entries.push({ type: "deliveryRetried", ...entry, retryAt: result.retryAt, detail: result.detail })
      return
    case "failed":
      putDelivery(draft, {
        ...rest,
        status: "failed",
        reason: result.reason,
        detail: result.detail,
        nextAt: null,
        ...answered(draft, delivery.id, result),
      })
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

/** A Web service's answer is held for the run that waits for it, and for no other. */
function answered(draft: Draft, id: string, { answer }: { answer?: WebAnswer }): Pick<Delivery, "answer"> {
  return answer !== undefined && draft.state.runs.some((run) => run.wait?.deliveryId === id) ? { answer } : {}
}

/** What its provider has reported on, it has got, whatever became of the call: trying again would send it twice. */
function asSent(draft: Draft, delivery: Delivery, origin: DeliveryOrigin): SettleResult {
  const to = delivery.to ?? addressOf(draft.state.profile, origin.channel) ?? ""
  return { status: "sent", at: draft.now, providerId: null, to }
}

/** It is known not to be on its way any more. */
function forgetBegun(draft: Draft, delivery: Delivery): void {
  const { begunAt: _, ...rest } = delivery
  putDelivery(draft, rest)
  freeSlot(draft, delivery)
}

/** Its provider has already told more than that it was sent. */
function isReported(delivery: Delivery): boolean {
  return delivery.status === "delivered" || delivery.status === "bounced" || delivery.status === "complained"
}

/** Why a delivery is dropped, in full. */
export interface SkipReason {
  reason: Reason
  detail?: string
  /** Earlier messages that a contact policy counts. */
  because?: string[]
}

/** Drops a delivery that is not to be sent any more (SEND-6) and lets its run go on. */
export function skip(draft: Draft, delivery: Delivery, why: SkipReason): void {
  const origin = parseDeliveryId(delivery.id)
  if (!origin) return
  const { reason, detail, because } = why
  const deferral = because && { deferral: { rule: detail ?? "", until: draft.now, because } }
  putDelivery(draft, { ...delivery, status: "skipped", reason, detail: detail ?? null, nextAt: null, ...deferral })
  const { campaignId, runId, stepId, visit, channel } = origin
  draft.entries.push({ type: "deliverySkipped", campaignId, runId, stepId, visit, channel, ...why })
  draft.wakeups.delete(delivery.id)
  freeSlot(draft, delivery)
  finish(draft, origin)
}

/** A message that policies counted does not go out: those that stepped back for it may look again. */
function freeSlot(draft: Draft, delivery: Delivery): void {
  if (delivery.holders?.length) draft.news.add("slot")
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
