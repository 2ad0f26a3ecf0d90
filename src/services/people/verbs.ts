import { and, desc, eq, lt, max, ne } from "drizzle-orm"
import * as z from "zod"
import { base64UrlOf } from "../../core/encoding"
import { AppError, invalid, notFound } from "../../core/errors"
import { sha256Hex } from "../../core/hash"
import { createId } from "../../core/ids"
import { isoOf, isoOrNull } from "../../core/instant"
import { isEmail } from "../../core/profile"
import { passkeys, sessions, users } from "../../db/schema"
import { auditInsert } from "../audit"
import { ensureOwner, normalEmail } from "../auth/owner"
import { getCompany } from "../company/verbs"
import type { Actor, Ctx, Role } from "../context"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"

export const roles = ["owner", "admin", "editor", "viewer"] as const satisfies readonly Role[]
const inviteBytes = 32
const inviteMs = 7 * 86_400_000
/** Stands where a hash would: no password leads in. */
const noPassword = "none"

const emailSchema = z.string().transform(normalEmail).refine(isEmail, "Must be an email address.")
const localeSchema = z.enum(["en", "es"])

/** `POST /people`. */
export const personCreateSchema = z
  .strictObject({ email: emailSchema, role: z.enum(roles), locale: localeSchema.optional() })
  .meta({ id: "PersonCreate" })
/** `PATCH /people/{id}`. */
export const personPatchSchema = z
  .strictObject({ role: z.enum(roles).optional(), locale: localeSchema.optional() })
  .meta({ id: "PersonPatch" })

export const personSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.enum(roles),
    locale: localeSchema.nullable(),
    /** `invited`: has not set a password yet; the link may have run out. */
    status: z.enum(["active", "invited"]),
    inviteUntil: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Person" })
export const personPageSchema = pageOf(personSchema)
export type Person = z.infer<typeof personSchema>

/** A person and the path of the link by which a password is set: shown this once. */
export interface Invited {
  person: Person
  invitePath: string
}

type Row = typeof users.$inferSelect

function view(row: Row, lastSeenAt: number | null): Person {
  const { id, email, role, locale, inviteHash, inviteUntil, createdAt, passwordHash } = row
  return {
    id,
    email,
    role,
    locale,
    status: passwordHash === noPassword && inviteHash !== null ? "invited" : "active",
    inviteUntil: isoOrNull(inviteHash === null ? null : inviteUntil),
    createdAt: isoOf(createdAt),
    lastSeenAt: isoOrNull(lastSeenAt),
  }
}

/** Everybody who may sign in, newest first (API-3). */
export async function listPeople(ctx: Ctx, query: PageQuery): Promise<Page<Person>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select({ user: users, lastSeenAt: max(sessions.lastSeenAt) })
    .from(users)
    .leftJoin(sessions, eq(sessions.userId, users.id))
    .where(after === null ? undefined : lt(users.id, after[0]))
    .groupBy(users.id)
    .orderBy(desc(users.id))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: (row) => view(row.user, row.lastSeenAt),
    position: (row) => [row.user.id],
  })
}

export async function getPerson(ctx: Ctx, input: { id: string }): Promise<Person> {
  const row = await load(ctx, input.id)
  const [seen] = await ctx.db
    .select({ at: max(sessions.lastSeenAt) })
    .from(sessions)
    .where(eq(sessions.userId, row.id))
  return view(row, seen?.at ?? null)
}

/** Lets somebody in: they set their password by a link that works once, for seven days. Throws forbidden, invalid. */
export async function invitePerson(ctx: Ctx, input: z.infer<typeof personCreateSchema>): Promise<Invited> {
  requireOwnerFor(ctx.actor, input.role)
  // The first owner is made while there is nobody else: somebody invited before must not keep them out.
  await ensureOwner(ctx)
  const now = ctx.clock.now()
  const token = newToken(ctx)
  const row: Row = {
    id: createId(now, ctx.random),
    email: input.email,
    passwordHash: noPassword,
    role: input.role,
    locale: input.locale ?? (await getCompany(ctx)).locale,
    createdAt: now,
    inviteHash: await sha256Hex(token),
    inviteUntil: now + inviteMs,
  }
  const [made] = await ctx.db.batch([
    ctx.db.insert(users).values(row).onConflictDoNothing().returning({ id: users.id }),
  ])
  if (made.length === 0) throw invalid("email", "taken", "Somebody with this email can sign in already.")
  await auditInsert(ctx, { action: "user.invited", subject: `user:${row.email}`, after: { role: row.role } })
  return { person: view(row, null), invitePath: pathOf(token) }
}

