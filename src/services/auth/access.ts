import { and, eq, gt } from "drizzle-orm"
import { audit, users } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Actor, Ctx } from "../context"
import { ensureOwner, normalEmail } from "./owner"

/** Whoever comes in through Cloudflare Access has no session of ours. */
const noSession = "access"

/** How often the audit log says of somebody that nobody has invited them, in ms. */
const uninvitedEveryMs = 86_400_000

/**
 * Whom a token of Cloudflare Access stands for (API-3): somebody of that email who may sign in here, else nobody, with the
 * email that Access vouches for. Their rights are ours to give, not Access's. Null: the token is none.
 */
export async function readAccess(
  ctx: Ctx,
  assertion: string,
): Promise<Extract<Actor, { kind: "user" | "anonymous" }> | null> {
  const email = await ctx.accessEmail(assertion)
  if (email === null) return null
  const user = (await personBy(ctx, email)) ?? (await firstOwner(ctx, email))
  if (user === null) return { kind: "anonymous", uninvited: normalEmail(email) }
  return { kind: "user", id: user.id, email: user.email, role: user.role, locale: user.locale, sessionId: noSession }
}

/** Somebody whom Access has let in has looked for a page, and nobody has invited them: told once a day (API-4). */
export async function noteUninvited(ctx: Ctx, input: { email: string }): Promise<void> {
  const subject = `user:${input.email}`
  const since = ctx.clock.now() - uninvitedEveryMs
  const told = and(eq(audit.subject, subject), eq(audit.action, "user.notInvited"), gt(audit.at, since))
  if ((await ctx.db.$count(audit, told)) === 0) await auditInsert(ctx, { action: "user.notInvited", subject })
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
