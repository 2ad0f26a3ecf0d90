import { type SQL, sql } from "drizzle-orm"
import * as z from "zod"
import { members } from "../../db/schema"
import type { Ctx } from "../context"
import { lastLooked } from "../looking"
import { type Page, pageFrom, pageOf, pageQueryShape, readCursor, writeCursor } from "../page"
import { searched } from "./searched"
import { type MemberSummary, memberSummarySchema, summaryOf } from "./view"

export const memberQuerySchema = z.object({
  ...pageQueryShape,
  /** Finds a part of the id, email, phone or name; those whose id, email or phone begins so come first. */
  query: z.string().max(200).optional(),
  segmentId: z.string().max(100).optional(),
})
export const memberPageSchema = pageOf(memberSummarySchema)
type MemberQuery = z.infer<typeof memberQuerySchema>

/** As many members are sorted for one page. */
const sortedMax = 20_000
/** As many members whose id, email or phone begins with a text are shown before those who have it elsewhere. */
const beginningsMax = 1_000

/** What a page is made of. */
interface Wanted {
  conditions: readonly SQL[]
  /** Few enough to be sorted: they are found by an index and not along the table. */
  isFew: boolean
  after: number | null
  limit: number
}

/**
 * Members, newest first, from the read model. Searched, or of a large segment, a page may be short and still have a next one.
 */
export async function listMembers(ctx: Ctx, query: MemberQuery): Promise<Page<MemberSummary>> {
  const { segmentId, limit } = query
  const segment = segmentId === undefined || segmentId === "everyone" ? null : await segmentOf(ctx, segmentId)
  if (query.query) return await searchPage(ctx, query, query.query, segment)
  const after = readCursor(query.cursor, "number")?.[0] ?? null
  const wanted = {
    conditions: segment === null ? [] : [segment.condition],
    isFew: segment?.isFew ?? false,
    after,
    limit,
  }
  const looked = segment === null || segment.isFew ? null : await lastMember(ctx, after)
  const rows = await read(ctx, wanted, looked)
  return pageFrom(rows, limit, { item, position: (row) => [row.position], looked })
}

/** What is listed: those that begin with the text; those that have it elsewhere; or, when too many begin so, all at once. */
const phases = { begins: 0, elsewhere: 1, anywhere: 2 } as const

async function searchPage(
  ctx: Ctx,
  { limit, cursor }: MemberQuery,
  text: string,
  segment: Segment | null,
): Promise<Page<MemberSummary>> {
  const { anywhere, begins, beginnings } = searched(text, beginningsMax)
  const [phase, position] = readCursor(cursor, "number", "number") ?? [null, null]
  const inSegment = segment === null ? [] : [segment.condition]
  const isFirst = phase === phases.begins || (phase === null && (await isBetween(ctx, beginnings)))
  const first = isFirst
    ? await read(ctx, { conditions: [...inSegment, begins], isFew: true, after: position, limit }, null)
    : []
  const full = first[limit - 1]
  if (full !== undefined) {
    return { items: first.slice(0, limit).map(item), nextCursor: writeCursor([phases.begins, full.position]) }
  }
  const second = isFirst || phase === phases.elsewhere ? phases.elsewhere : phases.anywhere
  const after = isFirst ? null : position
  const rest = { isFew: segment?.isFew ?? false, after, limit: limit - first.length }
  const looked = rest.isFew ? null : await lastMember(ctx, after)
  const conditions = [...inSegment, anywhere, ...(second === phases.elsewhere ? [sql`NOT ${begins}`] : [])]
  const rows = await read(ctx, { ...rest, conditions }, looked)
  const page = pageFrom([...first, ...rows], limit, { item, position: (row) => [second, row.position] })
  return page.nextCursor === null && looked !== null ? { ...page, nextCursor: writeCursor([second, looked]) } : page
}

/** Whether some members begin so, and not too many. */
async function isBetween(ctx: Ctx, beginnings: SQL): Promise<boolean> {
  const [row] = await ctx.db.all<{ n: number }>(sql`SELECT count(*) AS n FROM (${beginnings})`)
  const n = row?.n ?? 0
  return n > 0 && n <= beginningsMax
}

async function lastMember(ctx: Ctx, after: number | null): Promise<number | null> {
  return await lastLooked<number>(ctx, { table: sql`members`, key: sql`rowid`, after })
}

async function read(ctx: Ctx, { conditions, isFew, after, limit }: Wanted, looked: number | null) {
  const bounds = [
    ...(after === null ? [] : [sql`members.rowid < ${after}`]),
    ...(looked === null ? [] : [sql`members.rowid >= ${looked}`]),
  ]
  const all = [...conditions, ...bounds]
  return await ctx.db
    .select({
      id: members.id,
      profile: members.profile,
      createdAt: members.createdAt,
      updatedAt: members.updatedAt,
      position: sql<number>`members.rowid`,
    })
    .from(members)
    .where(all.length === 0 ? undefined : sql.join(all, sql` AND `))
    .orderBy(isFew ? sql`+members.rowid DESC` : sql`members.rowid DESC`)
    .limit(limit + 1)
}

type Row = Awaited<ReturnType<typeof read>>[number]

function item(row: Row): MemberSummary {
  return summaryOf(row.id, row.profile, row)
}

interface Segment {
  condition: SQL
  isFew: boolean
}

/** The members of few are read and sorted; those of many are met soon enough along the table. */
async function segmentOf(ctx: Ctx, id: string): Promise<Segment> {
  const [row] = await ctx.db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM memberships WHERE segment_id = ${id} AND member = 1 LIMIT ${sortedMax + 1})`,
  )
  return (row?.n ?? 0) <= sortedMax
    ? {
        isFew: true,
        condition: sql`members.id IN (SELECT member_id FROM memberships WHERE segment_id = ${id} AND member = 1)`,
      }
    : {
        isFew: false,
        condition: sql`EXISTS (SELECT 1 FROM memberships s WHERE s.segment_id = ${id} AND s.member_id = members.id AND s.member = 1)`,
      }
}
