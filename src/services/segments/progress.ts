import { eq } from "drizzle-orm"
import { segmentJobs, segments } from "../../db/schema"
import type { Ctx } from "../context"

/** How many members a long work has looked at, of how many (UI-4). */
export interface Progress {
  done: number
  total: number
}

/**
 * Tells how far the search for a segment's members is; null when they are all found (MEM-6). Every rule job looks at all
 * rule segments, so that a segment waiting for its members shares the job of the one changed last.
 */
export async function readProgress(
  ctx: Ctx,
): Promise<(segment: { id: string; kind: "everyone" | "list" | "rule"; rev: number }) => Progress | null> {
  const jobs = await ctx.db
    .select({
      segmentId: segmentJobs.segmentId,
      sourceId: segmentJobs.sourceId,
      done: segmentJobs.done,
      total: segmentJobs.total,
      kind: segments.kind,
    })
    .from(segmentJobs)
    .leftJoin(segments, eq(segments.id, segmentJobs.segmentId))
  const ruleJob = jobs.find((job) => job.sourceId === null && job.kind === "rule")
  return ({ id, kind, rev }) => {
    const own = jobs.find((job) => job.segmentId === id && job.sourceId !== null)
    const job = kind === "rule" ? (rev === 0 ? ruleJob : undefined) : own
    // Members made meanwhile are looked at too.
    return job === undefined ? null : { done: Math.min(job.done, job.total), total: job.total }
  }
}
