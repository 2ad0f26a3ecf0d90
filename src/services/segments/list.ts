import { sql } from "drizzle-orm"
import * as z from "zod"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"
import { containing, type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { countMembers, countsBySegment } from "./member-counts"
import { readProgress } from "./progress"
import { type SegmentRow, type SegmentView, segmentView, segmentViewSchema } from "./view"

export const segmentQuerySchema = z.object({ ...pageQueryShape, query: z.string().max(200).optional() })
export const segmentPageSchema = pageOf(segmentViewSchema)

/** Segments, newest first; the built-in Everyone comes last. */
export async function listSegments(ctx: Ctx, query: z.infer<typeof segmentQuerySchema>): Promise<Page<SegmentView>> {
  const after = readCursor(query.cursor, "string")
  const named = query.query ? sql`AND name LIKE ${containing(query.query)} ESCAPE '\\'` : sql``
  const older =
    after === null ? sql`` : sql`AND (id < ${after[0]} OR id = ${everyoneId}) AND ${after[0]} <> ${everyoneId}`
  const rows = await ctx.db.all<SegmentRow>(
    sql`SELECT * FROM (
          SELECT id, name, kind, rule, rev, created_at AS createdAt, updated_at AS updatedAt FROM segments
          UNION ALL SELECT ${everyoneId}, 'Everyone', 'everyone', NULL, 0, 0, 0)
        WHERE 1 ${named} ${older} ORDER BY id = ${everyoneId}, id DESC LIMIT ${query.limit + 1}`,
  )
  const counts = await countsBySegment(
    ctx,
    rows.map((row) => row.id),
  )
  if (rows.some((row) => row.id === everyoneId)) counts.set(everyoneId, await countMembers(ctx, everyoneId))
  const progressOf = await readProgress(ctx)
  return pageFrom(rows, query.limit, {
    item: (row) => segmentView({ ...row, rule: parsedRule(row.rule) }, counts.get(row.id) ?? 0, progressOf(row)),
    position: (row) => [row.id],
  })
}

/** A raw query gives the JSON column as text. */
function parsedRule(rule: unknown): unknown {
  return typeof rule === "string" ? JSON.parse(rule) : rule
}
