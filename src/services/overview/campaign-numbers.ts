import { sql } from "drizzle-orm"
import { counters } from "../../db/schema"
import type { Ctx } from "../context"

/** What the list of campaigns shows of each (CAM-1). */
export interface CampaignNumbers {
  /** Members in the flow now. */
  active: number
  completed: number
  /** Every run there has been. */
  entered: number
  /** Messages sent, over all steps. */
  sent: number
}

const statuses = sql.raw("('active', 'completed', 'exited', 'cancelled', 'failed')")

/** Numbers of the campaigns named, from the counters. */
export async function campaignNumbers(
  ctx: Ctx,
  input: { ids: readonly string[] },
): Promise<Map<string, CampaignNumbers>> {
  const rows = await ctx.db
    .select({ campaignId: counters.campaignId, metric: counters.metric, n: sql<number>`sum(${counters.n})` })
    .from(counters)
    .where(
      sql`${counters.campaignId} IN (SELECT value FROM json_each(${JSON.stringify(input.ids)}))
          AND (${counters.metric} = 'sent' OR (${counters.stepId} = '' AND ${counters.metric} IN ${statuses}))`,
    )
    .groupBy(counters.campaignId, counters.metric)
  const numbers = new Map<string, CampaignNumbers>()
  for (const { campaignId, metric, n } of rows) {
    const one = numbers.get(campaignId) ?? { active: 0, completed: 0, entered: 0, sent: 0 }
    if (metric === "active" || metric === "completed" || metric === "sent") one[metric] = n
    if (metric !== "sent") one.entered += n
    numbers.set(campaignId, one)
  }
  return numbers
}
