import { eq } from "drizzle-orm"
import { invalid } from "../../core/errors"
import { messages } from "../../db/schema"
import { type Flow, flowSchema, type Step } from "../../engine/flow"
import { type CampaignRef, type CampaignRow, libraryOf, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { createMessage } from "../messages/verbs"
import type { FlowDocument } from "./export"
import { type FlowView, loadDraft } from "./get"
import { checkSavable, saveFlow } from "./save"

/**
 * Makes the flow of a document the draft (FLOW-15). Step ids stay as they are. Saved messages that this campaign does not
 * have become its own (in a workflow, which has none: the content of their steps). Data fields are settings and stay.
 * @throws staleVersion when somebody has saved since `ifMatch`, conflict and invalid as saveFlow
 */
export async function importFlow(
  ctx: Ctx,
  input: CampaignRef & { document: FlowDocument; ifMatch: string | null },
): Promise<FlowView> {
  const { document, ...ref } = input
  const campaign = await loadCampaign(ctx, input.id, input.library)
  checkSavable(campaign, await loadDraft(ctx, campaign), { flow: document.flow, ifMatch: input.ifMatch })
  const flow = await withMessages(ctx, campaign.row, document)
  return await saveFlow(ctx, { ...ref, flow })
}

async function withMessages(ctx: Ctx, row: CampaignRow, document: FlowDocument): Promise<Flow> {
  const rows = await ctx.db.select({ id: messages.id }).from(messages).where(eq(messages.campaignId, row.id))
  const own = new Set(rows.map(({ id }) => id))
  const steps: Record<string, unknown> = { ...document.flow.steps }
  for (const message of document.messages) {
    const users = Object.entries(document.flow.steps).filter(([, step]) => sends(step, message.id))
    if (own.has(message.id) || users.length === 0) continue
    const created = libraryOf(row) === "workflows" ? null : await takeIn(ctx, row.id, message)
    for (const [stepId, step] of users) {
      const { messageId: _, ...rest } = { messageId: null, ...step }
      steps[stepId] = created === null ? { ...rest, message: message.content } : { ...rest, messageId: created }
    }
  }
  const parsed = flowSchema.safeParse({ ...document.flow, steps })
  if (!parsed.success)
    throw invalid("messages", "invalidContent", "A saved message does not fit the step that sends it.")
  return parsed.data
}

/** Whether a step sends this saved message as its campaign's own. */
function sends(step: Step, messageId: string): boolean {
  return "messageId" in step && step.messageId === messageId && !("campaignId" in step)
}

async function takeIn(ctx: Ctx, campaignId: string, message: FlowDocument["messages"][number]): Promise<string> {
  const { channel, name, content } = message
  const created = await createMessage(ctx, { campaignId, channel, name, ...content })
  return created.id
}
