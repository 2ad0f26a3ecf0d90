import { desc, sql } from "drizzle-orm"
import * as z from "zod"
import { runs } from "../../db/schema"
import type { Ctx } from "../context"
import { type RunView, runStatuses, runView } from "../members/view"
import { type Page, pageFrom, pageQueryShape, readCursor } from "../page"
import { placeOfRuns } from "../place"
import { type CampaignRef, loadCampaign } from "./row"

export const campaignRunQuerySchema = z.object({
  ...pageQueryShape,
  status: z.enum(runStatuses).optional(),
  stepId: z.string().max(100).optional(),
})

const rowid = sql<number>`runs.rowid`

/**
 * Runs through a campaign's flow, newest first; those on one step are the members behind its number (ANA-3). A page may be
 * short and still have a next one.
 */
export async function listCampaignRuns(
  ctx: Ctx,
  input: CampaignRef & z.infer<typeof campaignRunQuerySchema>,
): Promise<Page<RunView>> {
  await loadCampaign(ctx, input.id, input.library)
  const after = readCursor(input.cursor, "number")?.[0] ?? null
  const statuses = input.status === undefined ? [] : [input.status]
  const place = await placeOfRuns(ctx, { campaignId: input.id, statuses, after })
  const onStep = input.stepId === undefined ? sql`` : sql` AND step_id = ${input.stepId}`
  const limit = input.limit + 1
  // Sorted by what the index has alone; only what is shown is read from the table.
  const shown = sql`${rowid} IN (SELECT rowid FROM runs WHERE ${place.where}${onStep} ORDER BY ${place.order} DESC LIMIT ${limit})`
  const rows = await ctx.db
    .select({ run: runs, position: rowid })
    .from(runs)
    .where(shown)
    .orderBy(desc(rowid))
    .limit(limit)
  return pageFrom(rows, input.limit, {
    item: (row) => runView(row.run),
    position: (row) => [row.position],
    looked: place.looked,
  })
}
