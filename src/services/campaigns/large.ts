import { and, eq } from "drizzle-orm"
import { counters } from "../../db/schema"
import type { Ctx } from "../context"

/** With this many runs a campaign's newest ones are found sooner among the newest of all than by sorting its own. */
const largeRuns = 20_000

/**
 * Whether lists of a campaign's runs, newest first, are read along the table instead of by its index, which has them in
 * another order: an index in this one would cost a row for every run.
 */
export async function isLarge(ctx: Ctx, campaignId: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ n: counters.n })
    .from(counters)
    .where(and(eq(counters.campaignId, campaignId), eq(counters.stepId, ""), eq(counters.metric, "started")))
  return (row?.n ?? 0) >= largeRuns
}
