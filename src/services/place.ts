import { type SQL, sql } from "drizzle-orm"
import { ofCampaign } from "../db/campaign-range"
import type { RunStatus } from "../engine/types"
import type { Ctx } from "./context"
import { lookedMax } from "./looking"

/** As many rows are sorted for one page; more of them are read along the table. */
const sortedMax = 20_000

/** Where a page of a campaign's runs or deliveries is. */
export interface Place {
  /** Of the campaign, after the cursor, and not behind `looked`. */
  where: SQL
  /** What newest first is by. Where rows are sorted, it keeps the planner from reading along the table. */
  order: SQL
  /** The last row of the table that is looked at (`rowid`); null: there is none behind it. */
  looked: number | null
}

/** How a page of a campaign's deliveries is read, newest first. @param after `rowid` of the last one of the page before */
export async function placeOfDeliveries(
  ctx: Pick<Ctx, "db">,
  campaignId: string,
  after: number | null,
): Promise<Place> {
  const found = ofCampaign(sql`id`, campaignId)
  return await placeOf(ctx, {
    table: sql`deliveries`,
    range: found,
    found,
    along: sql`+campaign_id = ${campaignId}`,
    after,
  })
}

/** Of runs the same. @param of `statuses`: none means all */
export async function placeOfRuns(
  ctx: Pick<Ctx, "db">,
  of: { campaignId: string; statuses?: readonly RunStatus[]; after: number | null },
): Promise<Place> {
  const { campaignId, statuses = [], after } = of
  const isAny = statuses.length === 0
  const inStatus = isAny ? sql`` : sql` AND status IN (SELECT value FROM json_each(${JSON.stringify(statuses)}))`
  const areOpen = !isAny && statuses.every((status) => status === "active" || status === "failed")
  const found = areOpen ? sql`${openOf(campaignId)}${inStatus}` : ofCampaign(sql`id`, campaignId)
  return await placeOf(ctx, {
    table: sql`runs`,
    range: found,
    found: areOpen ? found : sql`${found}${inStatus}`,
    along: sql`+campaign_id = ${campaignId}${inStatus}`,
    after,
  })
}

/** The words by which an index finds a campaign's open runs. */
export function openOf(campaignId: string): SQL {
  return sql`campaign_id = ${campaignId} AND status IN ('active', 'failed')`
}

interface Rows {
  table: SQL
  /** What the index alone finds them by: as many or more. */
  range: SQL
  /** The same rows, found along the table. */
  along: SQL
}

/**
 * No index has a campaign's rows newest first: it would cost a row for every one. So few are found by the key and sorted;
 * many are read along the table from the newest one on, `lookedMax` rows a page, which may then be short and still have a
 * next one.
 */
async function placeOf(
  ctx: Pick<Ctx, "db">,
  { table, range, found, along, after }: Rows & { found: SQL; after: number | null },
): Promise<Place> {
  const [counted] = await ctx.db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${range} LIMIT ${sortedMax + 1})`,
  )
  if ((counted?.n ?? 0) <= sortedMax) {
    const older = after === null ? sql`` : sql` AND +rowid < ${after}`
    return { where: sql`${found}${older}`, order: sql`+rowid`, looked: null }
  }
  const start = after ?? (await newest(ctx, { table, range, along })) + 1
  const looked = start > lookedMax ? start - lookedMax : null
  const seen = looked === null ? sql`` : sql` AND rowid >= ${looked}`
  return { where: sql`${along} AND rowid < ${start}${seen}`, order: sql`rowid`, looked }
}

/** Mostly among the newest of all; else the key is gone through. */
async function newest(ctx: Pick<Ctx, "db">, { table, range, along }: Rows): Promise<number> {
  const [row] = await ctx.db.all<{ last: number }>(
    sql`SELECT coalesce(
      (SELECT rowid FROM ${table} WHERE ${along} AND rowid > (SELECT max(rowid) FROM ${table}) - ${lookedMax} ORDER BY rowid DESC LIMIT 1),
      (SELECT max(rowid) FROM ${table} WHERE ${range}), 0) AS last`,
  )
  return row?.last ?? 0
}
