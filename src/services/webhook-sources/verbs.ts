import { desc, eq, lt } from "drizzle-orm"
import * as z from "zod"
import { base64Of } from "../../core/encoding"
import { notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf, isoOrNull } from "../../core/instant"
import { seal } from "../../core/seal"
import { webhookSources } from "../../db/schema"
import { auditInsert } from "../audit"
import { nameSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"

const secretBytes = 24
/** How long the secret before a rotation stays good. */
const overlapMs = 24 * 3_600_000

/** `POST /webhook-sources`. */
export const sourceCreateSchema = z.strictObject({ name: nameSchema }).meta({ id: "WebhookSourceCreate" })
export const sourceViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    /** Until when the secret before the last rotation is still good. */
    previousUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: "WebhookSource" })
/** The answer to creating or rotating: the only time the secret is shown. */
export const sourceSecretSchema = sourceViewSchema.extend({ secret: z.string() }).meta({ id: "WebhookSourceSecret" })
export const sourcePageSchema = pageOf(sourceViewSchema)
export type SourceView = z.infer<typeof sourceViewSchema>
export type SourceSecret = z.infer<typeof sourceSecretSchema>

type Row = typeof webhookSources.$inferSelect

function view(row: Row): SourceView {
  return { id: row.id, name: row.name, createdAt: isoOf(row.createdAt), previousUntil: isoOrNull(row.previousUntil) }
}

async function newSecret(ctx: Ctx): Promise<{ secret: string; sealed: string }> {
  const secret = `whsec_${base64Of(ctx.random.bytes(secretBytes))}`
  return { secret, sealed: await seal(ctx.config.secretKey, ctx.random, secret) }
}

async function load(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(webhookSources).where(eq(webhookSources.id, id))
  if (row === undefined) throw notFound("webhook source")
  return row
}

/** A source of signed webhooks; its secret is kept encrypted (API-2). */
export async function createSource(ctx: Ctx, input: z.infer<typeof sourceCreateSchema>): Promise<SourceSecret> {
  const createdAt = ctx.clock.now()
  const { secret, sealed } = await newSecret(ctx)
  const id = createId(createdAt, ctx.random)
  const row = { id, name: input.name, secret: sealed, previousSecret: null, previousUntil: null, createdAt }
  await ctx.db.batch([
    ctx.db.insert(webhookSources).values(row),
    auditInsert(ctx, { action: "webhookSource.created", subject: `webhookSource:${id}`, after: { name: row.name } }),
  ])
  return { ...view(row), secret }
}

/** A new secret; the one before stays good for 24 hours (ING-07). */
export async function rotateSource(ctx: Ctx, input: { id: string }): Promise<SourceSecret> {
  const row = await load(ctx, input.id)
  const { secret, sealed } = await newSecret(ctx)
  const changed = { ...row, secret: sealed, previousSecret: row.secret, previousUntil: ctx.clock.now() + overlapMs }
  await ctx.db.batch([
    ctx.db.update(webhookSources).set(changed).where(eq(webhookSources.id, row.id)),
    auditInsert(ctx, { action: "webhookSource.rotated", subject: `webhookSource:${row.id}` }),
  ])
  return { ...view(changed), secret }
}

export async function getSource(ctx: Ctx, input: { id: string }): Promise<SourceView> {
  return view(await load(ctx, input.id))
}

export async function listSources(ctx: Ctx, query: PageQuery): Promise<Page<SourceView>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(webhookSources)
    .where(after === null ? undefined : lt(webhookSources.id, after[0]))
    .orderBy(desc(webhookSources.id))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, { item: view, position: (row) => [row.id] })
}

export async function removeSource(ctx: Ctx, input: { id: string }): Promise<void> {
  const row = await load(ctx, input.id)
  await ctx.db.batch([
    ctx.db.delete(webhookSources).where(eq(webhookSources.id, row.id)),
    auditInsert(ctx, {
      action: "webhookSource.deleted",
      subject: `webhookSource:${row.id}`,
      before: { name: row.name },
    }),
  ])
}
