import { and, eq } from "drizzle-orm"
import * as z from "zod"
import { base64UrlOf } from "../../core/encoding"
import { AppError } from "../../core/errors"
import { passkeys, users } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { countAttempt, forgetFailures } from "./attempts"
import { issueChallenge, readChallenge, spendChallenge } from "./challenge"
import { createSession, endSession } from "./session"
import { attempts } from "./sign-in"
import { type Assertion, assertionSchema, type Place, readAssertion, requestOptions } from "./webauthn"

const subject = "signIn"

/** `POST /sign-in/passkey`. */
export const passkeySignInSchema = z.object({ credential: assertionSchema, next: z.string().max(2_000).optional() })

/** What a browser asks its passkeys; `token` is to come back as a cookie. Nothing is kept. */
export async function beginPasskeySignIn(ctx: Ctx, input: Place): Promise<{ token: string; options: object }> {
  const { value, token } = await issueChallenge(ctx, subject)
  return { token, options: requestOptions(input, value) }
}

/**
 * Signs in whoever holds a passkey (API-3): a challenge of ours, for this place, answered once, by a person who proved to be
 * there. An older session of the browser ends (SEC-06).
 * @param input.token the cookie's, input.previous the session that the browser brought, input.address where it asks from
 * @returns the cookie's value
 * @throws unauthorized, tooManyRequests
 */
export async function signInByPasskey(
  ctx: Ctx,
  input: Place & { credential: Assertion; token: string; previous: string | null; address: string },
): Promise<{ cookie: string }> {
  const { id } = input.credential
  const brakes = [
    { key: `passkey ${id} ${input.address}`, max: attempts.maxFromOne },
    // Nobody guesses a key: what is braked is the work that trying makes.
    { key: `passkeys ${input.address}`, max: attempts.maxFromAll },
  ]
  countAttempt(brakes)
  const found = await owned(ctx, id)
  const refused = found === null ? "It is not known here." : await check(ctx, found, input)
  if (found === null || refused !== null) {
    const name = found?.user.email ?? "passkey"
    await auditInsert(ctx, { action: "user.signInRefused", subject: `user:${name}`, after: { by: "passkey", refused } })
    throw new AppError("unauthorized", "This passkey does not lead in.")
  }
  forgetFailures(brakes)
  if (input.previous !== null) await endSession(ctx, input.previous)
  const cookie = await createSession(ctx, found.user.id)
  const after = { by: "passkey", name: found.passkey.name }
  await auditInsert(ctx, { action: "user.signedIn", subject: `user:${found.user.email}`, after })
  return { cookie }
}

interface Owned {
  passkey: typeof passkeys.$inferSelect
  user: typeof users.$inferSelect
}

async function owned(ctx: Ctx, credentialId: string): Promise<Owned | null> {
  const [row] = await ctx.db
    .select({ passkey: passkeys, user: users })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(eq(passkeys.credentialId, credentialId))
  return row ?? null
}

/** Null when all is well, and then the challenge is used up and the counter moved on; else why not. */
async function check(
  ctx: Ctx,
  { passkey, user }: Owned,
  { credential, token, origin }: Place & { credential: Assertion; token: string },
): Promise<string | null> {
  const challenge = await readChallenge(ctx, subject, token)
  if (challenge === null) return "Its challenge is not ours, or has run out."
  // A key found without a name says whose it is.
  if (credential.response.userHandle !== base64UrlOf(new TextEncoder().encode(user.id)))
    return "It names somebody else."
  const answer = await readAssertion(credential, { origin, challenge, passkey })
  if ("refused" in answer) return answer.refused
  if (!(await spendChallenge(ctx, challenge))) return "Its challenge was answered before."
  // Of two who use copies of one key at once, one wins.
  const moved = await ctx.db
    .update(passkeys)
    .set({ counter: answer.counter, lastUsedAt: ctx.clock.now() })
    .where(and(eq(passkeys.id, passkey.id), eq(passkeys.counter, passkey.counter)))
    .returning({ id: passkeys.id })
  return moved.length > 0 ? null : "Its counter has moved meanwhile."
}
