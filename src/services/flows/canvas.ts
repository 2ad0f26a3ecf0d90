import { eq } from "drizzle-orm"
import * as z from "zod"
import { invalid } from "../../core/errors"
import { flowDrafts } from "../../db/schema"
import { type Flow, stepOf } from "../../engine/flow"
import { stepIdSchema } from "../../engine/steps/step-type"
import type { CampaignRef } from "../campaigns/row"
import type { Ctx } from "../context"
import type { FlowView } from "./get"
import { flowInputSchema, saveFlow } from "./save"

/** What the canvas saves: the whole draft, and where members of removed steps shall go (FLOW-12). */
export const canvasInputSchema = z.strictObject({
  flow: flowInputSchema,
  moves: z.record(stepIdSchema, stepIdSchema).default({}),
})

/**
 * Saves the draft as the canvas has it. `moves` are added to those kept with the draft for the publish page; those of steps
 * that are there again (undone) stay without effect.
 * @throws invalid a move that leads to no step; staleVersion as `saveFlow`
 */
export async function saveCanvas(
  ctx: Ctx,
  input: CampaignRef & { flow: Flow; moves: Record<string, string>; ifMatch: string | null },
): Promise<FlowView> {
  const { moves, ...edit } = input
  const lost = Object.entries(moves).find(([, to]) => stepOf(input.flow, to) === undefined)
  if (lost !== undefined) throw invalid(`moves.${lost[0]}`, "unknownTarget", "There is no such step to move them to.")
  const view = await saveFlow(ctx, edit)
  if (Object.keys(moves).length === 0) return view
  const mine = eq(flowDrafts.campaignId, edit.id)
  const [row] = await ctx.db.select({ moves: flowDrafts.moves }).from(flowDrafts).where(mine)
  await ctx.db
    .update(flowDrafts)
    .set({ moves: { ...row?.moves, ...moves } })
    .where(mine)
  return view
}
