import { desc, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { AppError, notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { deadLetters } from "../../db/schema"
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

/** What dead letters are made of: messages of our own queues, and calls to members that never got through. */
const bodySchema = z.union([
  z
    .union([
      z.object({ inboxId: z.string() }),
      z.object({ importId: z.string(), n: z.number() }),
      z.object({ segmentJob: z.string() }),
    ])
    .transform((message) => ({ kind: "inbox" as const, message })),
  z
    .object({ memberId: z.string(), call: z.object({ inputs: z.array(z.custom<MemberInput>()) }) })
    .transform(({ memberId, call }) => ({ kind: "call" as const, memberId, inputs: call.inputs })),
  z
    .object({ records: z.array(z.object({ memberId: z.string() })) })
    .transform(({ records }) => ({ kind: "wake" as const, memberIds: [...new Set(records.map((r) => r.memberId))] })),
  z
    .object({ settled: z.array(z.object({ memberId: z.string() })) })
    .transform(({ settled }) => ({ kind: "wake" as const, memberIds: [...new Set(settled.map((s) => s.memberId))] })),
  z.object({ memberId: z.string() }).transform(({ memberId }) => ({ kind: "wake" as const, memberIds: [memberId] })),
])

const rowid = sql<number>`dead_letters.rowid`

/** What finally failed, newest first (SEND-3). */
export async function listDeadLetters(ctx: Ctx, query: PageQuery): Promise<Page<DeadLetterView>> {
  const after = readCursor(query.cursor, "number")
  const rows = await ctx.db
    .select({ letter: deadLetters, position: rowid })
    .from(deadLetters)
    .where(after === null ? undefined : sql`${rowid} < ${after[0]}`)
    .orderBy(desc(rowid))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: ({ letter }) => ({ ...letter, at: isoOf(letter.at) }),
    position: (row) => [row.position],
  })
}

/** Does again what had failed; the letter is gone when that worked. */
export async function retryDeadLetter(ctx: Ctx, input: { id: string }): Promise<void> {
  const [letter] = await ctx.db.select().from(deadLetters).where(eq(deadLetters.id, input.id))
  if (letter === undefined) throw notFound("dead letter")
  const body = bodySchema.safeParse(letter.body)
  if (!body.success)
    throw new AppError("conflict", "Nobody knows how to retry this message.", { reason: "retryUnknown" })
  await retry(ctx, body.data)
  await ctx.db.batch([
    ctx.db.delete(deadLetters).where(eq(deadLetters.id, letter.id)),
    auditInsert(ctx, { action: "deadLetter.retried", subject: `deadLetter:${letter.id}` }),
  ])
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
