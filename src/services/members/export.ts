import { asc, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import {
  activity,
  attempts,
  attendance,
  campaignData,
  deadLetters,
  deliveries,
  outbox,
  results,
  runs,
} from "../../db/schema"
import { recordsOf } from "../../engine/kept"
import type { Ctx } from "../context"
import { deliveryView, deliveryViewSchema } from "../deliveries/list"
import { outboxView, outboxViewSchema } from "../outbox/list"
import { readMember } from "./read"
import { timelineItem, timelineItemSchema } from "./timeline"
import { memberView, memberViewSchema, runView, runViewSchema } from "./view"

export const memberExportSchema = z
  .object({
    exportedAt: z.iso.datetime(),
    member: memberViewSchema,
    runs: z.array(runViewSchema),
    deliveries: z.array(deliveryViewSchema),
    messages: z.array(outboxViewSchema),
    timeline: z.array(timelineItemSchema),
    /** Values by campaign and field (CAM-18). */
    campaignData: z.array(z.object({ campaignId: z.string(), values: z.record(z.string(), z.unknown()) })),
    /** Converted, dismissed and the like, as analysis counts them. */
    results: z.array(z.object({ campaignId: z.string(), kind: z.string(), at: z.iso.datetime() })),
    /** Messages rendered and not yet taken by a provider. */
    attempts: z.array(z.object({ deliveryId: z.string(), message: z.unknown(), at: z.iso.datetime() })),
    /** What failed for good and is kept for a retry. */
    deadLetters: z.array(z.unknown()),
    /** All that the member's own object knows, as it keeps it: events, counts, suppressions, runs. */
    known: z.record(z.string(), z.unknown()).nullable(),
    attendance: z.array(z.object({ occasionId: z.string(), status: z.string(), at: z.iso.datetime() })),
  })
  .meta({ id: "MemberExport" })

/** All data held on a member (MEM-8, SEC-39). */
export async function exportMember(ctx: Ctx, input: { id: string }): Promise<z.infer<typeof memberExportSchema>> {
  const [member, state] = [await readMember(ctx, input.id), await ctx.members.state(input.id)]
  const [runRows, deliveryRows, outboxRows, records, data, attended, counted, kept, letters] = await ctx.db.batch([
    ctx.db.select().from(runs).where(sql`id IN (SELECT id FROM member_runs WHERE member_id = ${input.id})`),
    ctx.db.select().from(deliveries).where(sql`id IN (SELECT id FROM member_deliveries WHERE member_id = ${input.id})`),
    ctx.db.select().from(outbox).where(eq(outbox.memberId, input.id)),
    ctx.db.select().from(activity).where(eq(activity.memberId, input.id)).orderBy(asc(activity.seq)),
    ctx.db.select().from(campaignData).where(eq(campaignData.memberId, input.id)),
    ctx.db.select().from(attendance).where(eq(attendance.memberId, input.id)),
    ctx.db.select().from(results).where(eq(results.memberId, input.id)),
    ctx.db.select().from(attempts).where(eq(attempts.memberId, input.id)),
    ctx.db.select().from(deadLetters).where(sql`body->>'memberId' = ${input.id}`),
  ])
  return {
    exportedAt: isoOf(ctx.clock.now()),
    member: memberView(member),
    runs: runRows.map(runView),
    deliveries: deliveryRows.map(deliveryView),
    messages: outboxRows.map(outboxView),
    timeline: records.flatMap(recordsOf).flatMap(({ at, entries }) => entries.map((entry) => timelineItem(entry, at))),
    campaignData: data.map(({ campaignId, data: values }) => ({ campaignId, values })),
    results: counted.map(({ campaignId, kind, at }) => ({ campaignId, kind, at: isoOf(at) })),
    attempts: kept.map(({ deliveryId, message, at }) => ({ deliveryId, message, at: isoOf(at) })),
    deadLetters: letters.map(({ body }) => body),
    known: state === null ? null : { ...state },
    attendance: attended.map(({ occasionId, status, at }) => ({ occasionId, status, at: isoOf(at) })),
  }
}
