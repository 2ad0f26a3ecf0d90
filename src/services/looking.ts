import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "./context"

/**
 * Rows that one page of a list looks at for what no index finds: the bound of its work, however many rows there are. Such a
 * page may be short, or even empty, and still have a next one.
 */
export const lookedMax = 100_000

interface Place {
  table: SQL
  /** What the list is in the order of, newest first: a number or a text. */
  key: SQL
  /** Part of the condition, by an index that has its rows in this order. */
  of?: SQL | undefined
  after: number | string | null
  /** Rows looked at. */
  max?: number
}

/** The last row that the page after `after` looks at; null when it looks at all there are. */
export async function lastLooked<K extends number | string>(
  ctx: Pick<Ctx, "db">,
  { table, key, of, after, max = lookedMax }: Place,
): Promise<K | null> {
  const here = of === undefined ? sql`true` : of
  const older = after === null ? sql`` : sql` AND ${key} < ${after}`
  const [row] = await ctx.db.all<{ last: K }>(
    sql`SELECT ${key} AS last FROM ${table} WHERE ${here}${older} ORDER BY ${key} DESC LIMIT 1 OFFSET ${max - 1}`,
  )
  return row?.last ?? null
}
