import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { type CampaignView, viewOf } from "./row"

/** Stops everything for good: returns when no send of the campaign is in flight any more (CAM-7, DEL-28). */
export async function cancelCampaign(ctx: Ctx, input: { id: string }): Promise<CampaignView> {
  const campaign = await changeCampaign(ctx, input.id, ({ row }) => {
    checkFits("cancel", row.status)
    return {
      set: { status: "cancelled", pausedAt: null, pausedFrom: null },
      action: "campaign.cancelled",
      before: { status: row.status },
      after: { status: "cancelled" },
    }
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
