import { and, desc, eq, type SQL, sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { outbox } from "../../db/schema"
import type { Ctx } from "../context"
import { lastLooked } from "../looking"
import { type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"

/** What goes out: messages to members, notes to staff, and calls that were told to stay. */
const shownChannels = ["email", "sms", "push", "staff", "webhook"] as const
const filter = z.string().max(300).optional()
export const outboxQuerySchema = z.object({
  ...pageQueryShape,
  memberId: filter,
  campaignId: filter,
  stepId: filter,
  deliveryId: filter,
  channel: z.enum(shownChannels).optional(),
})

/** A message as the built-in provider received it (SEND-2). */
export const outboxViewSchema = z
  .looseObject({
    deliveryId: z.string(),
    idempotencyKey: z.string(),
    memberId: z.string(),
    campaignId: z.string(),
    stepId: z.string(),
    channel: z.enum(shownChannels),
    to: z.string(),
    subject: z.string().optional(),
    html: z.string().optional(),
    text: z.string().optional(),
    title: z.string().optional(),
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    attachments: z
      .array(z.object({ filename: z.string(), contentType: z.string(), key: z.string(), url: z.string() }))
      .optional(),
    at: z.iso.datetime(),
  })
  .meta({ id: "OutboxMessage" })
export const outboxPageSchema = pageOf(outboxViewSchema)
export type OutboxView = z.infer<typeof outboxViewSchema>

const rowid = sql<number>`outbox.rowid`
/** Whole messages are looked at: fewer than of other lists. */
const lookedMessagesMax = 20_000

/** What the built-in outbox received, newest first. A page by step or channel may be short and still have a next one. */
export async function listOutbox(ctx: Ctx, query: z.infer<typeof outboxQuerySchema>): Promise<Page<OutboxView>> {
  const { memberId, campaignId, stepId, deliveryId, channel } = query
  const after = readCursor(query.cursor, "number")?.[0] ?? null
  const ofCampaign = campaignId === undefined ? undefined : eq(outbox.campaignId, campaignId)
  const isFound = memberId !== undefined || deliveryId !== undefined || (stepId === undefined && channel === undefined)
  const place = { table: sql`outbox`, key: rowid, of: ofCampaign, after, max: lookedMessagesMax }
  const looked = isFound ? null : await lastLooked<number>(ctx, place)
  const rows = await ctx.db
    .select({ message: outbox, position: rowid })
    .from(outbox)
    .where(
      and(
        memberId === undefined ? undefined : eq(outbox.memberId, memberId),
        ofCampaign,
        stepId === undefined ? undefined : eq(outbox.stepId, stepId),
        deliveryId === undefined ? undefined : ofDelivery(deliveryId),
        channel === undefined ? undefined : eq(outbox.channel, channel),
        after === null ? undefined : sql`${rowid} < ${after}`,
        looked === null ? undefined : sql`${rowid} >= ${looked}`,
      ),
    )
    .orderBy(deliveryId === undefined ? desc(rowid) : sql`+outbox.rowid DESC`)
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: (row) => outboxView(row.message),
    position: (row) => [row.position],
    looked,
  })
}

/** Keys begin with the delivery's id: those of several addresses go on with a dot and a number. */
function ofDelivery(id: string): SQL {
  return sql`${outbox.deliveryId} = ${id} AND ${outbox.idempotencyKey} >= ${id} AND ${outbox.idempotencyKey} < ${`${id}/`}`
}

export function outboxView(row: typeof outbox.$inferSelect): OutboxView {
  return {
    ...row.message,
    deliveryId: row.deliveryId,
    idempotencyKey: row.idempotencyKey,
    memberId: row.memberId,
    campaignId: row.campaignId,
    stepId: row.stepId,
    channel: row.channel,
    to: row.to,
    at: isoOf(row.at),
  }
}
