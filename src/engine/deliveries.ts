import { assertNever } from "../core/assert"
import { addressOf, isMessageChannel } from "./consent"
import { type Draft, putDelivery, runById, wakeSender } from "./draft"
import { prune } from "./effects"
import { reportIdsMax } from "./limits"
import { type Noted, noteReach } from "./reach"
import { type Delivery, type DeliveryOrigin, deliveryAt, isUnsettled, parseDeliveryId } from "./state"
import { applySuppression, takeProvidersWord } from "./suppression"
import { signalRun } from "./transition"
import type {
  DeliveryReport,
  MemberInput,
  OutboundChannel,
  Reason,
  SettleOutcome,
  SettleResult,
  WebAnswer,
} from "./types"

/** `detail` of a delivery that bounced for good: what the brake counts (DEL-23). */
export const hardBounce = "hardBounce"

/** The delivery's fields that journal entries carry. */
function of(delivery: Delivery, origin: DeliveryOrigin) {
  const { campaignId, runId, stepId, visit, channel } = origin
  return { campaignId, runId, stepId, visit, deliveryId: delivery.id, channel }
}

/** What the entries of its sending and of reports on it say for analysis. */
function told(draft: Draft, delivery: Delivery, { at, firstIn }: { at: number; firstIn: string[] }) {
  return {
    ...(at === draft.now ? {} : { happenedAt: at }),
    ...(delivery.of === undefined ? {} : { of: delivery.of }),
    ...(firstIn.length === 0 ? {} : { firstIn }),
  }
}

/** Puts down that it was sent at `at`, and that its member is reached (ANA-2). */
function tellSent(
  draft: Draft,
  { delivery, origin }: { delivery: Delivery; origin: DeliveryOrigin },
  at: number,
): void {
  const isMessage = isMessageChannel(origin.channel)
  const unreached = { delivery, firstIn: [] }
  const noted = isMessage ? noteReach(draft, { delivery, origin }, { what: "reachedAt", at }) : unreached
  putDelivery(draft, noted.delivery)
  const entry = { ...of(delivery, origin), to: delivery.to ?? "" }
  draft.entries.push({ type: "deliverySent", ...entry, ...told(draft, delivery, { at, firstIn: noted.firstIn }) })
}

/** Takes the sender's report. One that is settled answers with no change, except to the truth that it was sent after all. */
export function settle(draft: Draft, deliveryId: string, result: SettleResult): void {
  const delivery = deliveryAt(draft.state, deliveryId)
  const origin = parseDeliveryId(deliveryId)
  if (!delivery || !origin) return
  takeProvidersWord(draft, { delivery, channel: origin.channel, result })
  const open = isUnsettled(delivery)
  // A cancel may overtake a message that its provider was just taking: then it was sent, and that is what we say.
  const overtaken = delivery.status === "cancelled" || delivery.status === "skipped" || delivery.status === "unknown"
  if (!open && !(result.status === "sent" && overtaken)) {
    if (delivery.begunAt !== undefined && result.status !== "unknown") forgetBegun(draft, delivery)
    return
  }
  const known = delivery.attempts > 0 || delivery.turnAt !== undefined
  if (result.status === "retry" && known && delivery.nextAt === result.retryAt) return
  const truth = isReported(delivery) && result.status !== "sent" ? asSent(draft, delivery, origin) : result
  if (truth.status === "skipped") {
    skip(draft, delivery, truth)
    return
  }
  applyResult(draft, { delivery, origin, result: truth })
  if (open && truth.status !== "retry") finish(draft, origin)
}

type WithoutSkip = Exclude<SettleOutcome, { status: "skipped" }>

