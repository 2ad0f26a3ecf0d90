import { eq } from "drizzle-orm"
import type { BatchItem } from "drizzle-orm/batch"
import { createId } from "../../core/ids"
import { campaignSegments, campaigns, flowDrafts, settings } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { newFlow } from "../flows/new-flow"
import { type Campaign, type CampaignView, loadCampaign, viewOf } from "./row"
import type { CampaignCreate } from "./schema"
import {
  dateErrors,
  defaultSettings,
  latenessMs,
  mergeSettings,
  policyErrors,
  refuse,
  resolveDates,
  segmentErrors,
} from "./settings"

/** Makes a draft campaign; a flow gets a start step and an End (CAM-2, FLOW-2). */
export async function createCampaign(ctx: Ctx, input: CampaignCreate): Promise<CampaignView> {
  const campaign = await prepareCampaign(ctx, input)
  await insertCampaign(ctx, campaign, { flow: input.kind === "flow" ? newFlow() : null, action: "campaign.created" })
  return viewOf(await loadCampaign(ctx, campaign.row.id))
}

/** Checks the input and gives it an id, a zone and all defaults; writes nothing. */
async function prepareCampaign(ctx: Ctx, input: CampaignCreate): Promise<Campaign> {
  const timeZone = input.timeZone ?? (await companyTimeZone(ctx))
  const dates = resolveDates(input.startsAt ?? null, input.endsAt ?? null, timeZone)
  const segmentIds = input.segmentIds ?? []
  refuse([
    ...(await segmentErrors(ctx, input.kind, segmentIds)),
    ...(await policyErrors(ctx, input)),
    ...dateErrors(dates),
  ])
  const now = ctx.clock.now()
  const merged = mergeSettings(defaultSettings, input)
  const row = {
    id: createId(now, ctx.random),
    kind: input.kind,
    name: input.name,
    status: "draft" as const,
    rev: 1,
    ...dates,
    latenessMs: latenessMs(merged),
    settings: merged,
    categoryId: input.categoryId ?? null,
    groupId: input.groupId ?? null,
    version: null,
    activatedAt: null,
    pausedAt: null,
    pausedFrom: null,
    actedRev: 0,
    workflowKind: null,
    triggerEvent: null,
    workflowId: null,
    workflowVersion: null,
    createdAt: now,
    updatedAt: now,
  }
  return { row, segmentIds }
}

/** Writes a new campaign with its segments, draft and audit row in one transaction. */
export async function insertCampaign(
  ctx: Ctx,
  { row, segmentIds }: Campaign,
  extra: { flow: unknown; action: string; also?: BatchItem<"sqlite">[] },
): Promise<void> {
  const draft = { campaignId: row.id, rev: 1, flow: extra.flow, updatedAt: row.updatedAt }
  await ctx.db.batch([
    ctx.db.insert(campaigns).values(row),
    auditInsert(ctx, {
      action: extra.action,
      subject: `campaign:${row.id}`,
      after: { name: row.name, kind: row.kind, segmentIds },
    }),
    ...segmentIds.map((segmentId) => ctx.db.insert(campaignSegments).values({ campaignId: row.id, segmentId })),
    ...(extra.flow === null ? [] : [ctx.db.insert(flowDrafts).values(draft)]),
    ...(extra.also ?? []),
  ])
}

/** The zone of the company preferences (CAM-2). */
export async function companyTimeZone(ctx: Ctx): Promise<string> {
  const [row] = await ctx.db.select().from(settings).where(eq(settings.key, "company"))
  const company = row?.value as { timeZone?: string } | undefined
  return company?.timeZone ?? "UTC"
}
