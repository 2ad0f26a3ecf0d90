import type { Ctx } from "../context"
import { countMembers } from "./member-counts"
import { readProgress } from "./progress"
import { loadSegment, type SegmentView, segmentView } from "./view"

/** One segment with the number of its members, and how far the search for them is. */
export async function getSegment(ctx: Ctx, input: { id: string }): Promise<SegmentView> {
  const row = await loadSegment(ctx, input.id)
  return segmentView(row, await countMembers(ctx, row.id), (await readProgress(ctx))(row))
}
