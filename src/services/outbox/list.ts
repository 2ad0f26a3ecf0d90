import { and, desc, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { outbox } from "../../db/schema"
import type { Ctx } from "../context"
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

/** What the built-in outbox received, newest first. */
export async function listOutbox(ctx: Ctx, query: z.infer<typeof outboxQuerySchema>): Promise<Page<OutboxView>> {
  const after = readCursor(query.cursor, "number")
  const rows = await ctx.db
    .select({ message: outbox, position: rowid })
    .from(outbox)
    .where(
      and(
        query.memberId === undefined ? undefined : eq(outbox.memberId, query.memberId),
        query.campaignId === undefined ? undefined : eq(outbox.campaignId, query.campaignId),
        query.stepId === undefined ? undefined : eq(outbox.stepId, query.stepId),
        query.deliveryId === undefined ? undefined : eq(outbox.deliveryId, query.deliveryId),
        query.channel === undefined ? undefined : eq(outbox.channel, query.channel),
        after === null ? undefined : sql`${rowid} < ${after[0]}`,
      ),
    )
    .orderBy(desc(rowid))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, { item: (row) => outboxView(row.message), position: (row) => [row.position] })
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
