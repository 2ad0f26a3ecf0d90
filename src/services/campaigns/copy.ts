import { eq } from "drizzle-orm"
import * as z from "zod"
import { createId } from "../../core/ids"
import { flowDrafts, messages } from "../../db/schema"
import type { Flow, Step } from "../../engine/flow"
import type { Ctx } from "../context"
import { insertCampaign, neverRun } from "./create"
import { type CampaignRef, type CampaignView, loadCampaign, viewOf } from "./row"
import { nameSchema } from "./schema"

export const campaignCopySchema = z.strictObject({ name: nameSchema.optional() })

/**
 * A new draft with the settings, segments, flow and saved messages of another campaign; nothing is shared with it,
 * not even a message id (CAM-17, EDT-14). Dates are copied as well: they are the first thing to look at. A flow that is
 * attached to a workflow version stays so.
 */
export async function copyCampaign(
  ctx: Ctx,
  input: CampaignRef & { name?: string | undefined },
): Promise<CampaignView> {
  const source = await loadCampaign(ctx, input.id, input.library)
  const [draft] = await ctx.db.select().from(flowDrafts).where(eq(flowDrafts.campaignId, input.id))
  const saved = await ctx.db.select().from(messages).where(eq(messages.campaignId, input.id))
  const now = ctx.clock.now()
  const id = createId(now, ctx.random)
  const renamed = new Map(saved.map((message) => [message.id, createId(now, ctx.random)]))
  const row = {
    ...source.row,
    id,
    name: input.name ?? source.row.name,
    status: "draft" as const,
    rev: 1,
    ...neverRun,
    createdAt: now,
    updatedAt: now,
  }
  await insertCampaign(
    ctx,
    { row, segmentIds: source.segmentIds },
    {
      flow: draft === undefined ? null : withMessages(draft.flow as Flow, renamed),
      action: "copied",
      also: saved.map((message) =>
        ctx.db.insert(messages).values({
          ...message,
          id: renamed.get(message.id) ?? message.id,
          campaignId: id,
          createdAt: now,
          updatedAt: now,
        }),
      ),
    },
  )
  return viewOf(await loadCampaign(ctx, id, input.library))
}

/** The flow with its own saved messages in place of the source's; those of other campaigns stay theirs. */
function withMessages(flow: Flow, renamed: ReadonlyMap<string, string>): Flow {
  const steps = Object.entries(flow.steps).map(([stepId, step]): [string, Step] => {
    if (!("messageId" in step) || step.messageId === undefined || "campaignId" in step) return [stepId, step]
    return [stepId, { ...step, messageId: renamed.get(step.messageId) ?? step.messageId }]
  })
  return { ...flow, steps: Object.fromEntries(steps) }
}
