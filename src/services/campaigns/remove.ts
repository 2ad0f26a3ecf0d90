import { eq, sql } from "drizzle-orm"
import { AppError } from "../../core/errors"
import { ofCampaign } from "../../db/campaign-range"
import {
  campaignData,
  campaignSegments,
  campaigns,
  campaignUses,
  counters,
  exportSchedules,
  exports,
  flowDrafts,
  flowVersions,
  messages,
  quarters,
  runs,
} from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { auditNames } from "./change"
import { type CampaignRef, loadCampaign } from "./row"

/** Deletes a draft, or an archived campaign that nobody ever entered (CAM-17). */
export async function removeCampaign(ctx: Ctx, input: CampaignRef): Promise<void> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const removable = row.status === "draft" || (row.status === "archived" && !(await hasRuns(ctx, row.id)))
  if (!removable)
    throw new AppError("conflict", "Only drafts, and archived campaigns without runs, can be deleted.", {
      reason: "notRemovable",
    })
  const kept = await ctx.db.select({ key: exports.key }).from(exports).where(eq(exports.campaignId, row.id))
  await ctx.db.batch([
    ctx.db.delete(campaigns).where(eq(campaigns.id, row.id)),
    ctx.db.delete(campaignSegments).where(eq(campaignSegments.campaignId, row.id)),
    ctx.db.delete(flowDrafts).where(eq(flowDrafts.campaignId, row.id)),
    ctx.db.delete(flowVersions).where(eq(flowVersions.campaignId, row.id)),
    ctx.db.delete(messages).where(eq(messages.campaignId, row.id)),
    ctx.db.delete(counters).where(eq(counters.campaignId, row.id)),
    ctx.db.delete(quarters).where(eq(quarters.campaignId, row.id)),
    ctx.db.delete(campaignUses).where(eq(campaignUses.campaignId, row.id)),
    ctx.db.delete(campaignData).where(eq(campaignData.campaignId, row.id)),
    ctx.db.delete(exportSchedules).where(eq(exportSchedules.campaignId, row.id)),
    ctx.db.delete(exports).where(eq(exports.campaignId, row.id)),
    auditInsert(ctx, { ...auditNames(row, "deleted"), before: { name: row.name } }),
  ])
  await ctx.documents.remove(kept.flatMap(({ key }) => (key === null ? [] : [key])))
  await ctx.campaigns.changed(row.id)
}

async function hasRuns(ctx: Ctx, campaignId: string): Promise<boolean> {
  const found = await ctx.db.select({ id: runs.id }).from(runs).where(ofCampaign(sql`id`, campaignId)).limit(1)
  return found.length > 0
}
