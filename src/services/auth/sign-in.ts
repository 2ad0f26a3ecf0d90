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

/** Failed attempts that one name is given, and how soon they are forgotten (ms, by the machine's clock). */
const attempts = { max: 10, windowMs: 15 * 60_000, namesMax: 10_000 } as const
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
 * @returns the cookie's value
 * @throws unauthorized, tooManyRequests
 */
export async function signIn(
  ctx: Ctx,
  input: z.infer<typeof signInSchema> & { previous: string | null },
): Promise<{ cookie: string }> {
  const name = input.token ? "token" : normalEmail(input.email ?? "")
  checkAttempts(name)
  const userId = input.token ? await byToken(ctx, input.token) : await byPassword(ctx, name, input.password ?? "")
  if (userId === null) {
    failures.get(name)?.push(realClock.now())
    await auditInsert(ctx, { action: "user.signInRefused", subject: `user:${name}` })
    throw new AppError("unauthorized", "The email or the password is not right.")
  }
  failures.delete(name)
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

/** 429 when this name has failed too often of late. Counted per isolate: a brake, not a wall. */
function checkAttempts(name: string): void {
  const now = realClock.now()
  const recent = (failures.get(name) ?? []).filter((at) => now - at < attempts.windowMs)
  if (failures.size >= attempts.namesMax) failures.clear()
  failures.set(name, recent)
  const first = recent[0]
  if (recent.length < attempts.max || first === undefined) return
  const retryAfterSeconds = Math.ceil((first + attempts.windowMs - now) / 1000)
  throw new AppError("tooManyRequests", "Too many failed attempts; try again later.", { retryAfterSeconds })
}
