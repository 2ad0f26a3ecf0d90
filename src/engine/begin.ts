import { settleDown } from "./aftermath"
import { isMessageChannel, refusalOf } from "./consent"
import { begun, defer } from "./deferral"
import { type SkipReason, skip } from "./deliveries"
import { commit, createDraft, type Draft, type Reaction, runById } from "./draft"
import { applyControls } from "./lifecycle"
import { orderOf } from "./order"
import { own } from "./own"
import { policyVerdict } from "./policy"
import { disqualifiedText, qualificationOf } from "./qualify"
import { type Delivery, type DeliveryOrigin, deliveryAt, isUnsettled, type MemberState, parseDeliveryId } from "./state"
import type { CampaignControl, SendOrder } from "./types"
import type { World } from "./world"

/**
 * Leave to send, or why not. With `go`, `state` is to be stored before the provider is called (null: nothing to store): a
 * contact policy must know what is on its way. `reaction` is what a refusal has changed.
 */
export type Begin =
  | { kind: "go"; order: SendOrder; state: MemberState | null }
  | { kind: "no"; reaction: Reaction | null; why: string }

/**
 * The last-moment check before a provider is called (SEND-6): the delivery is there, unsettled and due; its campaign is
 * neither over nor paused; consent, suppressions, results, lateness and contact policies allow it. A final refusal settles
 * the delivery and moves the run on; a policy may also put it off (POL-2).
 */
export function begin(state: MemberState, deliveryId: string, world: World): Begin {
  const known = deliveryAt(state, deliveryId)
  const origin = parseDeliveryId(deliveryId)
  if (!known || !origin) return { kind: "no", reaction: null, why: "unknown" }
  if (!isUnsettled(known)) return { kind: "no", reaction: null, why: known.status }
  const control = world.campaigns.get(origin.campaignId)?.control
  if (!control) return { kind: "no", reaction: null, why: "campaignMissing" }

  const draft = createDraft(state, world)
  applyControls(draft)
  const refuse = (why: string): Begin => {
    settleDown(draft)
    const reaction = commit(draft, false)
    return { kind: "no", reaction: reaction.record === null ? null : reaction, why }
  }
  const delivery = deliveryAt(draft.state, deliveryId)
  if (!delivery || !isUnsettled(delivery)) return refuse(delivery?.reason ?? "settled")
  const run = runById(draft, origin.runId)
  if (run?.frozenAt !== undefined || control.status === "paused") return refuse("paused")
  if (delivery.nextAt !== null && delivery.nextAt > draft.now) return refuse("notYet")

  const refusal = refusalNow(draft, { delivery, origin, control })
  if (refusal !== null) {
    skip(draft, delivery, refusal)
    return refuse(refusal.reason)
  }
  const verdict = policyVerdict(draft.state, control, delivery, draft.now)
  if (verdict.kind === "skip") {
    skip(draft, delivery, { reason: "contactPolicy", detail: verdict.rule, because: verdict.because })
    return refuse("contactPolicy")
  }
  if (verdict.kind === "defer") {
    defer(draft, delivery, verdict)
    return refuse("contactPolicy")
  }
  const marked = begun({ ...known, version: delivery.version }, control, draft.now)
  return {
    kind: "go",
    state: marked && { ...state, deliveries: state.deliveries.map((one) => (one.id === deliveryId ? marked : one)) },
    order: orderOf(state, { delivery, origin }),
  }
}

/** Why a delivery is not to leave any more, or null: the same at its arrival and at the last moment (SEND-6, FLOW-8). */
function refusalNow(
  { state, world, now }: Draft,
  about: { delivery: Delivery; origin: DeliveryOrigin; control: CampaignControl },
): SkipReason | null {
  const { delivery, origin, control } = about
  const { channel } = origin
  if (isMessageChannel(channel)) {
    const { transactional } = delivery
    const reason = refusalOf(state, control, { channel, transactional }, now)
    if (reason !== null) return { reason }
    const lender = lenderOf(world, { ...origin, version: delivery.version })
    const failed = lender === undefined ? null : qualificationOf(state, lender, channel, now)
    if (failed !== null) return { reason: "notQualified", detail: disqualifiedText(failed) }
  }
  return now - delivery.dueAt > control.lateness ? { reason: "expired" } : null
}

/** The campaign whose message a cross-campaign step sends (FLOW-8): undefined for any other step, null when it is gone. */
function lenderOf(
  world: World,
  from: { campaignId: string; stepId: string; version: number },
): CampaignControl | null | undefined {
  const step = own(world.campaigns.get(from.campaignId)?.flows.get(from.version)?.steps ?? {}, from.stepId)
  if (step === undefined || !("campaignId" in step) || typeof step.campaignId !== "string") return undefined
  return world.campaigns.get(step.campaignId)?.control ?? null
}
