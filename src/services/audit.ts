import { and, desc, eq, gte, lt, or, sql } from "drizzle-orm"
import * as z from "zod"
import type { AuditAction } from "../core/audit-actions"
import { csvLine } from "../core/csv"
import { createId, idFrom } from "../core/ids"
import { isoOf } from "../core/instant"
import { audit } from "../db/schema"
import { endInstant, startInstant } from "../engine/timing"
import { actorLabel } from "./access"
import { companyTimeZone } from "./company/time-zone"
import type { Ctx } from "./context"
import { lastLooked } from "./looking"
import { containing, type Page, pageFrom, pageLimits, pageOf, pageQueryShape, readCursor } from "./page"

/** One change, as `auditRow` takes it (API-4). Never put secrets or members' data in. */
export interface Change {
  /** `thing.verb`, past tense: `campaign.published`. */
  action: AuditAction
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
  /** A part of the actor, the action or the subject. */
  query: z.string().max(200).optional(),
  /** Local dates of the company's zone, both included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})
export type AuditQuery = z.infer<typeof auditQuerySchema>

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

/**
 * Changes, newest first, searched by exact subject, action and actor, by a part of any of them, and by date (API-4). A page
 * by actor, action or a part may be short and still have a next one.
 */
export async function listAudit(ctx: Ctx, query: AuditQuery): Promise<Page<AuditView>> {
  const { subject, action, actor } = query
  const after = readCursor(query.cursor, "string")?.[0] ?? null
  const zone = await companyTimeZone(ctx)
  // Ids begin with the instant: they find the days, too.
  const days = and(
    query.from === undefined ? undefined : gte(audit.id, idFrom(startInstant(query.from, zone) ?? 0)),
    query.to === undefined ? undefined : lt(audit.id, idFrom(endInstant(query.to, zone) ?? 0)),
  )
  const isFound = subject !== undefined || (action === undefined && actor === undefined && query.query === undefined)
  const place = { table: sql`audit`, key: sql`id`, of: days, after }
  const looked = isFound ? null : await lastLooked<string>(ctx, place)
  const rows = await ctx.db
    .select()
    .from(audit)
    .where(
      and(
        days,
        subject === undefined ? undefined : eq(audit.subject, subject),
        action === undefined ? undefined : eq(audit.action, action),
        actor === undefined ? undefined : eq(audit.actor, actor),
        query.query === undefined ? undefined : mentions(query.query),
        after === null ? undefined : lt(audit.id, after),
        looked === null ? undefined : gte(audit.id, looked),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: (row) => ({ ...row, at: isoOf(row.at) }),
    position: (row) => [row.id],
    looked,
  })
}

function mentions(text: string) {
  const pattern = containing(text)
  return or(...[audit.actor, audit.action, audit.subject].map((column) => sql`${column} LIKE ${pattern} ESCAPE '\\'`))
}

/** The same as CSV, page by page: an audit log of any length in little memory. */
export function auditCsv(ctx: Ctx, query: AuditQuery): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let cursor: string | null | undefined
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(csvLine(["at", "actor", "action", "subject", "before", "after"])))
    },
    async pull(controller) {
      const page = await listAudit(ctx, { ...query, limit: pageLimits.max, cursor: cursor ?? undefined })
      const lines = page.items.map(({ at, actor, action, subject, before, after }) =>
        csvLine([at, actor, action, subject, jsonOf(before), jsonOf(after)]),
      )
      controller.enqueue(encoder.encode(lines.join("")))
      cursor = page.nextCursor
      if (cursor === null) controller.close()
    },
  })
}

function jsonOf(value: unknown): string {
  return value === null ? "" : JSON.stringify(value)
}
