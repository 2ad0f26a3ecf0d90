import { count, eq, sql } from "drizzle-orm"
import { attendance, segments } from "../../db/schema"
import type { Ctx } from "../context"
import { countMembers } from "../segments/member-counts"

export interface OccasionNumbers {
  attended: number
  absent: number
}

/** How many came to each occasion, and how many are known not to have. */
export async function occasionNumbers(
  ctx: Ctx,
  input: { ids: readonly string[] },
): Promise<Map<string, OccasionNumbers>> {
  const rows = await ctx.db
    .select({ id: attendance.occasionId, status: attendance.status, n: count() })
    .from(attendance)
    .where(sql`${attendance.occasionId} IN (SELECT value FROM json_each(${JSON.stringify(input.ids)}))`)
    .groupBy(attendance.occasionId, attendance.status)
  const byId = new Map(input.ids.map((id) => [id, { attended: 0, absent: 0 }]))
  for (const { id, status, n } of rows) {
    const numbers = byId.get(id)
    if (numbers !== undefined) numbers[status] = n
  }
  return byId
}

/** The segment of those invited, with how many they are; null when there is none any more. */
export async function inviteesOf(
  ctx: Ctx,
  input: { segmentId: string },
): Promise<{ id: string; name: string; members: number } | null> {
  const { segmentId } = input
  const [segment] = await ctx.db
    .select({ id: segments.id, name: segments.name })
    .from(segments)
    .where(eq(segments.id, segmentId))
  return segment === undefined ? null : { ...segment, members: await countMembers(ctx, segmentId) }
}
