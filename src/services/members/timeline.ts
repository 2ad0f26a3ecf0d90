import { sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf, isoOrNull } from "../../core/instant"
import type { JournalEntry, WaitExplanation } from "../../engine/types"
import type { Ctx } from "../context"
import { type Page, pageFrom, pageOf, type pageQuerySchema, readCursor } from "../page"
import { readMember } from "./read"

/** What has happened to a member: the journal's words, instants in ISO. */
export const timelineItemSchema = z
  .looseObject({
    at: z.iso.datetime(),
    type: z.string(),
    campaignId: z.string().optional(),
    runId: z.string().optional(),
    stepId: z.string().optional(),
    reason: z.string().nullable().optional(),
  })
  .meta({ id: "TimelineItem" })
export const timelinePageSchema = pageOf(timelineItemSchema)
export type TimelineItem = z.infer<typeof timelineItemSchema>

/** A member's timeline, newest first. */
export async function memberTimeline(
  ctx: Ctx,
  input: { id: string } & z.infer<typeof pageQuerySchema>,
): Promise<Page<TimelineItem>> {
  await readMember(ctx, input.id)
  const before = readCursor(input.cursor, "number", "number")
  const older =
    before === null ? sql`` : sql`AND (a.seq < ${before[0]} OR (a.seq = ${before[0]} AND e.key < ${before[1]}))`
  const rows = await ctx.db.all<{ seq: number; position: number; at: number; entry: string }>(
    sql`SELECT a.seq, e.key AS position, coalesce(e.value->>'at', a.at) AS at, json_remove(e.value, '$.seq', '$.at') AS entry FROM activity a, json_each(a.entries) e
        WHERE a.member_id = ${input.id} ${older} ORDER BY a.seq DESC, e.key DESC LIMIT ${input.limit + 1}`,
  )
  return pageFrom(rows, input.limit, {
    item: (row) => timelineItem(JSON.parse(row.entry) as JournalEntry, row.at),
    position: (row) => [row.seq, row.position],
  })
}

/** One entry of the journal as the API shows it. */
export function timelineItem(entry: JournalEntry, at: number): TimelineItem {
  return {
    at: isoOf(at),
    ...entry,
    ...("wait" in entry ? { wait: waitView(entry.wait) } : {}),
    ...("occurredAt" in entry ? { occurredAt: isoOf(entry.occurredAt) } : {}),
    ...("until" in entry ? { until: isoOf(entry.until) } : {}),
    ...("happenedAt" in entry && entry.happenedAt !== undefined ? { happenedAt: isoOf(entry.happenedAt) } : {}),
    ...("retryAt" in entry ? { retryAt: isoOf(entry.retryAt) } : {}),
  }
}

function waitView(wait: WaitExplanation) {
  return { ...wait, anchor: isoOf(wait.anchor), until: isoOrNull(wait.until) }
}
