import * as z from "zod"
import { AppError, invalid } from "../../core/errors"
import { stepIdSchema } from "../../engine/steps/step-type"
import type { Ctx } from "../context"
import { loadDraft } from "../flows/get"
import { flowVersion } from "../flows/published"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { decideRelease, type PublishPreview, previewRelease, type Release } from "./release"
import { attachmentOf, type Campaign, type CampaignRef, type CampaignView, hasFlow, loadCampaign, viewOf } from "./row"

/** Where members of removed steps go (FLOW-12). */
const moveSchema = z.record(stepIdSchema, stepIdSchema).meta({ example: { oldStep: "newStep" } })

/** `POST /campaigns/{id}/publish`. */
export const publishSchema = z.strictObject({ move: moveSchema.optional() })
/** `POST /campaigns/{id}/rollback`. */
export const rollbackSchema = z.strictObject({ version: z.number().int().min(1), move: moveSchema.optional() })
export const previewQuerySchema = z.object({ preview: z.enum(["0", "1"]).default("0") })

type PublishInput = CampaignRef & z.infer<typeof publishSchema>
type RollbackInput = CampaignRef & z.infer<typeof rollbackSchema>

/** What publishing would say and do; changes nothing. */
export async function previewPublish(ctx: Ctx, input: PublishInput): Promise<PublishPreview> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  return await preview(ctx, campaign, await draftRelease(ctx, campaign, input))
}

/**
 * Makes the draft an immutable version and lets the campaign go: at Starts, or now (CAM-4, CAM-5, FLOW-13).
 * @throws invalid with every problem, conflict when it does not fit the state or a removed step has members
 */
export async function publishCampaign(ctx: Ctx, input: PublishInput): Promise<CampaignView> {
  return await release(ctx, input, (campaign) => draftRelease(ctx, campaign, input))
}

/** What going back to an earlier version would say and do; changes nothing. */
export async function previewRollback(ctx: Ctx, input: RollbackInput): Promise<PublishPreview> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  return await preview(ctx, campaign, await earlierRelease(ctx, campaign, input))
}

/**
 * Publishes the content of an earlier version as a new one; the draft follows (FLOW-14). Members are treated as by any
 * other publish.
 * @throws as publishCampaign; conflict for a flow that is a workflow's: choose a version of that
 */
export async function rollbackCampaign(ctx: Ctx, input: RollbackInput): Promise<CampaignView> {
  return await release(ctx, input, (campaign) => earlierRelease(ctx, campaign, input))
}

async function preview(ctx: Ctx, campaign: Campaign, from: Release): Promise<PublishPreview> {
  checkFits("publish", campaign.row)
  return await previewRelease(ctx, campaign, from)
}

async function release(
  ctx: Ctx,
  ref: CampaignRef,
  releaseOf: (campaign: Campaign) => Promise<Release>,
): Promise<CampaignView> {
  await changeCampaign(ctx, ref, async (campaign) => {
    checkFits("publish", campaign.row)
    return await decideRelease(ctx, campaign, await releaseOf(campaign))
  })
  await ctx.campaigns.changed(ref.id)
  return viewOf(await loadCampaign(ctx, ref.id, ref.library))
}

async function draftRelease(ctx: Ctx, campaign: Campaign, { move = {} }: PublishInput): Promise<Release> {
  const flow = hasFlow(campaign.row) ? (await loadDraft(ctx, campaign)).flow : null
  return { flow, move, action: "published", replacesDraft: false }
}

async function earlierRelease(ctx: Ctx, { row }: Campaign, input: RollbackInput): Promise<Release> {
  if (!hasFlow(row)) throw new AppError("conflict", "A regular campaign has no flow.", { reason: "noFlow" })
  if (attachmentOf(row) !== null) {
    throw new AppError("conflict", "The flow is a workflow's: choose an earlier version of the workflow instead.", {
      reason: "versionOfWorkflow",
    })
  }
  const earlier = await flowVersion(ctx, row.id, input.version)
  if (earlier === null) throw invalid("version", "notFound", "There is no such published version.")
  return { flow: earlier.flow, move: input.move ?? {}, action: "rolledBack", replacesDraft: true }
}
