import type { MessageContent } from "../../../web/components/message-body"
import { memberName } from "../../../web/member-name"
import type { RunListRow } from "../../../web/pages/campaign-members"
import type { DeliveryListRow } from "../../../web/pages/deliveries"
import type { MemberRow } from "../../../web/pages/members"
import type { OutboxRow } from "../../../web/pages/outbox"
import type { DeliveryView } from "../../services/deliveries/list"
import type { MemberSummary, RunView } from "../../services/members/view"
import type { OutboxView } from "../../services/outbox/list"
import type { MessagePreview } from "../../services/overview/message-previews"
import type { FlowNames } from "../../services/overview/names"

/** ISO text of the verbs' views to epoch ms, null when absent. */
function ms(instant: string | undefined | null): number | null {
  return instant == null ? null : Date.parse(instant)
}

export function runRow(run: RunView): RunListRow {
  const { id, memberId, status, stepId } = run
  return {
    id,
    memberId,
    status,
    stepId,
    enteredAt: Date.parse(run.enteredAt),
    wakeAt: ms(run.wakeAt),
    endedAt: ms(run.endedAt),
    reason: run.reason ?? null,
  }
}

export function memberRow(member: MemberSummary): MemberRow {
  const { id, email, phone, locale, timeZone, createdAt } = member
  const name = memberName(member.attributes)
  return { id, name, email, phone, locale, timeZone, createdAt: Date.parse(createdAt) }
}

export function deliveryRow(delivery: DeliveryView, names: FlowNames): DeliveryListRow {
  const { id, memberId, campaignId, stepId, channel, status, to } = delivery
  return {
    id,
    memberId,
    campaignId,
    campaignName: names.campaigns.get(campaignId) ?? campaignId,
    stepId,
    stepName: names.steps.get(campaignId)?.get(stepId) ?? stepId,
    channel,
    status,
    reason: delivery.reason ?? null,
    to,
    createdAt: Date.parse(delivery.createdAt),
    sentAt: ms(delivery.sentAt),
    nextAt: ms(delivery.nextAt),
    detail: delivery.detail ?? null,
  }
}

export function outboxRow(message: OutboxView, names: FlowNames): OutboxRow {
  const { deliveryId, memberId, campaignId, stepId, channel, to, idempotencyKey, headers } = message
  const { subject, html, text, title, body } = message
  const content: MessageContent = { subject, html, text, title, body, link: linkOf(message) }
  return {
    deliveryId,
    memberId,
    campaignId,
    campaignName: names.campaigns.get(campaignId) ?? campaignId,
    stepName: names.steps.get(campaignId)?.get(stepId) ?? stepId,
    channel,
    to,
    content,
    headers: headers ?? {},
    attachments: message.attachments ?? [],
    idempotencyKey,
    at: Date.parse(message.at),
  }
}

function linkOf(message: OutboxView): string | undefined {
  return typeof message.link === "string" ? message.link : undefined
}

/** A rendered message for its page. */
export function contentOf(rendered: NonNullable<MessagePreview["rendered"]>): MessageContent {
  switch (rendered.channel) {
    case "email":
      return { subject: rendered.subject, html: rendered.html, text: rendered.text }
    case "sms":
      return { text: rendered.text }
    case "push":
      return { title: rendered.title, body: rendered.body, link: rendered.link ?? undefined }
  }
}
