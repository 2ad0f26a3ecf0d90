import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { type CampaignView, viewOf } from "./row"

/** Puts a campaign that is over, or a draft never used, out of the way (CAM-17). */
export async function archiveCampaign(ctx: Ctx, input: { id: string }): Promise<CampaignView> {
  const campaign = await changeCampaign(ctx, input.id, ({ row }) => {
    checkFits("archive", row.status)
    return {
      set: { status: "archived" },
      action: "campaign.archived",
      before: { status: row.status },
      after: { status: "archived" },
    }
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
