import { ContentError } from "../content/content-error"
import { type MessageTemplates, renderMessage } from "../content/messages"
import { readSavedMessage } from "../db/messages"
import type { Flow } from "../engine/flow"
import type { CampaignControl, PushTarget, SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { loadFlow } from "../platform/definitions"
import type { OutboundMessage } from "../providers/provider"

/** Mail that machines wrote says so: auto-responders keep quiet (DEL-24). */
const emailHeaders = { "Auto-Submitted": "auto-generated" }

/** Renders an order's message for its member, or says why there is none. */
export async function composeOrder(
  env: Env,
  order: SendOrder,
  control: CampaignControl | null,
): Promise<{ order: SendOrder; message: OutboundMessage } | { order: SendOrder; result: SettleResult }> {
  const flow = await loadFlow(env, order.campaignId, order.version)
  const templates = flow === null ? null : await templatesOf(env, order, flow)
  const to = recipient(order)
  if (templates === null || to === null || control === null) {
    const detail = to === null ? "The address is gone." : "The step has no content."
    return { order, result: { status: "failed", reason: "failedPermanently", detail } }
  }
  try {
    const { push: _push, ...profile } = order.profile
    const content = renderMessage(
      templates,
      { member: { id: order.memberId, ...profile }, campaign: { id: control.id, name: control.name } },
      { now: appClock.now(), timeZone: profile.timeZone ?? control.timeZone },
    )
    const message: OutboundMessage = {
      idempotencyKey: order.deliveryId,
      deliveryId: order.deliveryId,
      memberId: order.memberId,
      campaignId: order.campaignId,
      stepId: order.stepId,
      to,
      content:
        content.channel === "email"
          ? { ...content, headers: { ...emailHeaders, "List-Id": `<${order.campaignId}.millrace>` } }
          : content,
    }
    return { order, message }
  } catch (error) {
    if (!(error instanceof ContentError)) throw error
    return { order, result: { status: "failed", reason: "failedPermanently", detail: error.message } }
  }
}

/** The templates a messaging step holds itself, or those of its saved message. */
async function templatesOf(env: Env, order: SendOrder, flow: Flow): Promise<MessageTemplates | null> {
  const step = flow.steps[order.stepId]
  if (step === undefined || !("message" in step || "messageId" in step)) return null
  const content = step.message ?? (step.messageId === undefined ? null : await readSavedMessage(env.DB, step.messageId))
  return content === null ? null : ({ ...content, channel: order.channel } as MessageTemplates)
}

function recipient(order: SendOrder): string | null {
  switch (order.channel) {
    case "email":
      return order.profile.email
    case "sms":
      return order.profile.phone
    case "push":
      return order.profile.push[0] === undefined ? null : addressOf(order.profile.push[0])
    case "webhook":
    case "pdf":
    case "staff":
      return null
  }
}

function addressOf(target: PushTarget): string {
  return target.kind === "webpush" ? target.endpoint : target.token
}
