import { eq, sql } from "drizzle-orm"
import * as z from "zod"
import { AppError, notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { deadDeliveries, unknownMs } from "../../db/dead-letters"
import type { InboxMessage } from "../../db/inbox"
import { campaigns, deadLetters, deliveries } from "../../db/schema"
import type { MemberInput } from "../../engine/types"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { inGroups } from "../in-groups"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"

export const deadLetterViewSchema = z
  .object({ id: z.string(), queue: z.string(), body: z.unknown(), at: z.iso.datetime() })
  .meta({ id: "DeadLetter" })
export const deadLetterPageSchema = pageOf(deadLetterViewSchema)
export type DeadLetterView = z.infer<typeof deadLetterViewSchema>

/** The body of one that is a message which was not delivered. */
export const failedMessageSchema = z.object({
  deliveryId: z.string(),
  memberId: z.string(),
  campaignId: z.string(),
  stepId: z.string(),
  status: z.enum(["failed", "unknown"]),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  to: z.string().nullable(),
})

/** Every kind there is. What an export or a rebuild has come to is kept: the message only wakes whoever goes on with it. */
const inboxSchema: z.ZodType<InboxMessage> = z.union([
  z.object({ inboxId: z.string() }),
  z.object({ importId: z.string(), n: z.number() }),
  z.object({ segmentJob: z.string() }),
  z.object({ exportJob: z.string() }),
  z.object({ rebuild: z.literal(true) }),
])

/** What dead letters are made of: messages of our own queues, and calls to members that never got through. */
const bodySchema = z.union([
  inboxSchema.transform((message) => ({ kind: "inbox" as const, message })),
  z
    .object({ memberId: z.string(), call: z.object({ inputs: z.array(z.custom<MemberInput>()) }) })
    .transform(({ memberId, call }) => ({ kind: "call" as const, memberId, inputs: call.inputs })),
  z
    .object({ records: z.array(z.object({ memberId: z.string() })) })
    .transform(({ records }) => ({ kind: "wake" as const, memberIds: [...new Set(records.map((r) => r.memberId))] })),
  z
    .object({ settled: z.array(z.object({ memberId: z.string() })) })
    .transform(({ settled }) => ({ kind: "wake" as const, memberIds: [...new Set(settled.map((s) => s.memberId))] })),
  z
    .object({ wakeups: z.array(z.object({ memberId: z.string() })) })
    .transform(({ wakeups }) => ({ kind: "wake" as const, memberIds: [...new Set(wakeups.map((w) => w.memberId))] })),
  // One wake-up by itself: what an earlier release left here.
  z.object({ memberId: z.string() }).transform(({ memberId }) => ({ kind: "wake" as const, memberIds: [memberId] })),
])

/** Retried by one call; the rest by the next. */
const retriedAtOnceMax = 100

/** What lies here: letters of our own queues, and messages that have failed or of which nobody knows. */
interface Row {
  id: string
  queue: string
  at: number
  /** JSON. */
  body: string
}

/** What finally failed, newest first (SEND-3): from our own queues, and at providers. */
export async function listDeadLetters(ctx: Ctx, query: PageQuery): Promise<Page<DeadLetterView>> {
  const rows = await readRows(ctx, { after: readCursor(query.cursor, "number", "string"), limit: query.limit + 1 })
  return pageFrom(rows, query.limit, {
    item: ({ id, queue, at, body }) => ({ id, queue, body: JSON.parse(body) as unknown, at: isoOf(at) }),
    position: (row) => [row.at, row.id],
  })
}

async function readRows(
  ctx: Ctx,
  { after, limit }: { after: readonly [number, string] | null; limit: number },
): Promise<Row[]> {
  const before = (at: string) => (after === null ? sql`true` : sql`(${sql.raw(at)}, id) < (${after[0]}, ${after[1]})`)
  return await ctx.db.all<Row>(sql`
    SELECT * FROM (SELECT id, queue, at, body FROM dead_letters WHERE ${before("at")} ORDER BY at DESC, id DESC LIMIT ${limit})
    UNION ALL SELECT * FROM (
      SELECT id, channel AS queue, created_at AS at, json_object('deliveryId', id, 'memberId', member_id,
        'campaignId', campaign_id, 'stepId', step_id, 'status', status, 'reason', reason, 'detail', detail, 'to', "to") AS body
      FROM deliveries WHERE ${sql.raw(deadDeliveries)}
        AND (status = 'failed' OR created_at <= ${ctx.clock.now() - unknownMs}) AND ${before("created_at")}
      ORDER BY created_at DESC, id DESC LIMIT ${limit})
    ORDER BY at DESC, id DESC LIMIT ${limit}`)
}

/** How many there are, for the page that all can be retried from; counts no further than 10,000. */
export async function countDeadLetters(ctx: Ctx): Promise<number> {
  return (await readRows(ctx, { after: null, limit: 10_000 })).length
}

/** Does again what had failed; the letter is gone when that worked. */
export async function retryDeadLetter(ctx: Ctx, input: { id: string }): Promise<void> {
  const [letter] = await ctx.db.select().from(deadLetters).where(eq(deadLetters.id, input.id))
  if (letter === undefined) return await resendDelivery(ctx, input.id)
  const body = bodySchema.safeParse(letter.body)
  if (!body.success)
    throw new AppError("conflict", "Nobody knows how to retry this message.", { reason: "retryUnknown" })
  await retry(ctx, body.data)
  await ctx.db.batch([
    ctx.db.delete(deadLetters).where(eq(deadLetters.id, letter.id)),
    auditInsert(ctx, { action: "deadLetter.retried", subject: `deadLetter:${letter.id}` }),
  ])
}

/** Does again what can be done again, at most a hundred by one call; what cannot stays. `left`: how many lie here then. */
export async function retryDeadLetters(ctx: Ctx): Promise<{ retried: number; left: number }> {
  const rows = await readRows(ctx, { after: null, limit: retriedAtOnceMax })
  let retried = 0
  await inGroups(rows, async ({ id }) => {
    try {
      await retryDeadLetter(ctx, { id })
      retried++
    } catch (error) {
      // One that cannot be retried holds up no other (RUN-5); it stays where a person sees it.
      if (!(error instanceof AppError)) throw error
    }
  })
  return { retried, left: await countDeadLetters(ctx) }
}

/** Sends a message once more whose delivery has failed, or of which nobody knows (DEL-06). */
async function resendDelivery(ctx: Ctx, id: string): Promise<void> {
  const [delivery] = await ctx.db.select().from(deliveries).where(eq(deliveries.id, id))
  if (delivery === undefined || (delivery.status !== "failed" && delivery.status !== "unknown")) {
    throw notFound("dead letter")
  }
  const { campaignId, memberId, status } = delivery
  const [campaign] = await ctx.db.select().from(campaigns).where(eq(campaigns.id, campaignId))
  if (campaign?.status !== "active" && campaign?.status !== "paused") {
    throw new AppError("conflict", "Its campaign is over: nothing of it is sent any more.", { reason: "campaignOver" })
  }
  await ctx.members.apply(memberId, [{ kind: "deliveryResent", deliveryId: id }])
  const [now] = await ctx.db.select().from(deliveries).where(eq(deliveries.id, id))
  if (now?.status === status)
    throw new AppError("conflict", "The member does not know this message any more.", { reason: "messageForgotten" })
  await auditInsert(ctx, { action: "delivery.resent", subject: `delivery:${id}`, before: { status } })
}

async function retry(ctx: Ctx, body: z.infer<typeof bodySchema>): Promise<void> {
  switch (body.kind) {
    case "inbox":
      return ctx.inbox.resend(body.message)
    case "call":
      await ctx.members.apply(body.memberId, body.inputs)
      return
    case "wake":
      // A message is a wake-up, not an order: the member finds out what is still to be done.
      return inGroups(body.memberIds, (memberId) => ctx.members.resync(memberId))
  }
}
