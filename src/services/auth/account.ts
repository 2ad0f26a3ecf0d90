import { and, desc, eq, gt, ne } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { sessions, users } from "../../db/schema"
import { personOf } from "../access"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { passwordCharsMin } from "./invite"
import { hashPassword, passwordCharsMax } from "./password"
import { provePassword } from "./prove"
import { isExpired, sessionLimits } from "./session"

/** Of a person's sessions, newest first, so many are shown. */
const sessionsShownMax = 50

/** `POST /account/password`. */
export const passwordChangeSchema = z
  .strictObject({
    current: z.string().max(passwordCharsMax),
    password: z
      .string()
      .min(passwordCharsMin, `Use at least ${passwordCharsMin} characters.`)
      .max(passwordCharsMax, `Use at most ${passwordCharsMax} characters.`),
  })
  .meta({ id: "PasswordChange" })

/** `PATCH /account`. */
export const accountPatchSchema = z.strictObject({ locale: z.enum(["en", "es"]) }).meta({ id: "AccountPatch" })

export const accountSchema = z
  .object({
    email: z.string(),
    role: z.string(),
    locale: z.enum(["en", "es"]).nullable(),
    /** Where the person is signed in, latest first. */
    sessions: z.array(z.object({ current: z.boolean(), createdAt: z.iso.datetime(), lastSeenAt: z.iso.datetime() })),
  })
  .meta({ id: "Account" })
export type Account = z.infer<typeof accountSchema>

/** What a person may know of their own account (API-3). Throws forbidden for whoever is no signed-in person. */
export async function readAccount(ctx: Ctx): Promise<Account> {
  const { id, email, role, locale, sessionId } = personOf(ctx)
  const now = ctx.clock.now()
  const rows = await ctx.db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, id), gt(sessions.createdAt, now - sessionLimits.absoluteMs)))
    .orderBy(desc(sessions.lastSeenAt))
    .limit(sessionsShownMax)
  const live = rows.filter((row) => !isExpired(row, now))
  return {
    email,
    role,
    locale,
    sessions: live.map((row) => ({
      current: row.id === sessionId,
      createdAt: isoOf(row.createdAt),
      lastSeenAt: isoOf(row.lastSeenAt),
    })),
  }
}

/**
 * Sets a new password for whoever knows the present one; the person's other sessions end.
 * @throws forbidden, invalid, tooManyRequests
 */
export async function changePassword(ctx: Ctx, input: z.infer<typeof passwordChangeSchema>): Promise<void> {
  const { id, email, sessionId } = personOf(ctx)
  await provePassword(ctx, { field: "current", password: input.current })
  const passwordHash = await hashPassword(input.password, ctx.random)
  await ctx.db.batch([
    ctx.db.update(users).set({ passwordHash, inviteHash: null, inviteUntil: null }).where(eq(users.id, id)),
    ctx.db.delete(sessions).where(and(eq(sessions.userId, id), ne(sessions.id, sessionId))),
    auditInsert(ctx, { action: "user.passwordChanged", subject: `user:${email}` }),
  ])
}

/** Ends every session of the person, this one among them. Throws forbidden. */
export async function signOutEverywhere(ctx: Ctx): Promise<void> {
  const { id, email } = personOf(ctx)
  await ctx.db.batch([
    ctx.db.delete(sessions).where(eq(sessions.userId, id)),
    auditInsert(ctx, { action: "user.signedOutEverywhere", subject: `user:${email}` }),
  ])
}
