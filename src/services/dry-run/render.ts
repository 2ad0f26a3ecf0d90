import { eq } from "drizzle-orm"
import { ContentError } from "../../content/content-error"
import { type MessageTemplates, renderMessage } from "../../content/messages"
import { type MessageContent, overridden } from "../../content/variants"
import { renderRequest } from "../../content/web-request"
import { assertNever } from "../../core/assert"
import { messages } from "../../db/schema"
import { stepOf } from "../../engine/flow"
import type { SendOrder } from "../../engine/types"
import type { CampaignDefinition } from "../../engine/world"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { finishPreview, previewLinks } from "../messages/links"
import { subjectOf } from "../messages/subject"

/** What a step holds that its delivery is made of, whatever its type. */
interface Contents {
  message?: MessageContent
  messageId?: string
  override?: MessageContent
  request?: { method: string; url: string; headers?: Record<string, string>; body?: string }
  document?: { name: string; html: string }
  transactional?: boolean
  to?: string[]
  subject?: string
  text?: string
}

/**
 * What an order would send at an instant, as its receiver would get it; null when its step has no content. What cannot be
 * rendered says why, in `error`. Headers of Web service calls are left out: they may hold secrets.
 */
export async function renderOrder(
  ctx: Ctx,
  { control, flows }: CampaignDefinition,
  order: SendOrder,
  now: number,
): Promise<Record<string, unknown> | null> {
  const flow = flows.get(order.version)
  const step = flow && stepOf(flow, order.stepId)
  if (step === undefined) return null
  const contents = step as unknown as Contents
  const documents = Object.keys(order.documents).map((stepId) => {
    const maker = flow && (stepOf(flow, stepId) as unknown as Contents | undefined)
    return [stepId, { url: `/documents/${stepId}`, name: maker?.document?.name ?? stepId }] as const
  })
  const { subject, settings } = subjectOf(order, control, { documents: Object.fromEntries(documents), now })
  try {
    switch (order.channel) {
      case "email":
      case "sms":
      case "push": {
        const content = await contentOf(ctx, contents)
        if (content === null) return null
        const { row: campaign } = await loadCampaign(ctx, control.id, "any")
        const { locale } = order.profile
        const looked = { campaign, channel: order.channel, locale, transactional: contents.transactional === true }
        const links = await previewLinks(ctx, looked)
        const templates = { ...content, channel: order.channel } as MessageTemplates
        const message = renderMessage(templates, { ...subject, links }, settings)
        return { ...(await finishPreview(ctx, { ...looked, links }, message)) }
      }
      case "staff": {
        const { subject: title = "", text = "", to = [] } = contents
        return { ...renderMessage({ channel: "email", subject: title, text }, subject, settings), channel: "staff", to }
      }
      case "webhook": {
        if (contents.request === undefined) return null
        const { method, url, body } = renderRequest(contents.request, subject, settings)
        return { channel: "webhook", method, url, body }
      }
      case "pdf":
        return contents.document === undefined ? null : { channel: "pdf", name: contents.document.name }
      default:
        return assertNever(order.channel)
    }
  } catch (error) {
    if (error instanceof ContentError) return { channel: order.channel, error: error.message }
    throw error
  }
}

/** The step's own content, or that of its saved message with what the step says otherwise (FLOW-8). */
async function contentOf(ctx: Ctx, step: Contents): Promise<MessageContent | null> {
  if (step.message !== undefined) return step.message
  if (step.messageId === undefined) return null
  const [saved] = await ctx.db.select().from(messages).where(eq(messages.id, step.messageId))
  return saved === undefined ? null : overridden(saved.content, step.override)
}
