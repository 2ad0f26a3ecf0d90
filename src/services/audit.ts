import { and, desc, eq, lt } from "drizzle-orm"
import * as z from "zod"
import { createId } from "../core/ids"
import { isoOf } from "../core/instant"
import { audit } from "../db/schema"
import { actorLabel } from "./access"
import type { Ctx } from "./context"
import { type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "./page"

/** One change, as `auditRow` takes it (API-4). Never put secrets or members' data in. */
export interface Change {
  /** `thing.verb`, past tense: `campaign.published`. */
  action: string
  /** `thing:id`. */
  subject: string
  before?: unknown
  after?: unknown
}

/** The audit row of a change, ready to be inserted in the same batch as the change itself. */
export function auditRow(ctx: Ctx, change: Change) {
  const at = ctx.clock.now()
  return {
    id: createId(at, ctx.random),
    at,
    actor: actorLabel(ctx.actor),
    action: change.action,
    subject: change.subject,
    before: change.before ?? null,
    after: change.after ?? null,
  }
}

/** Inserts the audit row of a change. */
export function auditInsert(ctx: Ctx, change: Change) {
  return ctx.db.insert(audit).values(auditRow(ctx, change))
}

export const auditQuerySchema = z.object({
  ...pageQueryShape,
  subject: z.string().max(300).optional(),
  action: z.string().max(100).optional(),
  actor: z.string().max(300).optional(),
})

export const auditViewSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({ id: "AuditEntry" })
export const auditPageSchema = pageOf(auditViewSchema)
export type AuditView = z.infer<typeof auditViewSchema>

/** Changes, newest first, searched by exact subject, action and actor (API-4). */
export async function listAudit(ctx: Ctx, query: z.infer<typeof auditQuerySchema>): Promise<Page<AuditView>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(audit)
    .where(
      and(
        query.subject === undefined ? undefined : eq(audit.subject, query.subject),
        query.action === undefined ? undefined : eq(audit.action, query.action),
        query.actor === undefined ? undefined : eq(audit.actor, query.actor),
        after === null ? undefined : lt(audit.id, after[0]),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, { item: (row) => ({ ...row, at: isoOf(row.at) }), position: (row) => [row.id] })
}
