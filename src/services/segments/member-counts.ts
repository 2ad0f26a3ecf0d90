import { count, sql } from "drizzle-orm"
import { realClock } from "../../core/clock"
import { members } from "../../db/schema"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"

/** So many members are counted anew whenever somebody looks. */
const exactMax = 20_000
/** The count of a larger segment is kept for so long, in ms for each of its members: of a million for ten seconds. */
const keptMsPerMember = 0.01
/** Large segments that are counted anew in one look, those counted longest ago first; of the others the last count is shown. */
const recountedMax = 2

/** How many members a segment has now; of a large one, how many it had seconds ago. */
export async function countMembers(ctx: Ctx, segmentId: string): Promise<number> {
  if (segmentId !== everyoneId) return (await countsBySegment(ctx, [segmentId])).get(segmentId) ?? 0
  const [row] = await ctx.db.select({ n: count() }).from(members)
  return row?.n ?? 0
}

interface Counted {
  id: string
  /** Counts no further than one more than `exactMax`. */
  n: number
  kept: number | null
  /** On the machine's own clock: what keeps counting cheap has nothing to do with the time machine. */
  at: number | null
}

/** Members by segment, for the segments named; see `countMembers`. */
export async function countsBySegment(ctx: Ctx, ids: readonly string[]): Promise<Map<string, number>> {
  const counted = await ctx.db.all<Counted>(
    sql`SELECT s.value AS id, k.n AS kept, k.at AS at,
        (SELECT count(*) FROM (SELECT 1 FROM memberships WHERE segment_id = s.value AND member = 1 LIMIT ${exactMax + 1})) AS n
      FROM json_each(${JSON.stringify(ids)}) s LEFT JOIN segment_counts k ON k.segment_id = s.value`,
  )
  const anew = await recount(ctx, due(counted, realClock.now()))
  const countOf = ({ id, n, kept }: Counted) => (n <= exactMax ? n : (anew.get(id) ?? kept ?? n))
  return new Map(counted.map((one) => [one.id, countOf(one)]))
}

/** Large segments whose count is too old, and all that have never been counted. */
function due(counted: readonly Counted[], now: number): string[] {
  const isFresh = ({ kept, at }: Counted) => kept !== null && at !== null && Math.abs(now - at) < kept * keptMsPerMember
  const stale = counted.filter((one) => one.n > exactMax && !isFresh(one))
  const oldestFirst = stale.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
  return oldestFirst.filter(({ kept }, i) => kept === null || i < recountedMax).map(({ id }) => id)
}

async function recount(ctx: Ctx, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.all<{ id: string; n: number }>(
    sql`INSERT OR REPLACE INTO segment_counts (segment_id, n, at)
      SELECT s.value, (SELECT count(*) FROM memberships WHERE segment_id = s.value AND member = 1), ${realClock.now()}
      FROM json_each(${JSON.stringify(ids)}) s WHERE true RETURNING segment_id AS id, n`,
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}
