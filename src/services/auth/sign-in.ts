import { eq } from "drizzle-orm"
import * as z from "zod"
import { AppError } from "../../core/errors"
import { equalSecrets } from "../../core/hash"
import { users } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { type Brake, countAttempt, forgetFailures, takeBackAttempt } from "./attempts"
import { ensureOwner, normalEmail, ownerId } from "./owner"
import { passwordCharsMax, verifyPassword } from "./password"
import { createSession, endSession } from "./session"

/** Failed attempts that one name is given from one address and from all, and one address for whatever names. */
export const attempts = { maxFromOne: 10, maxFromAll: 100, maxOfAddress: 50 } as const

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
  const ofAddress = brakesOf(input.address)
  countAttempt([...brakes, ...ofAddress])
  const userId = input.token ? await byToken(ctx, input.token) : await byPassword(ctx, name, input.password ?? "")
  if (userId === null) {
    await auditInsert(ctx, { action: "user.signInRefused", subject: `user:${name}` })
    throw new AppError("unauthorized", "The email or the password is not right.")
  }
  forgetFailures(brakes)
  takeBackAttempt(ofAddress)
  if (input.previous !== null) await endSession(ctx, input.previous)
  const cookie = await createSession(ctx, userId)
  await auditInsert(ctx, { action: "user.signedIn", subject: `user:${name}` })
  return { cookie }
}

/** One password tried on many names (ASVS 5, 6.3.1). Where nobody tells addresses apart, all would be one. */
export function brakesOf(address: string): Brake[] {
  return address === "" ? [] : [{ key: `names ${address}`, max: attempts.maxOfAddress }]
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
