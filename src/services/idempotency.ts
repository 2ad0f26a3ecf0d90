import { and, eq, lt } from "drizzle-orm"
import { AppError } from "../core/errors"
import { sha256Hex } from "../core/hash"
import { seal, unseal } from "../core/seal"
import { idempotency } from "../db/schema"
import { actorLabel } from "./access"
import type { Ctx } from "./context"

/** First answers are kept this long; an unfinished first request is given up after a minute (ms). */
const keptMs = 7 * 86_400_000
const abandonedMs = 60_000
/** One request in so many clears what is older: there may be no cron. */
const forgetShare = 0.01
export const idempotencyKeyCharsMax = 255

export interface Answer {
  status: number
  body: string
}

/**
 * Runs `work` once per actor and key: the same request again gets the first answer, another one under the same key a
 * 409. Only successes are kept, so that what failed can be tried again. Answers may hold secrets: they are sealed.
 * @param request what must be equal: method, path and body
 */
export async function once(
  ctx: Ctx,
  input: { key: string; request: string | Uint8Array<ArrayBuffer>; path: string },
  work: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  const actor = actorLabel(ctx.actor)
  const requestHash = await sha256Hex(`${input.path}\n${await sha256Hex(input.request)}`)
  const mine = and(eq(idempotency.actor, actor), eq(idempotency.key, input.key))
  const now = ctx.clock.now()
  if (ctx.random.fraction() < forgetShare) ctx.defer(forgetAnswers(ctx))
  const claimed = await ctx.db
    .insert(idempotency)
    .values({ actor, key: input.key, requestHash, status: null, body: null, createdAt: now })
    .onConflictDoUpdate({
      target: [idempotency.actor, idempotency.key],
      set: { requestHash, createdAt: now, status: null, body: null },
      setWhere: lt(idempotency.createdAt, now - keptMs),
    })
    .returning({ key: idempotency.key })
  if (claimed.length === 0) {
    const first = await firstAnswer(ctx, { actor, key: input.key, requestHash })
    if (first !== null) return { ...first, replayed: true }
  }
  try {
    const answer = await work()
    const body = await seal(ctx.config.secretKey, ctx.random, answer.body)
    await ctx.db.update(idempotency).set({ status: answer.status, body }).where(mine)
    return { ...answer, replayed: false }
  } catch (error) {
    await ctx.db.delete(idempotency).where(mine)
    throw error
  }
}

/** The kept answer; null when the first request was abandoned and this one may take its place. */
async function firstAnswer(
  ctx: Ctx,
  mine: { actor: string; key: string; requestHash: string },
): Promise<Answer | null> {
  const where = and(eq(idempotency.actor, mine.actor), eq(idempotency.key, mine.key))
  const [row] = await ctx.db.select().from(idempotency).where(where)
  if (row === undefined)
    throw new AppError("conflict", "The first request with this Idempotency-Key has just failed; try again.", {
      reason: "keyFailed",
    })
  if (row.requestHash !== mine.requestHash) {
    throw new AppError("conflict", "This Idempotency-Key was used for another request.", { reason: "keyReused" })
  }
  if (row.status !== null && row.body !== null) {
    return { status: row.status, body: await unseal(ctx.config.secretKey, row.body) }
  }
  const now = ctx.clock.now()
  const taken = await ctx.db
    .update(idempotency)
    .set({ createdAt: now })
    .where(and(where, eq(idempotency.createdAt, row.createdAt), lt(idempotency.createdAt, now - abandonedMs)))
    .returning({ key: idempotency.key })
  if (taken.length === 1) return null
  throw new AppError("conflict", "The first request with this Idempotency-Key is still being worked on.", {
    reason: "keyBusy",
    retryAfterSeconds: 1,
  })
}

/** Forgets answers older than seven days. */
async function forgetAnswers(ctx: Ctx): Promise<void> {
  await ctx.db.delete(idempotency).where(lt(idempotency.createdAt, ctx.clock.now() - keptMs))
}
