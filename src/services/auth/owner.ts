import { eq } from "drizzle-orm"
import { createId } from "../../core/ids"
import { users } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { hashPassword } from "./password"

/** Emails of people compare without regard to case. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** Makes the first owner from OWNER_EMAIL and OWNER_PASSWORD while there is no user yet (contract.md "Running it"). */
export async function ensureOwner(ctx: Ctx): Promise<void> {
  const owner = ctx.config.owner
  if (owner === null || (await ctx.db.select({ id: users.id }).from(users).limit(1)).length > 0) return
  const createdAt = ctx.clock.now()
  const row = {
    id: createId(createdAt, ctx.random),
    email: normalEmail(owner.email),
    passwordHash: await hashPassword(owner.password, ctx.random),
    role: "owner" as const,
    locale: null,
    createdAt,
  }
  await ctx.db.insert(users).values(row).onConflictDoNothing()
  await auditInsert(ctx, { action: "user.created", subject: `user:${row.email}`, after: { role: row.role } })
}

/** The user whom ADMIN_TOKEN signs in as: the first owner, made without a usable password when there is none. */
export async function ownerId(ctx: Ctx): Promise<string> {
  await ensureOwner(ctx)
  const [owner] = await ctx.db.select().from(users).where(eq(users.role, "owner")).orderBy(users.id).limit(1)
  if (owner !== undefined) return owner.id
  const createdAt = ctx.clock.now()
  const id = createId(createdAt, ctx.random)
  const row = { id, email: "owner@localhost", passwordHash: "none", role: "owner" as const, locale: null, createdAt }
  await ctx.db.insert(users).values(row).onConflictDoNothing()
  return id
}
