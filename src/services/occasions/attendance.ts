import { and, eq, gt } from "drizzle-orm"
import * as z from "zod"
import { notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { attendance } from "../../db/schema"
import type { AttendanceStatus } from "../../engine/types"
import type { Ctx } from "../context"
import { sourceOf } from "../members/source"
import { type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { type AttendanceView, attendanceStatusSchema, attendanceViewSchema } from "./schema"
import { loadOccasion } from "./verbs"

export const attendancePageSchema = pageOf(attendanceViewSchema)
export const attendanceQuerySchema = z.object({ ...pageQueryShape, status: attendanceStatusSchema.optional() })

/** Marks a member by hand: the latest word decides (WF-3). 404 for an unknown occasion or member. */
export async function setAttendance(
  ctx: Ctx,
  input: { id: string; memberId: string; status: AttendanceStatus },
): Promise<AttendanceView> {
  const { id: occasionId, memberId, status } = input
  await loadOccasion(ctx, occasionId)
  if ((await ctx.members.read(memberId)) === null) throw notFound("member")
  const at = ctx.clock.now()
  await ctx.members.apply(memberId, [{ kind: "attendanceSet", occasionId, status, at, source: sourceOf(ctx.actor) }])
  return { memberId, status, at: isoOf(at) }
}

/** Who came and who did not, by member id. */
export async function listAttendance(
  ctx: Ctx,
  input: { id: string } & z.infer<typeof attendanceQuerySchema>,
): Promise<Page<AttendanceView>> {
  await loadOccasion(ctx, input.id)
  const after = readCursor(input.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(attendance)
    .where(
      and(
        eq(attendance.occasionId, input.id),
        input.status === undefined ? undefined : eq(attendance.status, input.status),
        after === null ? undefined : gt(attendance.memberId, after[0]),
      ),
    )
    .orderBy(attendance.memberId)
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, {
    item: ({ memberId, status, at }) => ({ memberId, status, at: isoOf(at) }),
    position: (row) => [row.memberId],
  })
}
