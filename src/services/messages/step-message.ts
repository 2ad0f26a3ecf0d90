import * as z from "zod"
import type { MessageTemplates } from "../../content/messages"
import { overridden } from "../../content/variants"
import { AppError, notFound } from "../../core/errors"
import type { Step } from "../../engine/flow"
import { stepOf, stepSchema } from "../../engine/flow"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import { refuse } from "../campaigns/settings"
import type { Ctx } from "../context"
import { changeStep } from "../flows/edit"
import { etagOf, loadDraft } from "../flows/get"
import { madeContent } from "./content"
import { type Content, channelSchema, messageContentSchema } from "./schema"
import { getMessage, messageContentOf, updateMessage } from "./verbs"

/** What the message editor saves: the message as it is now, and as it was when the editor began. */
export const editedSchema = z.strictObject({ content: messageContentSchema, before: messageContentSchema })
export type Edited = z.infer<typeof editedSchema>

/** The message of a step, as an editor takes it up. */
export interface StepMessage {
  channel: MessageTemplates["channel"]
  name: string
  content: Content
  transactional: boolean
  /** The message of another campaign that the step changes for its flow (FLOW-8). */
  of: { campaignId: string; messageId: string } | null
}

const crossChannels = { crossEmail: "email", crossSms: "sms", crossPush: "push" } as const
type CrossStep = Extract<Step, { type: keyof typeof crossChannels }>

function isCross(step: Step): step is CrossStep {
  return Object.hasOwn(crossChannels, step.type)
}

/**
 * The message of a step of the draft: its own, or another campaign's with what the step says otherwise.
 * @throws notFound for a step that sends none of its own, or whose message is gone
 */
export async function getStepMessage(ctx: Ctx, input: CampaignRef & { stepId: string }): Promise<StepMessage> {
  const { flow } = await loadDraft(ctx, await loadCampaign(ctx, input.id, input.library))
  const step = stepOf(flow, input.stepId)
  if (step === undefined) throw notFound("step")
  return await messageOf(ctx, input.stepId, step)
}

async function messageOf(ctx: Ctx, stepId: string, step: Step): Promise<StepMessage> {
  const name = step.name || stepId
  if (isCross(step)) {
    const { campaignId, messageId, override, transactional } = step
    const source = await getMessage(ctx, { campaignId, id: messageId })
    const content = overridden(messageContentOf(source), override) as Content
    return { channel: source.channel, name, content, transactional, of: { campaignId, messageId } }
  }
  const channel = channelSchema.safeParse(step.type)
  if (!channel.success || !("transactional" in step) || !("message" in step || !step.messageId))
    throw notFound("message")
  const { message = {}, transactional } = step as Step & { message?: Content; transactional: boolean }
  return { channel: channel.data, name, content: message, transactional, of: null }
}

/**
 * Writes a step's message anew; of a cross-campaign step, what it says otherwise than the other campaign. Whatever else
 * others have changed in the flow meanwhile stays.
 * @throws staleVersion when the message is not what it was when the editor began (FLOW-16), invalid naming the field
 */
export async function saveStepMessage(ctx: Ctx, input: CampaignRef & { stepId: string } & Edited): Promise<Content> {
  const { stepId, content, before, ...ref } = input
  const draft = await loadDraft(ctx, await loadCampaign(ctx, ref.id, ref.library))
  const step = stepOf(draft.flow, stepId)
  if (step === undefined) throw notFound("step")
  const present = await messageOf(ctx, stepId, step)
  checkBefore(present.content, before)
  const { errors } = await madeContent(ctx, present.channel, { content })
  // A draft may be unfinished: what is missing is a problem of the flow, not of the save.
  refuse(errors.filter(({ code }) => code === "unknownField"))
  const edited = isCross(step)
    ? { ...step, override: differences(messageContentOf(await getMessage(ctx, sourceOf(step))), content) }
    : { ...step, message: content, messageId: undefined }
  const parsed = stepSchema.parse(withoutAbsent(edited))
  const view = await changeStep(ctx, { ...ref, stepId, step: parsed, ifMatch: etagOf(draft.rev) })
  return (await messageOf(ctx, stepId, stepOf(view.draft, stepId) ?? parsed)).content
}

function sourceOf({ campaignId, messageId }: CrossStep) {
  return { campaignId, id: messageId }
}

/** Writes a saved message's content anew, whole. @throws as `saveStepMessage` */
export async function saveMessageContent(
  ctx: Ctx,
  input: { campaignId: string; id: string } & Edited,
): Promise<Content> {
  const { content, before, ...ref } = input
  const present = messageContentOf(await getMessage(ctx, ref))
  checkBefore(present, before)
  const gone = Object.keys(present).filter((field) => !(field in content))
  const emptied = Object.fromEntries(gone.map((field) => [field, clearable.has(field) ? null : ""]))
  return messageContentOf(await updateMessage(ctx, { ...ref, patch: { ...emptied, ...content } }))
}

const clearable = new Set(["blocks", "theme", "variants"])

function checkBefore(present: object, before: object): void {
  if (same(present, before)) return
  throw new AppError("staleVersion", "Somebody else has changed this message since you opened it.", {
    extra: { content: present },
  })
}

/** What a content says otherwise than another. */
function differences(from: object, to: object): object | undefined {
  const differs = Object.entries(to).filter(([field, value]) => !same(value, (from as Record<string, unknown>)[field]))
  // HTML made from blocks differs with them.
  const own = differs.filter(([field]) => field !== "html" || !("blocks" in to))
  return own.length === 0 ? undefined : Object.fromEntries(own)
}

function withoutAbsent(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Equal as JSON, whatever the order of fields. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other))
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== "object" || value === null) return value
  const fields = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, ordered(one)]))
}
