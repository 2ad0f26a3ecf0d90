import { desc, eq, lt } from "drizzle-orm"
import * as z from "zod"
import { base64UrlOf } from "../../core/encoding"
import { invalid, notFound } from "../../core/errors"
import { sha256Hex } from "../../core/hash"
import { createId } from "../../core/ids"
import { instantSchema, isoOf, isoOrNull, parseInstant } from "../../core/instant"
import { tokens } from "../../db/schema"
import { actorLabel, scopes } from "../access"
import { auditInsert } from "../audit"
import { nameSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"

const secretBytes = 32
const prefixChars = 12

/** `POST /tokens`. */
export const tokenCreateSchema = z
  .strictObject({
    name: nameSchema,
    scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
    expiresAt: instantSchema.nullable().optional(),
  })
  .meta({ id: "TokenCreate" })

export const tokenViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Token" })
/** The answer to creating one: the only time the token itself is shown. */
export const tokenCreatedSchema = tokenViewSchema.extend({ token: z.string() }).meta({ id: "TokenCreated" })
export const tokenPageSchema = pageOf(tokenViewSchema)
export type TokenView = z.infer<typeof tokenViewSchema>

function view(row: typeof tokens.$inferSelect): TokenView {
  const { hash: _, ...rest } = row
  return { ...rest, createdAt: isoOf(row.createdAt), expiresAt: isoOrNull(row.expiresAt) }
}

/** Makes an API token; only its hash is kept (API-3). */
export async function createToken(
  ctx: Ctx,
  input: z.infer<typeof tokenCreateSchema>,
): Promise<z.infer<typeof tokenCreatedSchema>> {
  const createdAt = ctx.clock.now()
  const expiresAt = input.expiresAt == null ? null : parseInstant(input.expiresAt)
  if (expiresAt !== null && expiresAt <= createdAt) throw invalid("expiresAt", "past", "Must be in the future.")
  const token = `mlr_${base64UrlOf(ctx.random.bytes(secretBytes))}`
  const row = {
    id: createId(createdAt, ctx.random),
    name: input.name,
    prefix: token.slice(0, prefixChars),
    hash: await sha256Hex(token),
    scopes: [...new Set(input.scopes)],
    createdBy: actorLabel(ctx.actor),
    createdAt,
    expiresAt,
  }
  await ctx.db.batch([
    ctx.db.insert(tokens).values(row),
    auditInsert(ctx, {
      action: "token.created",
      subject: `token:${row.id}`,
      after: { name: row.name, scopes: row.scopes },
    }),
  ])
  return { ...view(row), token }
}

export async function listTokens(ctx: Ctx, query: PageQuery): Promise<Page<TokenView>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(tokens)
    .where(after === null ? undefined : lt(tokens.id, after[0]))
    .orderBy(desc(tokens.id))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, { item: view, position: (row) => [row.id] })
}

/** Revokes a token; it stops working with the next request. */
export async function removeToken(ctx: Ctx, input: { id: string }): Promise<void> {
  const [row] = await ctx.db.select().from(tokens).where(eq(tokens.id, input.id))
  if (row === undefined) throw notFound("token")
  await ctx.db.batch([
    ctx.db.delete(tokens).where(eq(tokens.id, input.id)),
    auditInsert(ctx, { action: "token.deleted", subject: `token:${row.id}`, before: { name: row.name } }),
  ])
}
