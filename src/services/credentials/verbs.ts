import { and, asc, eq, gt, inArray, or, sql } from "drizzle-orm"
import * as z from "zod"
import { refusedHeader } from "../../content/web-request"
import { AppError, invalid, notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { seal } from "../../core/seal"
import { campaigns, credentials, flowDrafts, flowVersions } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"

const credentialsMax = 200

/** `POST /credentials`: a header that Web service steps send by naming it (FLOW-9). */
export const credentialSchema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, "A name has 1 to 64 letters, digits, _, . or -."),
    header: z.string().min(1).max(100).default("authorization"),
    value: z
      .string()
      .min(1)
      .max(8_000)
      .regex(/^[\u0020-\u007e]+$/, "A header's value is one line of printable ASCII."),
  })
  .meta({ id: "CredentialChange" })

export const credentialViewSchema = z
  .object({ name: z.string(), header: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() })
  .meta({ id: "Credential" })
export const credentialPageSchema = pageOf(credentialViewSchema)
export type CredentialView = z.infer<typeof credentialViewSchema>

type Row = typeof credentials.$inferSelect

/** Without the value: it never comes back (SEC-32). */
function view({ name, header, createdAt, updatedAt }: Omit<Row, "value">): CredentialView {
  return { name, header, createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) }
}

/** Keeps a credential encrypted; the same name again replaces it. */
export async function putCredential(ctx: Ctx, input: z.infer<typeof credentialSchema>): Promise<CredentialView> {
  const { name, header, value } = input
  const refusal = refusedHeader(header)
  if (refusal !== null) throw invalid("header", "invalidHeader", refusal)
  const [before] = await ctx.db.select().from(credentials).where(eq(credentials.name, name))
  if (before === undefined && (await ctx.db.$count(credentials)) >= credentialsMax) {
    throw new AppError("conflict", `There are ${credentialsMax} credentials already; delete one first.`, {
      reason: "credentialsFull",
      named: [credentialsMax],
    })
  }
  const now = ctx.clock.now()
  const sealed = await seal(ctx.config.secretKey, ctx.random, value)
  const row = { name, header: header.toLowerCase(), value: sealed, createdAt: before?.createdAt ?? now, updatedAt: now }
  await ctx.db.batch([
    ctx.db.insert(credentials).values(row).onConflictDoUpdate({ target: credentials.name, set: row }),
    auditInsert(ctx, {
      action: before === undefined ? "credential.created" : "credential.changed",
      subject: `credential:${name}`,
      ...(before === undefined ? {} : { before: { header: before.header } }),
      after: { header: row.header },
    }),
  ])
  return view(row)
}

/** Credentials by name, without their values. */
export async function listCredentials(ctx: Ctx, query: PageQuery): Promise<Page<CredentialView>> {
  const after = readCursor(query.cursor, "string")
  const { name, header, createdAt, updatedAt } = credentials
  const rows = await ctx.db
    .select({ name, header, createdAt, updatedAt })
    .from(credentials)
    .where(after === null ? undefined : gt(name, after[0]))
    .orderBy(asc(name))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, { item: view, position: (row) => [row.name] })
}

/** Deletes a credential that no draft and no published flow names. */
export async function removeCredential(ctx: Ctx, input: { name: string }): Promise<void> {
  const [row] = await ctx.db.select().from(credentials).where(eq(credentials.name, input.name))
  if (row === undefined) throw notFound("credential")
  const users = await usersOf(ctx, row.name)
  if (users.length > 0) {
    throw new AppError("conflict", `${users.join(", ")} still name this credential.`, {
      reason: "credentialUsed",
      named: users,
      extra: { usedBy: users },
    })
  }
  await ctx.db.batch([
    ctx.db.delete(credentials).where(eq(credentials.name, row.name)),
    auditInsert(ctx, {
      action: "credential.deleted",
      subject: `credential:${row.name}`,
      before: { header: row.header },
    }),
  ])
}

/** Names of the campaigns whose draft or current version has a step with this credential. */
async function usersOf(ctx: Ctx, name: string): Promise<string[]> {
  // Flows are stored as JSON text: the name of a credential has no character that JSON would write otherwise.
  const named = `"credential":"${name}"`
  const inDraft = ctx.db
    .select({ id: flowDrafts.campaignId })
    .from(flowDrafts)
    .where(sql`instr(${flowDrafts.flow}, ${named}) > 0`)
  const inVersion = ctx.db
    .select({ id: flowVersions.campaignId })
    .from(flowVersions)
    .where(
      and(
        eq(flowVersions.campaignId, campaigns.id),
        eq(flowVersions.version, campaigns.version),
        sql`instr(${flowVersions.flow}, ${named}) > 0`,
      ),
    )
  const rows = await ctx.db
    .select({ name: campaigns.name })
    .from(campaigns)
    .where(or(inArray(campaigns.id, inDraft), inArray(campaigns.id, inVersion)))
  return rows.map((row) => row.name)
}
