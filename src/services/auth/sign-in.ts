import { eq } from "drizzle-orm"
import * as z from "zod"
import { AppError } from "../../core/errors"
import { equalSecrets } from "../../core/hash"
import { users } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { checkAttempts, forgetFailures, noteFailure } from "./attempts"
import { ensureOwner, normalEmail, ownerId } from "./owner"
import { passwordCharsMax, verifyPassword } from "./password"
import { createSession, endSession } from "./session"

/** Failed attempts that one name is given from one address and from all. */
export const attempts = { maxFromOne: 10, maxFromAll: 100 } as const

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
  checkAttempts(brakes)
  const userId = input.token ? await byToken(ctx, input.token) : await byPassword(ctx, name, input.password ?? "")
  if (userId === null) {
    noteFailure(brakes)
    await auditInsert(ctx, { action: "user.signInRefused", subject: `user:${name}` })
    throw new AppError("unauthorized", "The email or the password is not right.")
  }
  forgetFailures(brakes)
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
