import { eq } from "drizzle-orm"
import { AppError } from "../../core/errors"
import { createId } from "../../core/ids"
import { statementOf } from "../../db/client"
import { raiseRulesRev } from "../../db/rules"
import { memberships, segmentCounts, segments } from "../../db/schema"
import { addMembersJob, passOnJobs } from "../../db/segment-jobs"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { usersOfSegment } from "./users"
import { loadSegment } from "./view"

/** Deletes a segment that nothing uses any more; the members of a rule segment leave it in the background. */
export async function removeSegment(ctx: Ctx, input: { id: string }): Promise<void> {
  const row = await loadSegment(ctx, input.id)
  if (row.kind === "everyone")
    throw new AppError("conflict", "The built-in segment Everyone cannot be deleted.", { reason: "everyoneFixed" })
  const users = await usersOfSegment(ctx, row.id)
  if (users.length > 0) {
    throw new AppError("conflict", `The segment is used by ${users.map((name) => `“${name}”`).join(", ")}.`, {
      reason: "segmentUsed",
      named: users,
    })
  }
  const now = ctx.clock.now()
  const jobId = createId(now, ctx.random)
  const db = ctx.db.$client
  await db.batch([
    ...passOnJobs(db, row.id),
    ...(row.kind === "rule"
      ? [raiseRulesRev(db), addMembersJob(db, { id: jobId, segmentId: row.id, sourceId: null, now })]
      : [statementOf(db, ctx.db.delete(memberships).where(eq(memberships.segmentId, row.id)))]),
    statementOf(db, ctx.db.delete(segments).where(eq(segments.id, row.id))),
    statementOf(db, ctx.db.delete(segmentCounts).where(eq(segmentCounts.segmentId, row.id))),
    statementOf(
      db,
      auditInsert(ctx, { action: "segment.deleted", subject: `segment:${row.id}`, before: { name: row.name } }),
    ),
  ])
  if (row.kind === "rule") ctx.inbox.startSegmentJob(jobId)
}
