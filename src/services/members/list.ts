import { and, desc, sql } from "drizzle-orm"
import * as z from "zod"
import { members } from "../../db/schema"
import type { Ctx } from "../context"
import { containing, type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { type MemberSummary, memberSummarySchema, summaryOf } from "./view"

export const memberQuerySchema = z.object({
  ...pageQueryShape,
  /** Finds a part of the id, email, phone or name. */
  query: z.string().max(200).optional(),
  segmentId: z.string().max(100).optional(),
})
export const memberPageSchema = pageOf(memberSummarySchema)

const rowid = sql<number>`members.rowid`

/** Members, newest first, from the read model. */
export async function listMembers(ctx: Ctx, query: z.infer<typeof memberQuerySchema>): Promise<Page<MemberSummary>> {
  const after = readCursor(query.cursor, "number")
  const rows = await ctx.db
    .select({
      id: members.id,
      profile: members.profile,
      createdAt: members.createdAt,
      updatedAt: members.updatedAt,
      position: rowid,
    })
    .from(members)
    .where(
      and(
        query.query ? matches(query.query) : undefined,
        query.segmentId === undefined || query.segmentId === "everyone" ? undefined : inSegment(query.segmentId),
        after === null ? undefined : sql`${rowid} < ${after[0]}`,
      ),
    )
    .orderBy(desc(rowid))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: (row) => summaryOf(row.id, row.profile, row),
    position: (row) => [row.position],
  })
}

const searched = ["$.email", "$.phone", "$.attributes.name", "$.attributes.firstName", "$.attributes.lastName"] as const

function matches(text: string) {
  const pattern = containing(text)
  const fields = searched.map((path) => sql`json_extract(${members.profile}, ${path}) LIKE ${pattern} ESCAPE '\\'`)
  const inProfile = sql`(${sql.join(fields, sql` OR `)})`
  // The profile as text says at once whether it is worth looking into; JSON writes only these characters otherwise.
  const worth = /["\\\p{Cc}]/u.test(text) ? sql`1` : sql`${members.profile} LIKE ${pattern} ESCAPE '\\'`
  return sql`(${members.id} LIKE ${pattern} ESCAPE '\\' OR (${worth} AND ${inProfile}))`
}

function inSegment(segmentId: string) {
  return sql`EXISTS (SELECT 1 FROM memberships s WHERE s.segment_id = ${segmentId} AND s.member_id = ${members.id} AND s.member = 1)`
}
