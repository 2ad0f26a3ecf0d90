import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { type CampaignView, viewOf } from "./row"

/** Freezes: no step runs and no delivery leaves until resumed (CAM-8). */
export async function pauseCampaign(ctx: Ctx, input: { id: string }): Promise<CampaignView> {
  const campaign = await changeCampaign(ctx, input.id, ({ row }) => {
    checkFits("pause", row.status)
    return {
      set: { status: "paused", pausedAt: ctx.clock.now(), pausedFrom: row.status },
      action: "campaign.paused",
      before: { status: row.status },
      after: { status: "paused" },
    }
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
