import { and, eq } from "drizzle-orm"
import { runs } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { inGroups } from "../in-groups"
import { openOf } from "../place"
import { auditNames } from "./change"
import { type CampaignRef, loadCampaign } from "./row"

/** Runs taken up again by one call; ask again for more. */
const retryMax = 1_000

/** Takes up parked runs where they stopped (RUN-5). `left`: whether there are more. */
export async function retryRuns(ctx: Ctx, input: CampaignRef): Promise<{ retried: number; left: boolean }> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const parked = await ctx.db
    .select({ id: runs.id, memberId: runs.memberId })
    .from(runs)
    .where(and(openOf(input.id), eq(runs.status, "failed")))
    .limit(retryMax + 1)
  const now = parked.slice(0, retryMax)
  await inGroups(now, (run) => ctx.members.apply(run.memberId, [{ kind: "runRetried", runId: run.id }]))
  await auditInsert(ctx, { ...auditNames(row, "runsRetried"), after: { retried: now.length } })
  return { retried: now.length, left: parked.length > retryMax }
}
