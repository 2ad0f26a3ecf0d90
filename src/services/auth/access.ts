import { eq } from "drizzle-orm"
import { users } from "../../db/schema"
import type { Actor, Ctx } from "../context"
import { ensureOwner, normalEmail } from "./owner"

/** Whoever comes in through Cloudflare Access has no session of ours. */
const noSession = "access"

/**
 * Whom a token of Cloudflare Access stands for (API-3): somebody of that email who may sign in here; null for everybody
 * else. Their rights are ours to give, not Access's.
 */
export async function readAccess(ctx: Ctx, assertion: string): Promise<Extract<Actor, { kind: "user" }> | null> {
  const email = await ctx.accessEmail(assertion)
  if (email === null) return null
  const user = (await personBy(ctx, email)) ?? (await firstOwner(ctx, email))
  if (user === null) return null
  return { kind: "user", id: user.id, email: user.email, role: user.role, locale: user.locale, sessionId: noSession }
}

async function personBy(ctx: Ctx, email: string) {
  const [user] = await ctx.db
    .select()
    .from(users)
    .where(eq(users.email, normalEmail(email)))
  return user ?? null
}

/** The first owner may come through Access before anybody has used the sign-in page. */
async function firstOwner(ctx: Ctx, email: string) {
  const { owner } = ctx.config
  if (owner === null || normalEmail(owner.email) !== normalEmail(email)) return null
  await ensureOwner(ctx)
  return await personBy(ctx, email)
}
