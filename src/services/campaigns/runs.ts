import { and, desc, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { runs } from "../../db/schema"
import type { Ctx } from "../context"
import { type RunView, runStatuses, runView } from "../members/view"
import { type Page, pageFrom, pageQueryShape, readCursor } from "../page"
import { isLarge } from "./large"
import { type CampaignRef, loadCampaign } from "./row"

export const campaignRunQuerySchema = z.object({
  ...pageQueryShape,
  status: z.enum(runStatuses).optional(),
  stepId: z.string().max(100).optional(),
})

const rowid = sql<number>`runs.rowid`

/** Runs through a campaign's flow, newest first; those on one step are the members behind its number (ANA-3). */
export async function listCampaignRuns(
  ctx: Ctx,
  input: CampaignRef & z.infer<typeof campaignRunQuerySchema>,
): Promise<Page<RunView>> {
  await loadCampaign(ctx, input.id, input.library)
  const after = readCursor(input.cursor, "number")
  // Few runs end in these ways: the index finds them at once.
  const isRare = input.status === "exited" || input.status === "cancelled" || input.status === "failed"
  const along = !isRare && (await isLarge(ctx, input.id))
  const wanted = and(
    along ? sql`+${runs.campaignId} = ${input.id}` : eq(runs.campaignId, input.id),
    input.status === undefined ? undefined : eq(runs.status, input.status),
    input.stepId === undefined ? undefined : eq(runs.stepId, input.stepId),
    after === null ? undefined : sql`${rowid} < ${after[0]}`,
  )
  const limit = input.limit + 1
  // Sorted by what the index has alone; only what is shown is read from the table.
  const shown = sql`${rowid} IN (SELECT rowid FROM runs WHERE ${wanted} ORDER BY rowid DESC LIMIT ${limit})`
  const rows = await ctx.db
    .select({ run: runs, position: rowid })
    .from(runs)
    .where(shown)
    .orderBy(desc(rowid))
    .limit(limit)
  return pageFrom(rows, input.limit, { item: (row) => runView(row.run), position: (row) => [row.position] })
}
