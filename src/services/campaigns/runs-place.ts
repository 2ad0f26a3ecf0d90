import { type SQL, sql } from "drizzle-orm"
import type { RunStatus } from "../../engine/types"
import type { Ctx } from "../context"
import { lookedMax } from "../looking"

/** As many runs are sorted for one page; more of them are read along the table. */
const sortedMax = 20_000

/** Where a page of a campaign's runs is. */
export interface RunsPlace {
  /** Of the campaign, of the statuses, after the cursor, and not behind `looked`. */
  where: SQL
  /** The last row of the table that is looked at (`rowid`); null: there is none behind it. */
  looked: number | null
}

/**
 * How a page of a campaign's runs is read, newest first. Their index has them by status and member, the order of the jobs that
 * page through them, and one in this order would cost a row for every run. So few are found by it and sorted; many are
 * read along the table from the newest one on, `lookedMax` rows a page, which may then be short and still have a next one.
 * @param of `statuses`: none means all
 */
export async function placeOfRuns(
  ctx: Ctx,
  of: { campaignId: string; statuses?: readonly RunStatus[]; after: number | null },
): Promise<RunsPlace> {
  const { campaignId, statuses = [], after } = of
  const [counted] = await ctx.db.all<{ n: number }>(
    sql`SELECT coalesce(sum(n), 0) AS n FROM counters WHERE campaign_id = ${campaignId} AND step_id = ''
      AND metric IN (SELECT value FROM json_each(${JSON.stringify(statuses.length === 0 ? ["started"] : statuses)}))`,
  )
  const isAny = statuses.length === 0
  const inStatus = isAny ? sql`` : sql` AND status IN (SELECT value FROM json_each(${JSON.stringify(statuses)}))`
  const found = sql`campaign_id = ${campaignId}${inStatus}`
  if ((counted?.n ?? 0) <= sortedMax) {
    const older = after === null ? sql`` : sql` AND rowid < ${after}`
    return { where: sql`${found}${older}`, looked: null }
  }
  const start = after ?? (await newest(ctx, found)) + 1
  const looked = start > lookedMax ? start - lookedMax : null
  const seen = looked === null ? sql`` : sql` AND rowid >= ${looked}`
  return { where: sql`+campaign_id = ${campaignId}${inStatus} AND rowid < ${start}${seen}`, looked }
}

/** Mostly among the newest of all; else the index is gone through. */
async function newest(ctx: Ctx, condition: SQL): Promise<number> {
  const [row] = await ctx.db.all<{ last: number }>(
    sql`SELECT coalesce(
      (SELECT rowid FROM runs WHERE +${condition} AND rowid > (SELECT max(rowid) FROM runs) - ${lookedMax} ORDER BY rowid DESC LIMIT 1),
      (SELECT max(rowid) FROM runs WHERE ${condition}), 0) AS last`,
  )
  return row?.last ?? 0
}
