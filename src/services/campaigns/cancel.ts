import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { type CampaignRef, type CampaignView, viewOf } from "./row"

/** Stops everything for good: returns when no send of the campaign is in flight any more (CAM-7, DEL-28). */
export async function cancelCampaign(ctx: Ctx, input: CampaignRef): Promise<CampaignView> {
  const campaign = await changeCampaign(ctx, input, ({ row }) => {
    checkFits("cancel", row)
    return {
      set: { status: "cancelled", pausedAt: null, pausedFrom: null, pauseReason: null },
      action: "cancelled",
      before: { status: row.status },
      after: { status: "cancelled" },
    }
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