function applyResult(
  draft: Draft,
  { delivery, origin, result }: { delivery: Delivery; origin: DeliveryOrigin; result: WithoutSkip },
): void {
  const entry = of(delivery, origin)
  const { begunAt: _, turnAt: __, ...rest } = delivery
  if (result.status === "failed" || result.status === "retry") freeSlot(draft, delivery)
  switch (result.status) {
    case "sent": {
      const status = isReported(delivery) ? delivery.status : "sent"
      const { to, at: sentAt, detail = null } = result
      const answer = answered(draft, delivery.id, result)
      const sent: Delivery = { ...rest, status, reason: null, detail, to, sentAt, nextAt: null, ...answer }
      tellSent(draft, { delivery: sent, origin }, sentAt)
      return
    }
    case "retry":
      putDelivery(draft, {
        ...rest,
        status: "queued",
        ...(result.turn ? { turnAt: result.retryAt } : { attempts: delivery.attempts + 1 }),
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
function asSent(draft: Draft, delivery: Delivery, origin: DeliveryOrigin): WithoutSkip {
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
  const said = { reason, ...(detail === undefined ? {} : { detail }), ...(because === undefined ? {} : { because }) }
  draft.entries.push({ type: "deliverySkipped", campaignId, runId, stepId, visit, channel, ...said })
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

/**
 * Sends once more what has failed, or what nobody knows of, because a person says so (SEND-3). Its run has gone on and
 * stays where it is.
 */
export function resend(draft: Draft, deliveryId: string): void {
  const delivery = deliveryAt(draft.state, deliveryId)
  const origin = parseDeliveryId(deliveryId)
  if (!delivery || !origin || (delivery.status !== "failed" && delivery.status !== "unknown")) return
  const status = draft.world.campaigns.get(origin.campaignId)?.control.status
  if (status !== "active" && status !== "paused") return
  const { now } = draft
  const { turnAt: _, ...rest } = delivery
  // Not the first attempt: what that one said is said again (DEL-15).
  const fresh = { status: "queued" as const, reason: null, detail: null, attempts: 1 }
  putDelivery(draft, { ...rest, ...fresh, dueAt: now, nextAt: now })
  draft.entries.push({ type: "deliveryQueued", ...of(delivery, origin) })
  wakeSender(draft, deliveryId)
}

/** Takes a provider's callback (SEND-5). Doubles are told by their id; the status never goes back (DEL-10, DEL-16). */
export function report(draft: Draft, input: Extract<MemberInput, { kind: "deliveryReported" }>): void {
  const delivery = deliveryAt(draft.state, input.deliveryId)
  const origin = parseDeliveryId(input.deliveryId)
  if (!delivery || !origin || draft.state.reportIds.includes(input.id)) return
  draft.state.reportIds = [...draft.state.reportIds, input.id].slice(-reportIdsMax)
  // Providers' clocks are not ours: nothing happens to a message before it is made, or after it is heard of.
  const at = Math.min(Math.max(input.at, delivery.createdAt), draft.now)
  const known = isUnsettled(delivery) || wasSent(delivery) ? delivery : reveal(draft, delivery, origin)
  const said = asSeen(known, input.report, { at, channel: origin.channel })
  const first = isFirst(known, said)
  const engages = first && isEngaging(said)
  const { delivery: noted, firstIn } = engages
    ? engage(draft, { delivery: known, origin }, at)
    : { delivery: known, firstIn: [] }
  let entry = { ...of(known, origin), ...told(draft, known, { at, firstIn }) }
  if (said.type === "clicked" && first && known.openedAt === undefined) {
    // A click implies an open (UNS-18).
    putDelivery(draft, { ...noted, openedAt: at })
    const opened: DeliveryReport = { type: "opened", machine: false }
    draft.entries.push({ type: "deliveryReported", ...entry, report: opened, first: true })
    entry = { ...of(known, origin), ...told(draft, known, { at, firstIn: [] }) }
  } else putDelivery(draft, noted)
  const changed = withReport(deliveryAt(draft.state, known.id) ?? noted, { report: said, at })
  putDelivery(draft, changed)
  draft.entries.push({ type: "deliveryReported", ...entry, report: said, first })
  applySuppression(draft, changed, { channel: origin.channel, report: said, at })
  for (const run of draft.state.runs) {
    if (run.id === origin.runId) signalRun(draft, run.id, { kind: "news" })
  }
}

/**
 * An email that is opened or clicked before it has arrived was looked at by a gateway on the way, not by a person (UNS-16).
 * On the way to a phone nobody looks, and networks often report an arrival after the message was read.
 */
function asSeen(
  { deliveredAt }: Delivery,
  report: DeliveryReport,
  { at, channel }: { at: number; channel: OutboundChannel },
): DeliveryReport {
  const early = channel === "email" && deliveredAt !== undefined && at < deliveredAt
  return early && (report.type === "opened" || report.type === "clicked") ? { ...report, machine: true } : report
}

function wasSent(delivery: Delivery): boolean {
  return delivery.status === "sent" || isReported(delivery)
}

/** Whoever reports on it has got it: what we gave up, or did not know of, was sent after all. */
function reveal(draft: Draft, delivery: Delivery, origin: DeliveryOrigin): Delivery {
  const to = delivery.to ?? addressOf(draft.state.profile, origin.channel) ?? ""
  const sentAt = delivery.sentAt ?? draft.now
  const sent: Delivery = { ...delivery, status: "sent", reason: null, to, sentAt }
  tellSent(draft, { delivery: sent, origin }, sentAt)
  return deliveryAt(draft.state, delivery.id) ?? sent
}

/** Whether a person has done something with the message. */
function isEngaging({ type }: DeliveryReport): boolean {
  return type === "opened" || type === "clicked" || type === "replied"
}

/** The member has taken notice of it. */
function engage(draft: Draft, of: { delivery: Delivery; origin: DeliveryOrigin }, at: number): Noted {
  const { delivery, firstIn } = noteReach(draft, of, { what: "engagedAt", at })
  return { delivery: { ...delivery, engagedAt: delivery.engagedAt ?? at }, firstIn }
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
        ...(report.permanent ? { detail: hardBounce } : {}),
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
