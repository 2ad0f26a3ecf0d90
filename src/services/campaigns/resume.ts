import * as z from "zod"
import type { Ctx } from "../context"
import { changeCampaign } from "./change"
import { checkFits, statusByDates } from "./lifecycle"
import { type CampaignRow, type CampaignView, viewOf } from "./row"

/** Longest stretch over which overdue waits are spread: one week. */
const spreadHoursMax = 168

/** `POST /campaigns/{id}/resume` (CAM-8). */
export const resumeSchema = z.strictObject({
  overdue: z
    .union(
      [z.enum(["shift", "skip"]), z.strictObject({ spreadOverHours: z.number().positive().max(spreadHoursMax) })],
      {
        error: 'Must be "shift", "skip" or {"spreadOverHours": n}.',
      },
    )
    .default("shift"),
})

/** Lets a paused campaign go on; what the pause has overtaken follows `overdue` (CAM-8). */
export async function resumeCampaign(
  ctx: Ctx,
  input: { id: string } & z.infer<typeof resumeSchema>,
): Promise<CampaignView> {
  let paused: { from: CampaignRow["pausedFrom"]; at: number } = { from: null, at: 0 }
  let resumedAt = 0
  const campaign = await changeCampaign(ctx, input.id, ({ row }) => {
    checkFits("resume", row.status)
    resumedAt = ctx.clock.now()
    paused = { from: row.pausedFrom, at: row.pausedAt ?? resumedAt }
    const status = row.pausedFrom === "active" ? "active" : statusByDates(row, resumedAt)
    return {
      set: {
        status,
        pausedAt: null,
        pausedFrom: null,
        activatedAt: status === "active" ? (row.activatedAt ?? resumedAt) : row.activatedAt,
      },
      action: "campaign.resumed",
      before: { status: row.status },
      after: { status, overdue: input.overdue },
    }
  })
  if (paused.from === "active")
    await ctx.campaigns.resumed(input.id, { pausedAt: paused.at, resumedAt, overdue: input.overdue })
  else await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
