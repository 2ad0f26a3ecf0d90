import type { BatchItem } from "drizzle-orm/batch"
import type { HolderAct } from "../../core/audit-actions"
import type { FieldError } from "../../core/errors"
import { createId } from "../../core/ids"
import { campaignSegments, campaigns, flowDrafts } from "../../db/schema"
import { auditInsert } from "../audit"
import { companyTimeZone } from "../company/time-zone"
import type { Ctx } from "../context"
import { newFlow } from "../flows/new-flow"
import { unknownIn } from "../segments/rule"
import { attachedFlow } from "./attach"
import { auditNames } from "./change"
import { type Campaign, type CampaignRow, type CampaignView, loadCampaign, viewOf } from "./row"
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

/** Makes a draft campaign; a flow gets a start step and an End (CAM-2, FLOW-2), or the workflow that it attaches (WF-2). */
export async function createCampaign(ctx: Ctx, input: CampaignCreate): Promise<CampaignView> {
  const { workflow = null, kind } = input
  const attached = workflow === null ? null : await attachedFlow(ctx, kind, workflow)
  const campaign = await prepareCampaign(ctx, input, Array.isArray(attached) ? attached : [])
  const flow = attached ?? (kind === "flow" ? newFlow() : null)
  await insertCampaign(ctx, campaign, { flow, action: "created" })
  return viewOf(await loadCampaign(ctx, campaign.row.id))
}

/** Checks the input and gives it an id, a zone and all defaults; writes nothing. */
async function prepareCampaign(ctx: Ctx, input: CampaignCreate, known: readonly FieldError[]): Promise<Campaign> {
  const timeZone = input.timeZone ?? (await companyTimeZone(ctx))
  const dates = resolveDates(input.startsAt ?? null, input.endsAt ?? null, timeZone)
  const segmentIds = input.segmentIds ?? []
  refuse([
    ...(await segmentErrors(ctx, input.kind, segmentIds)),
    ...(await policyErrors(ctx, input)),
    ...(input.goal?.rule === undefined ? [] : await unknownIn(ctx, input.goal.rule, "goal.rule")),
    ...dateErrors(dates),
    ...known,
  ])
  const row = newRow(ctx, { ...input, ...dates, settings: mergeSettings(defaultSettings, input) })
  const workflowId = input.workflow?.id ?? null
  return { row: { ...row, workflowId, workflowVersion: input.workflow?.version ?? null }, segmentIds }
}

/** What is said of a new row; the rest is empty. */
interface NewRow extends Pick<CampaignRow, "kind" | "name" | "timeZone" | "settings"> {
  startsAt?: string | null
  endsAt?: string | null
  startsAtMs?: number | null
  endsAtMs?: number | null
  categoryId?: string | null | undefined
  groupId?: string | null | undefined
}

/** A draft of a campaign, flow or workflow as it is first written. */
export function newRow(ctx: Ctx, of: NewRow): CampaignRow {
  const now = ctx.clock.now()
  return {
    id: createId(now, ctx.random),
    kind: of.kind,
    name: of.name,
    status: "draft",
    rev: 1,
    timeZone: of.timeZone,
    startsAt: of.startsAt ?? null,
    endsAt: of.endsAt ?? null,
    startsAtMs: of.startsAtMs ?? null,
    endsAtMs: of.endsAtMs ?? null,
    latenessMs: latenessMs(of.settings),
    settings: of.settings,
    categoryId: of.categoryId ?? null,
    groupId: of.groupId ?? null,
    ...neverRun,
    workflowKind: null,
    triggerEvent: null,
    workflowId: null,
    workflowVersion: null,
    createdAt: now,
    updatedAt: now,
  }
}

/** What a campaign has that has never been published. */
export const neverRun = {
  version: null,
  activatedAt: null,
  pausedAt: null,
  pausedFrom: null,
  pauseReason: null,
  brakedAt: null,
  entryClosedAt: null,
  actedRev: 0,
} as const

/** Writes a new campaign with its segments, draft and audit row in one transaction. */
export async function insertCampaign(
  ctx: Ctx,
  { row, segmentIds }: Campaign,
  extra: { flow: unknown; action: HolderAct; also?: BatchItem<"sqlite">[] },
): Promise<void> {
  const draft = { campaignId: row.id, rev: 1, flow: extra.flow, updatedAt: row.updatedAt }
  await ctx.db.batch([
    ctx.db.insert(campaigns).values(row),
    auditInsert(ctx, {
      ...auditNames(row, extra.action),
      after: { name: row.name, kind: row.kind, segmentIds },
    }),
    ...segmentIds.map((segmentId) => ctx.db.insert(campaignSegments).values({ campaignId: row.id, segmentId })),
    ...(extra.flow === null ? [] : [ctx.db.insert(flowDrafts).values(draft)]),
    ...(extra.also ?? []),
  ])
}
