import { and, eq, sql } from "drizzle-orm"
import type { BatchItem } from "drizzle-orm/batch"
import type { HolderAct } from "../../core/audit-actions"
import { AppError } from "../../core/errors"
import { audit, campaignSegments, campaigns } from "../../db/schema"
import { auditRow } from "../audit"
import type { Ctx } from "../context"
import { type Campaign, type CampaignRef, type CampaignRow, libraryOf, loadCampaign } from "./row"

/** Attempts when somebody else changes the same campaign at the same moment. */
const attemptsMax = 5

/** What a verb decides about a campaign it has read. */
export interface CampaignChange {
  set: Partial<Omit<CampaignRow, "id" | "rev" | "createdAt" | "updatedAt">>
  /** The new list, when it changes. */
  segmentIds?: string[]
  /** For the audit log, past tense: `published` becomes `campaign.published` or `workflow.published`. */
  action: HolderAct
  /** For the audit log: what has changed, before and after. */
  before?: unknown
  after?: unknown
  /** More writes of the same transaction. */
  also?: BatchItem<"sqlite">[]
}

/**
 * Reads a campaign, decides, and writes all of the change or nothing: the row (one `rev` further), its segments and
 * the audit row. When another change came between, it decides anew from what is there then.
 * @param decide null leaves the campaign as it is
 */
export async function changeCampaign(
  ctx: Ctx,
  ref: CampaignRef,
  decide: (campaign: Campaign) => CampaignChange | null | Promise<CampaignChange | null>,
): Promise<Campaign> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const campaign = await loadCampaign(ctx, ref.id, ref.library)
    const change = await decide(campaign)
    if (change === null) return campaign
    if (await commit(ctx, campaign.row, change)) return loadCampaign(ctx, ref.id, ref.library)
  }
  throw new AppError("conflict", "The campaign is being changed by somebody else; try again.", {
    reason: "changedMeanwhile",
  })
}

/** False when the row is no longer the one that the change was decided on. */
async function commit(ctx: Ctx, row: CampaignRow, change: CampaignChange): Promise<boolean> {
  const rev = row.rev + 1
  const record = auditRow(ctx, { ...change, ...auditNames(row, change.action) })
  const segments = change.segmentIds
  // The audit row has no id unless the update before it has hit: NOT NULL then undoes the whole batch.
  const guardedId = sql`CASE WHEN changes() = 1 THEN ${record.id} END`
  const statements: [BatchItem<"sqlite">, ...BatchItem<"sqlite">[]] = [
    ctx.db
      .update(campaigns)
      .set({ ...change.set, rev, updatedAt: record.at })
      .where(and(eq(campaigns.id, row.id), eq(campaigns.rev, row.rev))),
    ctx.db.insert(audit).values({ ...record, id: guardedId }),
    ...(segments === undefined ? [] : [ctx.db.delete(campaignSegments).where(eq(campaignSegments.campaignId, row.id))]),
    ...(segments ?? []).map((segmentId) => ctx.db.insert(campaignSegments).values({ campaignId: row.id, segmentId })),
    ...(change.also ?? []),
  ]
  try {
    await ctx.db.batch(statements)
    return true
  } catch (error) {
    if (isGuardFailure(error)) return false
    throw error
  }
}

function isGuardFailure(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes("NOT NULL constraint failed: audit.id")) return true
  }
  return false
}

/** How the audit log names what was done to it. */
export function auditNames(row: Pick<CampaignRow, "id" | "kind">, act: HolderAct) {
  const thing = libraryOf(row) === "workflows" ? "workflow" : "campaign"
  return { action: `${thing}.${act}`, subject: `${thing}:${row.id}` } as const
}
