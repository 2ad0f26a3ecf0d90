import { and, desc, eq, lt, notInArray, or, sql } from "drizzle-orm"
import * as z from "zod"
import { AppError, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf } from "../../core/instant"
import { campaigns, flowDrafts, flowVersions, messages } from "../../db/schema"
import { auditInsert } from "../audit"
import { loadCampaign } from "../campaigns/row"
import { nameSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"
import { checkedContent, patched } from "./content"
import { type Content, channelSchema, contentFields } from "./schema"

/** `POST /campaigns/{id}/messages`. */
export const messageCreateSchema = z
  .strictObject({ channel: channelSchema, name: nameSchema, ...contentFields })
  .meta({ id: "MessageCreate" })
/** `PATCH`: null takes blocks, theme or variants away. */
export const messagePatchSchema = z
  .strictObject({
    name: nameSchema.optional(),
    ...contentFields,
    blocks: contentFields.blocks.nullable(),
    theme: contentFields.theme.nullable(),
    variants: contentFields.variants.nullable(),
  })
  .meta({ id: "MessagePatch" })

export const messageViewSchema = z
  .object({
    id: z.string(),
    campaignId: z.string(),
    channel: channelSchema,
    name: z.string(),
    ...contentFields,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Message" })
export const messagePageSchema = pageOf(messageViewSchema)
export type MessageView = z.infer<typeof messageViewSchema>

type Row = typeof messages.$inferSelect

function view(row: Row): MessageView {
  return {
    ...(row.content as Content),
    id: row.id,
    campaignId: row.campaignId,
    channel: row.channel,
    name: row.name,
    createdAt: isoOf(row.createdAt),
    updatedAt: isoOf(row.updatedAt),
  }
}

/** A message's content without what else is known of it. */
export function messageContentOf(message: MessageView): Content {
  const { id, campaignId, channel, name, createdAt, updatedAt, ...content } = message
  return content
}

async function load(ctx: Ctx, campaignId: string, id: string): Promise<Row> {
  const [row] = await ctx.db
    .select()
    .from(messages)
    .where(and(eq(messages.campaignId, campaignId), eq(messages.id, id)))
  if (row === undefined) throw notFound("message")
  return row
}

/** Saves a message of a campaign, for its flow and for cross-campaign steps. */
export async function createMessage(
  ctx: Ctx,
  input: { campaignId: string } & z.infer<typeof messageCreateSchema>,
): Promise<MessageView> {
  const { campaignId, channel, name, ...content } = input
  await loadCampaign(ctx, campaignId)
  const now = ctx.clock.now()
  const id = createId(now, ctx.random)
  const row = {
    id,
    campaignId,
    channel,
    name,
    content: await checkedContent(ctx, channel, content),
    createdAt: now,
    updatedAt: now,
  }
  await ctx.db.batch([
    ctx.db.insert(messages).values(row),
    auditInsert(ctx, { action: "message.created", subject: `message:${id}`, after: { campaignId, channel, name } }),
  ])
  return view(row)
}

export async function getMessage(ctx: Ctx, input: { campaignId: string; id: string }): Promise<MessageView> {
  return view(await load(ctx, input.campaignId, input.id))
}

export async function listMessages(ctx: Ctx, input: { campaignId: string } & PageQuery): Promise<Page<MessageView>> {
  await loadCampaign(ctx, input.campaignId)
  const after = readCursor(input.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(messages)
    .where(and(eq(messages.campaignId, input.campaignId), after === null ? undefined : lt(messages.id, after[0])))
    .orderBy(desc(messages.id))
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, { item: view, position: (row) => [row.id] })
}

/** Changes a saved message; deliveries rendered from now on have the new text (EDT-06). */
export async function updateMessage(
  ctx: Ctx,
  input: { campaignId: string; id: string; patch: z.infer<typeof messagePatchSchema> },
): Promise<MessageView> {
  const row = await load(ctx, input.campaignId, input.id)
  const { name, ...content } = input.patch
  const changed = {
    ...row,
    name: name ?? row.name,
    content: await checkedContent(ctx, row.channel, patched(row.content, content)),
    updatedAt: ctx.clock.now(),
  }
  await ctx.db.batch([
    ctx.db.update(messages).set(changed).where(eq(messages.id, row.id)),
    auditInsert(ctx, {
      action: "message.updated",
      subject: `message:${row.id}`,
      before: { name: row.name, content: row.content },
      after: { name: changed.name, content: changed.content },
    }),
  ])
  return view(changed)
}

/** Deletes a saved message that no step sends: of the draft, of what is published, or of another campaign (FLOW-8). */
export async function removeMessage(ctx: Ctx, input: { campaignId: string; id: string }): Promise<void> {
  const row = await load(ctx, input.campaignId, input.id)
  const users = await flowsSending(ctx, row)
  if (users.length > 0) {
    const names = users.map((name) => `“${name}”`).join(", ")
    throw new AppError("conflict", `A step of ${names} sends this message.`, { reason: "messageUsed", named: users })
  }
  await ctx.db.batch([
    ctx.db.delete(messages).where(eq(messages.id, row.id)),
    auditInsert(ctx, { action: "message.deleted", subject: `message:${row.id}`, before: { name: row.name } }),
  ])
}

/** Names of campaigns whose draft or published flow sends a message. */
async function flowsSending(ctx: Ctx, { id, campaignId }: Row): Promise<string[]> {
  const sends = (flow: typeof flowDrafts.flow | typeof flowVersions.flow) =>
    sql`instr(${flow}, ${`"messageId":"${id}"`}) > 0`
  const [drafts, versions] = await ctx.db.batch([
    ctx.db
      .select({ name: campaigns.name })
      .from(flowDrafts)
      .innerJoin(campaigns, eq(campaigns.id, flowDrafts.campaignId))
      .where(and(eq(flowDrafts.campaignId, campaignId), sends(flowDrafts.flow))),
    ctx.db
      .select({ name: campaigns.name })
      .from(flowVersions)
      .innerJoin(campaigns, and(eq(campaigns.id, flowVersions.campaignId), eq(campaigns.version, flowVersions.version)))
      .where(
        and(
          or(
            eq(campaigns.id, campaignId),
            sql`${campaigns.id} IN (SELECT campaign_id FROM campaign_uses WHERE ref = ${campaignId})`,
          ),
          notInArray(campaigns.status, ["completed", "cancelled", "archived"]),
          sends(flowVersions.flow),
        ),
      ),
  ])
  return [...new Set([...drafts, ...versions].map((one) => one.name))]
}
