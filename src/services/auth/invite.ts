import { and, eq, gt } from "drizzle-orm"
import * as z from "zod"
import { notFound } from "../../core/errors"
import { sha256Hex } from "../../core/hash"
import { audit, passkeys, sessions, users } from "../../db/schema"
import { auditRow } from "../audit"
import type { Ctx } from "../context"
import { hashPassword, passwordCharsMax } from "./password"
import { createSession } from "./session"

/** Characters of a password that somebody sets (ASVS 5, 6.2.1). */
export const passwordCharsMin = 12

/** The form behind an invitation's link. */
export const acceptInviteSchema = z.strictObject({
  password: z
    .string()
    .min(passwordCharsMin, `Use at least ${passwordCharsMin} characters.`)
    .max(passwordCharsMax, `Use at most ${passwordCharsMax} characters.`),
})

/** Whom a link is for. Throws notFound when it was used, replaced, or has run out. */
export async function readInvite(ctx: Ctx, input: { token: string }): Promise<{ id: string; email: string }> {
  const [row] = await ctx.db
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(and(eq(users.inviteHash, await sha256Hex(input.token)), gt(users.inviteUntil, ctx.clock.now())))
  if (row === undefined) throw notFound("invitation")
  return row
}

/**
 * Sets the password, uses the link up and signs in; sessions and passkeys that there were end.
 * @returns the cookie's value
 * @throws notFound
 */
export async function acceptInvite(
  ctx: Ctx,
  input: { token: string } & z.infer<typeof acceptInviteSchema>,
): Promise<{ cookie: string }> {
  const { id, email } = await readInvite(ctx, input)
  const passwordHash = await hashPassword(input.password, ctx.random)
  // Of two who use one link at once, one wins.
  const used = await ctx.db
    .update(users)
    .set({ passwordHash, inviteHash: null, inviteUntil: null })
    .where(and(eq(users.id, id), eq(users.inviteHash, await sha256Hex(input.token))))
    .returning({ id: users.id })
  if (used.length === 0) throw notFound("invitation")
  await ctx.db.batch([
    ctx.db.delete(sessions).where(eq(sessions.userId, id)),
    // Whoever had the account before must not come back by a key of theirs.
    ctx.db.delete(passkeys).where(eq(passkeys.userId, id)),
    ctx.db
      .insert(audit)
      .values({ ...auditRow(ctx, { action: "user.passwordSet", subject: `user:${email}` }), actor: `user:${email}` }),
  ])
  return { cookie: await createSession(ctx, id) }
}
