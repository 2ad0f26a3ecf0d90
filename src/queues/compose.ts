import { ContentError } from "../content/content-error"
import { listHeaders } from "../content/finish-email"
import { type MessageTemplates, type RenderedMessage, renderMessage } from "../content/messages"
import { type MessageContent, overridden } from "../content/variants"
import { signDeliveryRef } from "../core/delivery-ref"
import { realRandom } from "../core/random"
import type { Company } from "../db/company"
import { readSavedMessage } from "../db/messages"
import type { SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { companySender, currentCompany } from "../platform/company"
import { DocumentsUnavailable, documentFile, documentLink } from "../platform/documents"
import type { Attachment, OutboundMessage } from "../providers/provider"
import { retryAt } from "./backoff"
import { finished, orderLinks } from "./finish"
import { targetText } from "./push-targets"
import { type Job, renderingOf } from "./subject"

export type SavedMessages = Map<string, Promise<MessageContent | null>>

/** An order's message for its member, or why there is none. */
export type Composed = { order: SendOrder; message: OutboundMessage } | { order: SendOrder; result: SettleResult }

/**
 * Renders an order's message for its member.
 * @param saved saved messages that this batch has read already
 */
export async function composeOrder(order: SendOrder, job: Job | null, saved: SavedMessages): Promise<Composed> {
  const to = recipient(order)
  if (to === null) return noMessage(order, "The address is gone.")
  const templates = job === null ? null : await templatesOf(job, saved)
  if (job === null || templates === null) return noMessage(order, "The step has no content.")
  try {
    const made = await orderLinks(job.env, order, templates)
    const { subject, settings } = await renderingOf(job, templates)
    const rendered = renderMessage(templates, { ...subject, links: made.links }, settings)
    const complete = await finished(job, rendered, { templates, subject, made })
    const content = withSender(complete, await currentCompany(job.env.DB))
    const attachments = content.channel === "email" ? await attachmentsOf(job) : []
    return {
      order,
      message: {
        ...(await identityOf(job.env, order)),
        to,
        content,
        ...(attachments.length > 0 ? { attachments } : {}),
      },
    }
  } catch (error) {
    if (error instanceof ContentError) return noMessage(order, error.message)
    if (!(error instanceof DocumentsUnavailable)) console.error("A message could not be put together", error)
    // The other messages of the same batch go out (RUN-5).
    const detail = error instanceof Error ? error.message : String(error)
    const failure = { now: appClock.now(), afterMs: null, detail }
    return { order, result: retryAt(order, failure, realRandom) }
  }
}

export function noMessage(order: SendOrder, detail: string): { order: SendOrder; result: SettleResult } {
  return { order, result: { status: "failed", reason: "failedPermanently", detail } }
}

/** What every message of an order says of itself. */
export async function identityOf(env: Env, order: SendOrder) {
  const { deliveryId, memberId, campaignId, stepId } = order
  const ref = await signDeliveryRef(env.SECRET_KEY, order)
  return { idempotencyKey: deliveryId, deliveryId, memberId, campaignId, stepId, ref }
}

/** A rendered note to staff as it goes out: nobody unsubscribes from it. */
export function contentOf({ campaignId }: SendOrder, content: RenderedMessage): OutboundMessage["content"] {
  if (content.channel !== "email") return content
  return { ...content, headers: listHeaders({ campaignId, unsubscribeUrl: "", transactional: true, mailbox: null }) }
}

/** Emails that name no sender come from the company's. */
function withSender(content: OutboundMessage["content"], company: Company): OutboundMessage["content"] {
  if (content.channel !== "email") return content
  return { ...content, from: content.from ?? companySender(company), replyTo: content.replyTo ?? company.replyTo }
}

/**
 * The templates a messaging step holds itself, those of its saved message, or those of another campaign's message with
 * what this flow says otherwise (FLOW-8).
 */
async function templatesOf({ env, order, step }: Job, saved: SavedMessages): Promise<MessageTemplates | null> {
  const { message, messageId, override } = step
  const own = message as MessageContent | undefined
  if (own !== undefined) return { ...own, channel: order.channel } as MessageTemplates
  if (typeof messageId !== "string") return null
  const read = saved.get(messageId) ?? readSavedMessage(env.DB, messageId)
  saved.set(messageId, read)
  const content = await read
  if (content === null) return null
  return { ...overridden(content, override as MessageContent | undefined), channel: order.channel } as MessageTemplates
}

/** Documents of earlier steps that go with an email (FLOW-10); one that was not made does not. */
async function attachmentsOf({ env, order, step }: Job): Promise<Attachment[]> {
  const wanted = Array.isArray(step.attach) ? (step.attach as string[]) : []
  const found = await Promise.all(
    wanted.map(async (stepId): Promise<Attachment[]> => {
      const deliveryId = Object.hasOwn(order.documents, stepId) ? order.documents[stepId] : undefined
      if (deliveryId === undefined) return []
      const place = { memberId: order.memberId, deliveryId }
      const file = await documentFile(env, place)
      if (file === null) return []
      const url = await documentLink(env, place)
      return [{ filename: file.name, contentType: "application/pdf", key: file.key, url }]
    }),
  )
  return found.flat()
}

function recipient(order: SendOrder): string | null {
  switch (order.channel) {
    case "email":
      return order.profile.email
    case "sms":
      return order.profile.phone
    case "push":
      // Which of the others it goes to is found out when it is handed over.
      return order.profile.push[0] === undefined ? null : targetText(order.profile.push[0])
    case "webhook":
    case "pdf":
    case "staff":
      return null
  }
}
