import { type SQL, sql } from "drizzle-orm"
import type { DeliveryStatus } from "../../engine/types"
import type { Ctx } from "../context"

/** As many are sorted in no time. */
const fewMax = 20_000

/** Statuses that have an index of their own, which must be named word by word. */
const indexed: Partial<Record<DeliveryStatus, SQL>> = {
  failed: sql`status IN ('failed', 'unknown')`,
  unknown: sql`status IN ('failed', 'unknown')`,
  deferred: sql`status = 'deferred'`,
}

/** The condition by which an index finds the deliveries of a status; null when none does, or when it has many. */
export async function fewOf(ctx: Pick<Ctx, "db">, status: DeliveryStatus): Promise<SQL | null> {
  const condition = indexed[status]
  if (condition === undefined) return null
  const counted = sql`SELECT count(*) AS n FROM (SELECT 1 FROM deliveries WHERE ${condition} LIMIT ${fewMax + 1})`
  const [row] = await ctx.db.all<{ n: number }>(counted)
  return (row?.n ?? 0) <= fewMax ? condition : null
}
