import { and, eq, max } from "drizzle-orm"
import * as z from "zod"
import { AppError, type FieldError } from "../../core/errors"
import { flowVersions } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import { actorLabel } from "../access"
import type { Ctx } from "../context"
import { checkFlow, isError, problemError } from "../flows/check"
import { loadDraft } from "../flows/get"
import { publishedFlow } from "../flows/published"
import { type CampaignChange, changeCampaign } from "./change"
import { changesBetween, membersByStep, type StepChange } from "./flow-changes"
import { checkFits, statusByDates } from "./lifecycle"
import { type Campaign, type CampaignView, loadCampaign, viewOf } from "./row"
import { refuse, segmentErrors } from "./settings"

/** `POST /campaigns/{id}/publish`. */
export const publishSchema = z.strictObject({
  move: z.record(z.string().max(64), z.string().max(64)).optional(),
})

export const publishPreviewSchema = z
  .object({
    problems: z.array(
      z.object({ path: z.string(), code: z.string(), message: z.string(), stepId: z.string().optional() }),
    ),
    changes: z.array(
      z.object({
        stepId: z.string(),
        members: z.number().int(),
        dueNow: z.number().int(),
        action: z.enum(["stay", "retime", "exit"]),
      }),
    ),
  })
  .meta({ id: "PublishPreview" })

export interface PublishPreview {
  problems: FieldError[]
  changes: StepChange[]
}

/** What publishing would say and do; changes nothing. */
export async function previewPublish(ctx: Ctx, input: { id: string }): Promise<PublishPreview> {
  const campaign = await loadCampaign(ctx, input.id)
  checkFits("publish", campaign.row.status)
  const problems = await problemsOf(ctx, campaign)
  return { problems, changes: campaign.row.kind === "flow" ? await changesFrom(ctx, campaign) : [] }
}

async function changesFrom(ctx: Ctx, { row, segmentIds }: Campaign): Promise<StepChange[]> {
  const draft = await loadDraft(ctx, { row, segmentIds })
  const published = row.version === null ? null : await publishedFlow(ctx, row.id, row.version)
  if (published === null) return []
  return changesBetween(ctx, row, { published: published.flow, draft: draft.flow })
}

/**
 * Makes the draft an immutable version and lets the campaign go: at Starts, or now (CAM-4, CAM-5, FLOW-13).
 * @throws invalid with every problem, conflict when it does not fit the state or a removed step has members
 */
export async function publishCampaign(
  ctx: Ctx,
  input: { id: string } & z.infer<typeof publishSchema>,
): Promise<CampaignView> {
  if (input.move !== undefined && Object.keys(input.move).length > 0) {
    refuse([{ path: "move", code: "notAvailable", message: "Moving members of removed steps is not available yet." }])
  }
  const campaign = await changeCampaign(ctx, input.id, (now) => decide(ctx, now))
  await ctx.campaigns.changed(input.id)
  return viewOf(await loadCampaign(ctx, campaign.row.id))
}

async function decide(ctx: Ctx, campaign: Campaign): Promise<CampaignChange> {
  const { row } = campaign
  checkFits("publish", row.status)
  refuse(await problemsOf(ctx, campaign))
  const { version, also } = row.kind === "flow" ? await nextVersion(ctx, campaign) : { version: null, also: [] }
  const now = ctx.clock.now()
  const status = row.status === "draft" || row.status === "scheduled" ? statusByDates(row, now) : row.status
  return {
    set: { status, version, activatedAt: status === "active" ? (row.activatedAt ?? now) : row.activatedAt },
    action: "campaign.published",
    before: { status: row.status, version: row.version },
    after: { status, version },
    also,
  }
}

/** The version that the draft becomes; the published one when nothing has changed since. */
async function nextVersion(
  ctx: Ctx,
  campaign: Campaign,
): Promise<{ version: number; also: NonNullable<CampaignChange["also"]> }> {
  const { row } = campaign
  const { flow } = await loadDraft(ctx, campaign)
  const published = row.version === null ? null : await publishedFlow(ctx, row.id, row.version)
  if (published !== null) {
    if (JSON.stringify(published.flow) === JSON.stringify(flow)) return { version: published.version, also: [] }
    await checkOccupied(ctx, row.id, published.flow, flow)
  }
  const [last] = await ctx.db
    .select({ version: max(flowVersions.version) })
    .from(flowVersions)
    .where(and(eq(flowVersions.campaignId, row.id)))
  const version = (last?.version ?? 0) + 1
  const publishedAt = ctx.clock.now()
  const insert = ctx.db
    .insert(flowVersions)
    .values({ campaignId: row.id, version, flow, publishedAt, publishedBy: actorLabel(ctx.actor) })
  return { version, also: [insert] }
}

/** 409 when a step with members on it is gone (FLOW-12). */
async function checkOccupied(ctx: Ctx, campaignId: string, published: Flow, draft: Flow): Promise<void> {
  const members = await membersByStep(ctx, campaignId)
  const occupied = Object.keys(published.steps)
    .filter((stepId) => !Object.hasOwn(draft.steps, stepId) && (members.get(stepId) ?? 0) > 0)
    .map((stepId) => ({ stepId, members: members.get(stepId) ?? 0 }))
  if (occupied.length === 0) return
  const steps = occupied.map((one) => `“${one.stepId}” (${one.members})`).join(", ")
  throw new AppError("conflict", `Members stand on steps that are no longer there: ${steps}.`, { extra: { occupied } })
}

/** What keeps the campaign from being published. */
async function problemsOf(ctx: Ctx, campaign: Campaign): Promise<FieldError[]> {
  const { row, segmentIds } = campaign
  const errors = await segmentErrors(ctx, row.kind, segmentIds)
  if (row.endsAtMs !== null && row.endsAtMs <= ctx.clock.now()) {
    errors.push({ path: "endsAt", code: "past", message: "Ends is in the past." })
  }
  if (row.kind !== "flow") return errors
  const { flow } = await loadDraft(ctx, campaign)
  return [...errors, ...(await checkFlow(ctx, row, flow)).filter(isError).map(problemError)]
}
