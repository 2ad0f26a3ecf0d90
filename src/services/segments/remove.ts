import { and, eq, notInArray } from "drizzle-orm"
import { AppError } from "../../core/errors"
import { campaignSegments, campaigns, memberships, segments } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { loadSegment } from "./view"

/** Deletes a segment that no campaign uses any more. */
export async function removeSegment(ctx: Ctx, input: { id: string }): Promise<void> {
  const row = await loadSegment(ctx, input.id)
  if (row.kind === "everyone") throw new AppError("conflict", "The built-in segment Everyone cannot be deleted.")
  const users = await ctx.db
    .select({ name: campaigns.name })
    .from(campaignSegments)
    .innerJoin(campaigns, eq(campaigns.id, campaignSegments.campaignId))
    .where(
      and(eq(campaignSegments.segmentId, row.id), notInArray(campaigns.status, ["archived", "cancelled", "completed"])),
    )
    .limit(3)
  if (users.length > 0) {
    throw new AppError("conflict", `The segment is used by ${users.map((u) => `“${u.name}”`).join(", ")}.`)
  }
  await ctx.db.batch([
    ctx.db.delete(segments).where(eq(segments.id, row.id)),
    ctx.db.delete(memberships).where(eq(memberships.segmentId, row.id)),
    auditInsert(ctx, { action: "segment.deleted", subject: `segment:${row.id}`, before: { name: row.name } }),
  ])
}
