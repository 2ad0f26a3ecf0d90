import { and, eq } from "drizzle-orm"
import type { MessageTemplates, RenderedMessage } from "../../content/messages"
import { overridden } from "../../content/variants"
import { campaignSegments, memberships, messages } from "../../db/schema"
import type { Flow, Step } from "../../engine/flow"
import type { Channel } from "../../engine/types"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { loadDraft } from "../flows/get"
import { look, type Viewer, viewerOf } from "../messages/look"

/** A messaging step's message as one member would get it (MSG-3). */
export interface MessagePreview {
  stepId: string
  name: string
  channel: Channel
  rendered: RenderedMessage | null
  /** Why it cannot be rendered. */
  problem: string | null
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
  const viewer = await viewerOf(ctx, { campaignId: input.id, memberId: input.memberId })
  const steps = messagingSteps(flow).filter(([id]) => input.stepId === undefined || id === input.stepId)
  return Promise.all(steps.map(([id, step]) => preview(ctx, { viewer, id, step })))
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
  { viewer, id, step }: { viewer: Viewer; id: string; step: MessagingStep },
): Promise<MessagePreview> {
  const channel = channels[step.type]
  const shown = { stepId: id, name: step.name || id, channel }
  const content = await contentOf(ctx, step)
  if (content === null) return { ...shown, rendered: null, problem: "The message has no content." }
  const templates = { ...content, channel } as MessageTemplates
  return { ...shown, ...(await look(ctx, viewer, { templates, transactional: step.transactional })) }
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
    .where(and(eq(messages.campaignId, input.campaignId), eq(messages.id, input.messageId)))
  if (row === undefined) return null
  const { name, channel, content } = row
  const templates = { ...content, channel } as MessageTemplates
  const viewer = await viewerOf(ctx, input)
  return { name, channel, ...(await look(ctx, viewer, { templates, transactional: false })) }
}
