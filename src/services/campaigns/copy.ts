import { eq } from "drizzle-orm"
import * as z from "zod"
import { createId } from "../../core/ids"
import { flowDrafts, messages } from "../../db/schema"
import type { Ctx } from "../context"
import { insertCampaign } from "./create"
import { type CampaignView, loadCampaign, viewOf } from "./row"
import { nameSchema } from "./schema"

export const campaignCopySchema = z.strictObject({ name: nameSchema.optional() })

/**
 * A new draft with the settings, segments, flow and saved messages of another campaign; nothing is shared with it,
 * not even a message id (CAM-17, EDT-14). Dates are copied as well: they are the first thing to look at.
 */
export async function copyCampaign(ctx: Ctx, input: { id: string; name?: string | undefined }): Promise<CampaignView> {
  const source = await loadCampaign(ctx, input.id)
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
    version: null,
    activatedAt: null,
    pausedAt: null,
    pausedFrom: null,
    actedRev: 0,
    createdAt: now,
    updatedAt: now,
  }
  await insertCampaign(
    ctx,
    { row, segmentIds: source.segmentIds },
    {
      flow: draft === undefined ? null : withMessages(draft.flow, renamed),
      action: "campaign.copied",
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
  return viewOf(await loadCampaign(ctx, id))
}

/** The flow with its own saved messages in place of the source's. */
function withMessages(flow: unknown, renamed: ReadonlyMap<string, string>): unknown {
  return JSON.parse(JSON.stringify(flow), (key, value: unknown) =>
    key === "messageId" && typeof value === "string" ? (renamed.get(value) ?? value) : value,
  )
}
