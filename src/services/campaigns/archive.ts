import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { type CampaignRef, type CampaignRow, type CampaignView, viewOf } from "./row"

/**
 * Puts a campaign that is over, or a draft never used, out of the way (CAM-17).
 * @param mayGo says no by throwing
 */
export async function archiveCampaign(
  ctx: Ctx,
  input: CampaignRef,
  mayGo: (row: CampaignRow) => Promise<void> = async () => {},
): Promise<CampaignView> {
  const campaign = await changeCampaign(ctx, input, async ({ row }) => {
    checkFits("archive", row)
    await mayGo(row)
    return {
      set: { status: "archived", pausedAt: null, pausedFrom: null, pauseReason: null },
      action: "archived",
      before: { status: row.status },
      after: { status: "archived" },
    }
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
