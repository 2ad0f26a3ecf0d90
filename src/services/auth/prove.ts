import { eq } from "drizzle-orm"
import { invalid } from "../../core/errors"
import { sessions, users } from "../../db/schema"
import { personOf } from "../access"
import type { Ctx } from "../context"
import { countAttempt, forgetFailures } from "./attempts"
import { verifyPassword } from "./password"

/** Wrong present passwords that one person is given (ASVS 5, 6.3.1). */
const wrongMax = 10
/** For so long after signing in, nobody is asked again who they are (ASVS 5, 7.5.1), in ms. */
const freshMs = 15 * 60_000

/**
 * Throws unless a person knows their present password.
 * @param input.field where the password was written, for the error
 * @throws invalid, tooManyRequests
 */
export async function provePassword(ctx: Ctx, input: { field: string; password: string }): Promise<void> {
  const { id } = personOf(ctx)
  const brakes = [{ key: `account ${id}`, max: wrongMax }]
  countAttempt(brakes)
  const [row] = await ctx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, id))
  if (!(await verifyPassword(input.password, row?.hash ?? null))) {
    throw invalid(input.field, "wrongPassword", "This is not the present password.")
  }
  forgetFailures(brakes)
}

/** Whether a person's session began within the last quarter of an hour. */
export async function hasJustSignedIn(ctx: Ctx): Promise<boolean> {
  const [session] = await ctx.db
    .select({ createdAt: sessions.createdAt })
    .from(sessions)
    .where(eq(sessions.id, personOf(ctx).sessionId))
  return session !== undefined && ctx.clock.now() - session.createdAt < freshMs
}
