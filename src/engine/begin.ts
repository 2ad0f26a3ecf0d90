import { settleDown } from "./aftermath"
import { isMessageChannel, refusalOf } from "./consent"
import { skip } from "./deliveries"
import { commit, createDraft, type Reaction, runById } from "./draft"
import { applyControls } from "./lifecycle"
import { own } from "./own"
import { deliveryAt, isUnsettled, type MemberState, parseDeliveryId } from "./state"
import type { Reason, SendOrder } from "./types"
import type { World } from "./world"

/** Leave to send, or why not; `reaction` is what the refusal has changed. */
export type Begin = { kind: "go"; order: SendOrder } | { kind: "no"; reaction: Reaction | null; why: string }

/**
 * The last-moment check before a provider is called (SEND-6): the delivery is there, unsettled and due; its campaign is
 * neither over nor paused; consent, suppressions, results and lateness allow it. A final refusal settles the delivery and
 * moves the run on.
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

  const { channel } = origin
  const late = draft.now - delivery.dueAt > control.lateness
  const refusal: Reason | null = isMessageChannel(channel)
    ? refusalOf(draft.state, control, { channel, transactional: delivery.transactional }, draft.now)
    : null
  const reason = refusal ?? (late ? "expired" : null)
  if (reason !== null) {
    skip(draft, delivery, reason)
    return refuse(reason)
  }
  return {
    kind: "go",
    order: {
      deliveryId,
      memberId: state.id,
      campaignId: origin.campaignId,
      channel,
      runId: origin.runId,
      stepId: origin.stepId,
      visit: origin.visit,
      version: delivery.version,
      attempt: delivery.attempts + 1,
      profile: state.profile,
      data: own(state.data, origin.campaignId) ?? {},
      answer: run?.answer ?? null,
      documents: documentsOf(state, origin.runId),
      queuedAt: delivery.createdAt,
    },
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
