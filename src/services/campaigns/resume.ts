import { and, count, eq, isNull, lte, or, sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { deliveries, runs } from "../../db/schema"
import type { Ctx } from "../context"
import { openOf } from "../place"
import { changeCampaign } from "./change"
import { checkFits, statusByDates } from "./lifecycle"
import { type CampaignRef, type CampaignRow, type CampaignView, loadCampaign, viewOf } from "./row"

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

export const resumePreviewSchema = z
  .object({
    pausedAt: z.iso.datetime(),
    /** What the pause has overtaken. */
    overdue: z.object({ waits: z.number().int(), deliveries: z.number().int() }),
  })
  .meta({ id: "ResumePreview" })

/** What a resume now would have to deal with (CAM-8); changes nothing. */
export async function previewResume(ctx: Ctx, input: CampaignRef): Promise<z.infer<typeof resumePreviewSchema>> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  checkFits("resume", row)
  const now = ctx.clock.now()
  const [waits, waiting] = await ctx.db.batch([
    ctx.db
      .select({ n: count() })
      .from(runs)
      .where(and(openOf(row.id), eq(runs.status, "active"), lte(runs.wakeAt, now))),
    ctx.db
      .select({ n: count() })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.campaignId, row.id),
          // Each by its own index.
          or(sql`status IN ('queued', 'sending')`, sql`status = 'deferred'`),
          or(isNull(deliveries.nextAt), lte(deliveries.nextAt, now)),
        ),
      ),
  ])
  return {
    pausedAt: isoOf(row.pausedAt ?? now),
    overdue: { waits: waits[0]?.n ?? 0, deliveries: waiting[0]?.n ?? 0 },
  }
}

/** Lets a paused campaign go on; what the pause has overtaken follows `overdue` (CAM-8). */
export async function resumeCampaign(
  ctx: Ctx,
  input: CampaignRef & z.infer<typeof resumeSchema>,
): Promise<CampaignView> {
  let pausedFrom: CampaignRow["pausedFrom"] = null
  const campaign = await changeCampaign(ctx, input, ({ row }) => {
    checkFits("resume", row)
    pausedFrom = row.pausedFrom
    const resumedAt = ctx.clock.now()
    const status = row.pausedFrom === "active" ? "active" : statusByDates(row, resumedAt)
    return {
      set: {
        status,
        pausedAt: null,
        pausedFrom: null,
        pauseReason: null,
        activatedAt: status === "active" ? (row.activatedAt ?? resumedAt) : row.activatedAt,
      },
      action: "resumed",
      // Members are told from here (`lastResume`), also when this process dies before it could say so.
      before: { status: row.status, pausedAt: isoOf(row.pausedAt ?? resumedAt) },
      after: { status, overdue: input.overdue },
    }
  })
  if (pausedFrom === "active") await ctx.campaigns.resumed(input.id)
  else await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}
