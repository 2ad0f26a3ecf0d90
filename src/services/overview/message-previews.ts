import { and, eq } from "drizzle-orm"
import { ContentError } from "../../content/content-error"
import { type MessageTemplates, type RenderedMessage, renderMessage } from "../../content/messages"
import type { MessageSubject } from "../../content/variables"
import { overridden } from "../../content/variants"
import { campaignSegments, campaigns, memberships, messages } from "../../db/schema"
import type { Flow, Step } from "../../engine/flow"
import type { Channel } from "../../engine/types"
import { type CampaignRow, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { loadDraft } from "../flows/get"
import { readMember } from "../members/read"

/** A messaging step's message as one member would get it (MSG-3). */
export interface MessagePreview {
  stepId: string
  name: string
  channel: Channel
  rendered: RenderedMessage | null
  /** Why it cannot be rendered. */
  problem: string | null
}

/** Whoever has no member at hand sees messages as this one. */
export const inventedMember: MessageSubject["member"] = {
  id: "preview",
  email: "ana.rivera@example.com",
  phone: "+59899123456",
  locale: "en",
  timeZone: "UTC",
  attributes: { firstName: "Ana", lastName: "Rivera", name: "Ana Rivera" },
}

/** Somebody whom the campaign would reach, to preview its messages with; null while its segments are empty. */
export async function previewMemberId(ctx: Ctx, input: { id: string }): Promise<string | null> {
  const [row] = await ctx.db
    .select({ memberId: memberships.memberId })
    .from(memberships)
    .innerJoin(campaignSegments, eq(campaignSegments.segmentId, memberships.segmentId))
    .where(and(eq(campaignSegments.campaignId, input.id), eq(memberships.member, true)))
    .limit(1)
  return row?.memberId ?? null
}

/** Messages of the draft in the order of its steps, rendered for a member or the invented one. */
export async function previewMessages(
  ctx: Ctx,
  input: { id: string; memberId: string | null; stepId?: string | undefined },
): Promise<MessagePreview[]> {
  const campaign = await loadCampaign(ctx, input.id)
  const { flow } = await loadDraft(ctx, campaign)
  const member = input.memberId === null ? inventedMember : await subjectOf(ctx, input.memberId)
  const steps = messagingSteps(flow).filter(([id]) => input.stepId === undefined || id === input.stepId)
  return Promise.all(steps.map(([id, step]) => preview(ctx, { campaign: campaign.row, id, step, member })))
}

async function subjectOf(ctx: Ctx, id: string): Promise<MessageSubject["member"]> {
  const { profile } = await readMember(ctx, id)
  const { email, phone, locale, timeZone, attributes } = profile
  return { id, email, phone, locale, timeZone, attributes }
}

type MessagingStep = Extract<Step, { type: keyof typeof channels }>

/** Types of steps that send messages, by the channel they send on. */
const channels = {
  email: "email",
  sms: "sms",
  push: "push",
  crossEmail: "email",
  crossSms: "sms",
  crossPush: "push",
} as const

function isMessaging(step: Step): step is MessagingStep {
  return Object.hasOwn(channels, step.type)
}

function messagingSteps(flow: Flow): [string, MessagingStep][] {
  return Object.entries(flow.steps).flatMap(([id, step]): [string, MessagingStep][] =>
    isMessaging(step) ? [[id, step]] : [],
  )
}

async function preview(
  ctx: Ctx,
  {
    campaign,
    id,
    step,
    member,
  }: { campaign: CampaignRow; id: string; step: MessagingStep; member: MessageSubject["member"] },
): Promise<MessagePreview> {
  const channel = channels[step.type]
  const shown = { stepId: id, name: step.name || id, channel }
  const content = await contentOf(ctx, step)
  if (content === null) return { ...shown, rendered: null, problem: "The message has no content." }
  return { ...shown, ...render(ctx, { campaign, member, templates: { ...content, channel } as MessageTemplates }) }
}

/** The step's own content, that of its saved message, or another campaign's with what the step says otherwise (FLOW-8). */
async function contentOf(ctx: Ctx, step: MessagingStep): Promise<object | null> {
  if ("message" in step && step.message !== undefined) return step.message
  const [saved] = await ctx.db
    .select({ content: messages.content })
    .from(messages)
    .where(eq(messages.id, step.messageId ?? ""))
  return saved === undefined ? null : overridden(saved.content, "override" in step ? step.override : undefined)
}

/** A saved message of a campaign as a member (or the invented one) would get it; null when there is no such message. */
export async function previewSaved(
  ctx: Ctx,
  input: { campaignId: string; messageId: string; memberId?: string | null },
): Promise<Pick<MessagePreview, "rendered" | "problem" | "name" | "channel"> | null> {
  const [row] = await ctx.db
    .select()
    .from(messages)
    .innerJoin(campaigns, eq(campaigns.id, messages.campaignId))
    .where(and(eq(messages.campaignId, input.campaignId), eq(messages.id, input.messageId)))
  if (row === undefined) return null
  const { name, channel, content } = row.messages
  const templates = { ...content, channel } as MessageTemplates
  const member = input.memberId ? await subjectOf(ctx, input.memberId) : inventedMember
  return { name, channel, ...render(ctx, { campaign: row.campaigns, member, templates }) }
}

function render(
  ctx: Ctx,
  {
    campaign,
    member,
    templates,
  }: { campaign: CampaignRow; member: MessageSubject["member"]; templates: MessageTemplates },
): Pick<MessagePreview, "rendered" | "problem"> {
  try {
    const settings = { now: ctx.clock.now(), timeZone: member.timeZone ?? campaign.timeZone }
    const subject = { member, campaign: { id: campaign.id, name: campaign.name } }
    return { rendered: renderMessage(templates, subject, settings), problem: null }
  } catch (error) {
    if (error instanceof ContentError) return { rendered: null, problem: error.message }
    throw error
  }
}
