import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { type CampaignRef, type CampaignView, viewOf } from "./row"

/** Freezes: no step runs and no delivery leaves until resumed (CAM-8). */
export async function pauseCampaign(ctx: Ctx, input: CampaignRef): Promise<CampaignView> {
  const campaign = await changeCampaign(ctx, input, ({ row }) => {
    checkFits("pause", row)
    return {
      set: { status: "paused", pausedAt: ctx.clock.now(), pausedFrom: row.status },
      action: "paused",
      before: { status: row.status },
      after: { status: "paused" },
    }
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
