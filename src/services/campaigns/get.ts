import type { Ctx } from "../context"
import { type CampaignRef, type CampaignView, loadCampaign, viewOf } from "./row"

/** One campaign with its settings; 404 when there is none. */
export async function getCampaign(ctx: Ctx, input: CampaignRef): Promise<CampaignView> {
  return viewOf(await loadCampaign(ctx, input.id, input.library))
}
