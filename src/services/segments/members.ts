import { and, desc, eq, gt, sql } from "drizzle-orm"
import * as z from "zod"
import { AppError, notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { members, memberships } from "../../db/schema"
import type { Ctx } from "../context"
import { sourceOf } from "../members/source"
import { memberSummarySchema, summaryOf } from "../members/view"
import { type Page, type PageQuery, pageFrom, pageOf, type pageQuerySchema, readCursor } from "../page"
import { loadSegment } from "./view"

const segmentMemberSchema = memberSummarySchema
  .extend({ joinedAt: z.iso.datetime().optional(), source: z.string().optional() })
  .meta({ id: "SegmentMember" })
export const segmentMemberPageSchema = pageOf(segmentMemberSchema)
export type SegmentMember = z.infer<typeof segmentMemberSchema>

const memberOrder = sql<number>`members.rowid`

/** The members of a list segment by their ids; of Everyone, newest first. */
export async function listSegmentMembers(
  ctx: Ctx,
  input: { id: string } & z.infer<typeof pageQuerySchema>,
): Promise<Page<SegmentMember>> {
  const segment = await loadSegment(ctx, input.id)
  if (segment.kind === "everyone") return everybody(ctx, input)
  const after = readCursor(input.cursor, "string")
  const rows = await ctx.db
    .select({ member: members, joinedAt: memberships.at, source: memberships.source })
    .from(memberships)
    .innerJoin(members, eq(members.id, memberships.memberId))
    .where(
      and(
        eq(memberships.segmentId, segment.id),
        eq(memberships.member, true),
        after === null ? undefined : gt(memberships.memberId, after[0]),
      ),
    )
    .orderBy(memberships.memberId)
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, {
    item: ({ member, joinedAt, source }) => ({
      ...summaryOf(member.id, member.profile, member),
      joinedAt: isoOf(joinedAt),
      source,
    }),
    position: ({ member }) => [member.id],
  })
}

async function everybody(ctx: Ctx, query: PageQuery): Promise<Page<SegmentMember>> {
  const after = readCursor(query.cursor, "number")
  const rows = await ctx.db
    .select({ member: members, position: memberOrder })
    .from(members)
    .where(after === null ? undefined : sql`${memberOrder} < ${after[0]}`)
    .orderBy(desc(memberOrder))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: ({ member }) => summaryOf(member.id, member.profile, member),
    position: (row) => [row.position],
  })
}

/** Puts a member, new or known, into a list segment (MEM-9: twice starts nothing twice). */
export async function joinSegment(ctx: Ctx, input: { id: string; memberId: string }): Promise<void> {
  const segmentId = await listSegmentId(ctx, input.id)
  const at = ctx.clock.now()
  await ctx.members.apply(input.memberId, [{ kind: "joined", segmentId, at, source: sourceOf(ctx.actor) }])
}

/** Takes a member out of a list segment. */
export async function leaveSegment(ctx: Ctx, input: { id: string; memberId: string }): Promise<void> {
  const segmentId = await listSegmentId(ctx, input.id)
  if ((await ctx.members.read(input.memberId)) === null) throw notFound("member")
  const at = ctx.clock.now()
  await ctx.members.apply(input.memberId, [{ kind: "left", segmentId, at, source: sourceOf(ctx.actor) }])
}

/** 409 for segments whose members come by themselves. */
async function listSegmentId(ctx: Ctx, id: string): Promise<string> {
  const segment = await loadSegment(ctx, id)
  if (segment.kind === "list") return segment.id
  const what = segment.kind === "everyone" ? "Everyone has every member" : "A rule segment has its members by its rule"
  throw new AppError("conflict", `${what}: nobody can be put in or taken out.`, { reason: "ownMembers" })
}
