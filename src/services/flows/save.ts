import { and, eq } from "drizzle-orm"
import { AppError } from "../../core/errors"
import { flowDrafts } from "../../db/schema"
import { type Flow, flowSchema, stepOf } from "../../engine/flow"
import { diffFlows } from "../../engine/flow-diff"
import type { CampaignStatus } from "../../engine/types"
import { auditInsert } from "../audit"
import { auditNames } from "../campaigns/change"
import { attachmentOf, type Campaign, type CampaignRef, libraryOf, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { withDesigns } from "./designs"
import { type Draft, etagOf, type FlowView, flowView, loadDraft } from "./get"

/** `PUT /campaigns/{id}/flow`: any well-formed graph. */
export const flowInputSchema = flowSchema.meta({ id: "Flow" })

const editable: readonly CampaignStatus[] = ["draft", "scheduled", "active", "paused"]

/**
 * Saves the draft: any well-formed graph is taken, its problems are listed (FLOW-13).
 * @param input.ifMatch the ETag that the editor began from; null: save whatever is there
 * @throws staleVersion when somebody has saved since (FLOW-16): nothing is overwritten silently
 */
export async function saveFlow(
  ctx: Ctx,
  input: CampaignRef & { flow: Flow; ifMatch: string | null },
): Promise<FlowView> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  const before = await loadDraft(ctx, campaign)
  checkSavable(campaign, before, input)
  const flow = await withDesigns(ctx, input.flow)
  const rev = before.rev + 1
  const mine = eq(flowDrafts.campaignId, input.id)
  const saved = await ctx.db
    .update(flowDrafts)
    .set({ rev, flow, updatedAt: ctx.clock.now() })
    .where(and(mine, eq(flowDrafts.rev, before.rev)))
    .returning({ rev: flowDrafts.rev })
  // Somebody was quicker: an editor without an ETag cannot have seen it either.
  if (saved.length === 0) throw stale(await loadDraft(ctx, campaign), input.flow)
  await auditInsert(ctx, {
    ...auditNames(campaign.row, "updated"),
    action: "flow.saved",
    before: changedPart(before.flow, flow),
    after: changedPart(flow, before.flow),
  })
  return flowView(ctx, campaign, { rev, flow })
}

/**
 * Whether a draft may be saved: 409 for a flow that is over, and for one that is a workflow's: that is where it is edited
 * (WF-2). Then 412 for an editor who began from another draft.
 */
export function checkSavable({ row }: Campaign, draft: Draft, input: { flow: Flow; ifMatch: string | null }): void {
  const thing = libraryOf(row) === "workflows" ? "workflow" : "campaign"
  if (!editable.includes(row.status)) {
    throw new AppError("conflict", `The ${thing} is ${row.status}: its flow can no longer be changed.`, {
      reason: "flowFixed",
      named: [row.status],
    })
  }
  if (attachmentOf(row) !== null) {
    throw new AppError("conflict", "The flow is a workflow's: edit the workflow, or detach the campaign from it.", {
      reason: "flowOfWorkflow",
    })
  }
  if (input.ifMatch !== null && input.ifMatch !== etagOf(draft.rev)) throw stale(draft, input.flow)
}

/** What one flow says otherwise than another: editors save often, the audit log keeps only what they changed. */
function changedPart(flow: Flow, other: Flow): Partial<Flow> {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const steps = Object.entries(flow.steps).filter(([id, step]) => differs(step, stepOf(other, id)))
  return { ...(flow.start === other.start ? {} : { start: flow.start }), steps: Object.fromEntries(steps) }
}

/** Nothing is lost (EDT-10): `diff` tells what the refused flow says otherwise than the draft that is there now. */
function stale(draft: Draft, refused: Flow): AppError {
  return new AppError("staleVersion", "Somebody else has saved this flow since you opened it.", {
    extra: { etag: etagOf(draft.rev), diff: diffFlows(draft.flow, refused) },
  })
}
