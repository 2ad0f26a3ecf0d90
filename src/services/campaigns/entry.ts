import { AppError } from "../../core/errors"
import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits } from "./lifecycle"
import { type CampaignRef, type CampaignView, hasFlow, viewOf } from "./row"

/** Nobody enters any more; the campaign is complete when those inside are through (CAM-4). Twice changes nothing. */
export async function closeEntry(ctx: Ctx, input: CampaignRef): Promise<CampaignView> {
  return setEntry(ctx, input, "closeEntry")
}

/** Takes that back: who has joined meanwhile enters now. */
export async function openEntry(ctx: Ctx, input: CampaignRef): Promise<CampaignView> {
  return setEntry(ctx, input, "openEntry")
}

async function setEntry(ctx: Ctx, input: CampaignRef, verb: "closeEntry" | "openEntry"): Promise<CampaignView> {
  const closes = verb === "closeEntry"
  const campaign = await changeCampaign(ctx, input, ({ row }) => {
    if (!hasFlow(row))
      throw new AppError("conflict", "Nobody enters a regular campaign: it has no flow.", { reason: "noEntry" })
    checkFits(verb, row)
    if (closes === (row.entryClosedAt !== null)) return null
    return {
      set: { entryClosedAt: closes ? ctx.clock.now() : null },
      action: closes ? "entryClosed" : "entryOpened",
      before: { entryClosed: !closes },
      after: { entryClosed: closes },
    }
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
