import { ContentError } from "../../content/content-error"
import { renderDocument } from "../../content/pdf/render"
import { invalid, notFound } from "../../core/errors"
import { stepOf } from "../../engine/flow"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { loadDraft } from "../flows/get"
import { inventedMember } from "../messages/look"

/**
 * The document that an Export to PDF step of the draft makes, for an invented member (FLOW-10). Nothing is kept.
 * @throws notFound for a step that makes none, invalid when its templates cannot be rendered
 */
export async function previewDocument(
  ctx: Ctx,
  input: CampaignRef & { stepId: string },
): Promise<{ name: string; bytes: Uint8Array }> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  const { flow } = await loadDraft(ctx, campaign)
  const step = stepOf(flow, input.stepId)
  if (step?.type !== "exportPdf") throw notFound("document")
  const { id, name, timeZone } = campaign.row
  const subject = { member: inventedMember, campaign: { id, name } }
  const how = { settings: { now: ctx.clock.now(), timeZone }, fonts: ctx.documents.fonts }
  try {
    return await renderDocument(step.document, subject, how)
  } catch (error) {
    if (error instanceof ContentError) throw invalid("document", "templateSyntax", error.message)
    throw error
  }
}
