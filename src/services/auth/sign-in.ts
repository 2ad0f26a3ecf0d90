import { eq } from "drizzle-orm"
import * as z from "zod"
import { realClock } from "../../core/clock"
import { AppError } from "../../core/errors"
import { equalSecrets } from "../../core/hash"
import { users } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { ensureOwner, normalEmail, ownerId } from "./owner"
import { passwordCharsMax, verifyPassword } from "./password"
import { createSession, endSession } from "./session"

/** Failed attempts that one name is given from one address and from all, and how soon they are forgotten (ms). */
const attempts = { maxFromOne: 10, maxFromAll: 100, windowMs: 15 * 60_000, keysMax: 10_000 } as const
/** Instants of failures by the machine's clock. Kept per isolate: a brake, not a wall. */
const failures = new Map<string, number[]>()

/** `POST /sign-in`: fields of the form; an empty field is as good as none. */
export const signInSchema = z.object({
  email: z.string().max(254).optional(),
  password: z.string().max(passwordCharsMax).optional(),
  /** ADMIN_TOKEN, in local mode only. */
  token: z.string().max(1_000).optional(),
  next: z.string().max(2_000).optional(),
})

/**
 * Checks the credentials and begins a session under a new value; an older session of the browser ends (SEC-06).
 * @param input.previous the cookie's value that the browser brought, input.address where it asks from
 * @returns the cookie's value
 * @throws unauthorized, tooManyRequests
 */
export async function signIn(
  ctx: Ctx,
  input: z.infer<typeof signInSchema> & { previous: string | null; address: string },
): Promise<{ cookie: string }> {
  const name = input.token ? "token" : normalEmail(input.email ?? "")
  const brakes = [
    { key: `${name} ${input.address}`, max: attempts.maxFromOne },
    { key: name, max: attempts.maxFromAll },
  ]
  for (const { key, max } of brakes) checkAttempts(key, max)
  const userId = input.token ? await byToken(ctx, input.token) : await byPassword(ctx, name, input.password ?? "")
  if (userId === null) {
    for (const { key } of brakes) failures.get(key)?.push(realClock.now())
    await auditInsert(ctx, { action: "user.signInRefused", subject: `user:${name}` })
    throw new AppError("unauthorized", "The email or the password is not right.")
  }
  for (const { key } of brakes) failures.delete(key)
  if (input.previous !== null) await endSession(ctx, input.previous)
  const cookie = await createSession(ctx, userId)
  await auditInsert(ctx, { action: "user.signedIn", subject: `user:${name}` })
  return { cookie }
}

async function byToken(ctx: Ctx, token: string): Promise<string | null> {
  const { local, adminToken } = ctx.config
  if (!local || adminToken === null || !(await equalSecrets(token, adminToken))) return null
  return ownerId(ctx)
}

async function byPassword(ctx: Ctx, email: string, password: string): Promise<string | null> {
  await ensureOwner(ctx)
  const [user] = await ctx.db.select().from(users).where(eq(users.email, email))
  return (await verifyPassword(password, user?.passwordHash ?? null)) ? (user?.id ?? null) : null
}

/** 429 when there have been too many failures of late. */
function checkAttempts(key: string, max: number): void {
  const now = realClock.now()
  const recent = (failures.get(key) ?? []).filter((at) => now - at < attempts.windowMs)
  if (failures.size >= attempts.keysMax) failures.clear()
  failures.set(key, recent)
  const first = recent[0]
  if (recent.length < max || first === undefined) return
  const retryAfterSeconds = Math.ceil((first + attempts.windowMs - now) / 1000)
  throw new AppError("tooManyRequests", "Too many failed attempts; try again later.", { retryAfterSeconds })
}