/** A new link for somebody: the one before and the present password stop working when it is used. Throws notFound. */
export async function renewInvite(ctx: Ctx, input: { id: string }): Promise<Invited> {
  const row = await load(ctx, input.id)
  requireOwnerFor(ctx.actor, row.role)
  const token = newToken(ctx)
  const invite = { inviteHash: await sha256Hex(token), inviteUntil: ctx.clock.now() + inviteMs }
  await ctx.db.batch([
    ctx.db.update(users).set(invite).where(eq(users.id, row.id)),
    auditInsert(ctx, { action: "user.linkMade", subject: `user:${row.email}` }),
  ])
  return { person: view({ ...row, ...invite }, null), invitePath: pathOf(token) }
}

/** Changes role or language; the new rights hold from the next request. Throws notFound, forbidden, conflict. */
export async function updatePerson(
  ctx: Ctx,
  input: { id: string; patch: z.infer<typeof personPatchSchema> },
): Promise<Person> {
  const row = await load(ctx, input.id)
  const { role = row.role, locale = row.locale } = input.patch
  if (role !== row.role) {
    requireOwnerFor(ctx.actor, row.role)
    requireOwnerFor(ctx.actor, role)
    if (row.role === "owner") await requireOtherOwner(ctx, row.id)
  }
  await ctx.db.batch([
    ctx.db.update(users).set({ role, locale }).where(eq(users.id, row.id)),
    auditInsert(ctx, {
      action: "user.updated",
      subject: `user:${row.email}`,
      before: { role: row.role, locale: row.locale },
      after: { role, locale },
    }),
  ])
  return getPerson(ctx, input)
}

/** Shuts somebody out at once; what they did stays in the audit log. Throws notFound, forbidden, conflict. */
export async function removePerson(ctx: Ctx, input: { id: string }): Promise<void> {
  const row = await load(ctx, input.id)
  requireOwnerFor(ctx.actor, row.role)
  if (ctx.actor.kind === "user" && ctx.actor.id === row.id)
    throw new AppError("conflict", "Nobody can remove themselves.", { reason: "removesSelf" })
  if (row.role === "owner") await requireOtherOwner(ctx, row.id)
  await ctx.db.batch([
    ctx.db.delete(sessions).where(eq(sessions.userId, row.id)),
    ctx.db.delete(passkeys).where(eq(passkeys.userId, row.id)),
    ctx.db.delete(users).where(eq(users.id, row.id)),
    auditInsert(ctx, { action: "user.removed", subject: `user:${row.email}`, before: { role: row.role } }),
  ])
}

async function load(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(users).where(eq(users.id, id))
  if (row === undefined) throw notFound("person")
  return row
}

/** Only owners make owners, and change or remove them. */
function requireOwnerFor(actor: Actor, role: Role): void {
  const isOwner = actor.kind === "owner" || actor.kind === "system" || (actor.kind === "user" && actor.role === "owner")
  if (role === "owner" && !isOwner)
    throw new AppError("forbidden", "Only an owner can do this to an owner.", { reason: "ownerOnly" })
}

async function requireOtherOwner(ctx: Ctx, id: string): Promise<void> {
  const [other] = await ctx.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "owner"), ne(users.id, id), ne(users.passwordHash, noPassword)))
    .limit(1)
  if (other === undefined)
    throw new AppError("conflict", "This is the last owner who can sign in.", { reason: "lastOwner" })
}

function newToken(ctx: Ctx): string {
  return base64UrlOf(ctx.random.bytes(inviteBytes))
}

function pathOf(token: string): string {
  return `/invite/${token}`
}
