import { eq } from "drizzle-orm"
import { invalid, notFound } from "../../core/errors"
import { flowDrafts } from "../../db/schema"
import { type Flow, type Step, stepOf, stepSchema } from "../../engine/flow"
import { type After, stepsInOrder, withCopy, withNewStep, withoutStep, withStep } from "../../engine/flow-edit"
import { own } from "../../engine/own"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { type FlowView, loadDraft } from "./get"
import { flowVersion } from "./published"
import { saveFlow } from "./save"

/** One step of a flow as PUT /campaigns/{id}/flow takes it. */
export const stepInputSchema = stepSchema

/** An edit of one draft: `ifMatch` is the ETag that the editor began from (FLOW-16). */
type Edit = CampaignRef & { ifMatch: string | null }

export { type After, stepsInOrder }

/** Writes a step of the draft anew; 404 when somebody has removed it. */
export async function changeStep(ctx: Ctx, input: Edit & { stepId: string; step: Step }): Promise<FlowView> {
  const { stepId, step, ...edit } = input
  const flow = await draftOf(ctx, edit)
  if (stepOf(flow, stepId) === undefined) throw notFound("step")
  return saveFlow(ctx, { ...edit, flow: withStep(flow, stepId, step) })
}

/** Adds a step, behind an outcome of another one when `after` says so. Gives its id, made from its name. */
export async function addStep(
  ctx: Ctx,
  input: Edit & { step: Step; after: After | null },
): Promise<{ stepId: string; view: FlowView }> {
  const { step, after, ...edit } = input
  const added = withNewStep(await draftOf(ctx, edit), step, after)
  return { stepId: added.stepId, view: await saveFlow(ctx, { ...edit, flow: added.flow }) }
}

/** Adds a copy of a step; nothing leads to it yet. */
export async function duplicateStep(
  ctx: Ctx,
  input: Edit & { stepId: string; name: string },
): Promise<{ stepId: string; view: FlowView }> {
  const { stepId, name, ...edit } = input
  const copy = withCopy(await draftOf(ctx, edit), stepId, name)
  if (copy === null) throw notFound("step")
  return { stepId: copy.stepId, view: await saveFlow(ctx, { ...edit, flow: copy.flow }) }
}

/**
 * Takes a step out of the draft; what led to it leads to where its main outcome led. Members stay where they are until it
 * is published; `moveTo` is where they shall go then (FLOW-12), kept with the draft.
 */
export async function removeStep(ctx: Ctx, input: Edit & { stepId: string; moveTo: string | null }): Promise<FlowView> {
  const { stepId, moveTo, ...edit } = input
  const flow = await draftOf(ctx, edit)
  if (stepOf(flow, stepId) === undefined) throw notFound("step")
  if (moveTo !== null && (moveTo === stepId || stepOf(flow, moveTo) === undefined)) {
    throw invalid("moveTo", "unknownTarget", "There is no such step to move them to.")
  }
  const view = await saveFlow(ctx, { ...edit, flow: withoutStep(flow, stepId) })
  const mine = eq(flowDrafts.campaignId, edit.id)
  const [row] = await ctx.db.select({ moves: flowDrafts.moves }).from(flowDrafts).where(mine)
  const { [stepId]: _, ...others } = row?.moves ?? {}
  const moves = moveTo === null ? others : { ...others, [stepId]: moveTo }
  await ctx.db.update(flowDrafts).set({ moves }).where(mine)
  return view
}

/** Lets runs begin at another step. */
export async function setStart(ctx: Ctx, input: Edit & { stepId: string }): Promise<FlowView> {
  const { stepId, ...edit } = input
  const flow = await draftOf(ctx, edit)
  if (stepOf(flow, stepId) === undefined) throw invalid("start", "startMissing", "There is no such step.")
  return saveFlow(ctx, { ...edit, flow: { ...flow, start: stepId } })
}

/**
 * Where members of steps that the draft no longer has shall go, as was said when they were removed: only what still fits
 * the draft and what is published.
 */
export async function plannedMoves(ctx: Ctx, input: CampaignRef): Promise<Record<string, string>> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const [draft] = await ctx.db.select().from(flowDrafts).where(eq(flowDrafts.campaignId, row.id))
  const published = row.version === null ? null : await flowVersion(ctx, row.id, row.version)
  if (draft === undefined || published === null) return {}
  const flow = draft.flow as Flow
  return Object.fromEntries(
    Object.entries(draft.moves).filter(
      ([from, to]) =>
        stepOf(flow, from) === undefined &&
        own(published.flow.steps, from) !== undefined &&
        stepOf(flow, to) !== undefined,
    ),
  )
}

async function draftOf(ctx: Ctx, ref: CampaignRef): Promise<Flow> {
  return (await loadDraft(ctx, await loadCampaign(ctx, ref.id, ref.library))).flow
}
