import { lt } from "drizzle-orm"
import { base64UrlOf } from "../../core/encoding"
import { readToken, signToken } from "../../core/signed-token"
import { spentChallenges } from "../../db/schema"
import type { Ctx } from "../context"

/** How long a person has to answer (ms). */
export const challengeMs = 5 * 60_000
const challengeBytes = 32
const purpose = "passkey"

/** What a passkey is to sign: nothing is kept until it is answered, so asking for many costs nothing. */
export interface Challenge {
  /** base64url */
  value: string
  /** Goes with the answer; says that the challenge is ours, for whom, and until when. */
  token: string
}

/** @param subject who may answer it, and for what: others cannot */
export async function issueChallenge(ctx: Ctx, subject: string): Promise<Challenge> {
  const value = base64UrlOf(ctx.random.bytes(challengeBytes))
  const payload = JSON.stringify([value, subject, ctx.clock.now() + challengeMs])
  return { value, token: await signToken(ctx.config.secretKey, purpose, payload) }
}

/** The challenge in a token, or null when it is not ours, not for this subject, or has run out. */
export async function readChallenge(ctx: Ctx, subject: string, token: string): Promise<string | null> {
  const payload = await readToken(ctx.config.secretKey, purpose, token)
  if (payload === null) return null
  const [value, forWhom, until] = JSON.parse(payload) as [string, string, number]
  return forWhom === subject && until > ctx.clock.now() ? value : null
}

/** Marks a rightly answered challenge as used; false when it has been before. */
export async function spendChallenge(ctx: Ctx, value: string): Promise<boolean> {
  const now = ctx.clock.now()
  const [spent] = await ctx.db.batch([
    ctx.db
      .insert(spentChallenges)
      .values({ id: value, until: now + challengeMs })
      .onConflictDoNothing()
      .returning({ id: spentChallenges.id }),
    ctx.db.delete(spentChallenges).where(lt(spentChallenges.until, now)),
  ])
  return spent.length > 0
}
