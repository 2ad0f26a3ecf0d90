import { eq } from "drizzle-orm"
import * as z from "zod"
import { AppError } from "../../core/errors"
import { flowDrafts } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import type { Problem } from "../../engine/validate"
import { type Campaign, type CampaignRef, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { checkFlow } from "./check"
import { publishedFlow } from "./published"

const flowAnySchema = z.unknown().meta({ description: "A FLOW; see PUT /campaigns/{id}/flow." })
export const problemViewSchema = z
  .object({
    stepId: z.string().optional(),
    code: z.string(),
    message: z.string(),
    level: z.enum(["error", "warning"]).optional(),
  })
  .meta({ id: "FlowProblem" })

export const flowViewSchema = z
  .object({
    draft: flowAnySchema,
    /** For `If-Match` of the next save (FLOW-16). */
    etag: z.string(),
    published: z.object({ version: z.number().int(), flow: flowAnySchema }).nullable(),
    problems: z.array(problemViewSchema),
  })
  .meta({ id: "FlowDraft" })

export interface FlowView {
  draft: Flow
  etag: string
  published: { version: number; flow: Flow } | null
  problems: Problem[]
}

export interface Draft {
  rev: number
  flow: Flow
}

/** The draft of a flow campaign; 409 for a regular campaign, which has none. */
export async function loadDraft(ctx: Ctx, campaign: Campaign): Promise<Draft> {
  const [row] = await ctx.db.select().from(flowDrafts).where(eq(flowDrafts.campaignId, campaign.row.id))
  if (row === undefined) throw new AppError("conflict", "A regular campaign has no flow.", { reason: "noFlow" })
  return { rev: row.rev, flow: row.flow as Flow }
}

export function etagOf(rev: number): string {
  return `r${rev}`
}

/** The draft with its problems, and what is published (FLOW-13). */
export async function getFlow(ctx: Ctx, input: CampaignRef): Promise<FlowView> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  return flowView(ctx, campaign, await loadDraft(ctx, campaign))
}

export async function flowView(ctx: Ctx, { row }: Campaign, draft: Draft): Promise<FlowView> {
  return {
    draft: draft.flow,
    etag: etagOf(draft.rev),
    published: row.version === null ? null : await publishedFlow(ctx, row.id, row.version),
    problems: await checkFlow(ctx, row, draft.flow),
  }
}
