import { eq, lt } from "drizzle-orm"
import { base64UrlOf } from "../../core/encoding"
import { sha256Hex } from "../../core/hash"
import { sessions, users } from "../../db/schema"
import type { Actor, Ctx } from "../context"

/** SEC-03, ms. */
export const sessionLimits = { idleMs: 30 * 60_000, absoluteMs: 12 * 3_600_000, touchEveryMs: 60_000 } as const
const cookieBytes = 32

type User = Extract<Actor, { kind: "user" }>

/** Begins a session; what returns is the cookie's value, of which only the hash is kept (SEC-01). */
export async function createSession(ctx: Ctx, userId: string): Promise<string> {
  const value = base64UrlOf(ctx.random.bytes(cookieBytes))
  const now = ctx.clock.now()
  await ctx.db.batch([
    ctx.db.delete(sessions).where(lt(sessions.createdAt, now - sessionLimits.absoluteMs)),
    ctx.db.insert(sessions).values({ id: await sha256Hex(value), userId, createdAt: now, lastSeenAt: now }),
  ])
  return value
}

/** Whose session a cookie's value is, or null when it is none or too old. */
export async function readSession(ctx: Ctx, value: string): Promise<User | null> {
  const id = await sha256Hex(value)
  const [found] = await ctx.db
    .select()
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, id))
  if (found === undefined) return null
  const { sessions: session, users: user } = found
  const now = ctx.clock.now()
  if (isExpired(session, now)) return null
  if (now - session.lastSeenAt >= sessionLimits.touchEveryMs) {
    ctx.defer(ctx.db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, id)).run())
  }
  return { kind: "user", id: user.id, email: user.email, role: user.role, locale: user.locale, sessionId: id }
}

/** Idle for half an hour, or twelve hours old. */
export function isExpired(session: { createdAt: number; lastSeenAt: number }, now: number): boolean {
  return now - session.lastSeenAt > sessionLimits.idleMs || now - session.createdAt > sessionLimits.absoluteMs
}

/**
 * Whoever moves the clock stays signed in: their session is as old afterwards as it was before.
 * @param byMs how far the clock has been moved
 */
export async function carrySession(ctx: Ctx, actor: Actor, byMs: number): Promise<void> {
  if (actor.kind !== "user") return
  const [session] = await ctx.db.select().from(sessions).where(eq(sessions.id, actor.sessionId))
  if (session === undefined) return
  await ctx.db
    .update(sessions)
    .set({ createdAt: session.createdAt + byMs, lastSeenAt: session.lastSeenAt + byMs })
    .where(eq(sessions.id, actor.sessionId))
}

/** Ends the session that a cookie's value belongs to. */
export async function endSession(ctx: Ctx, value: string): Promise<void> {
  await ctx.db.delete(sessions).where(eq(sessions.id, await sha256Hex(value)))
}
