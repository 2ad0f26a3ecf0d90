import { asc, eq } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { activity, attendance, campaignData, deliveries, outbox, runs } from "../../db/schema"
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
    attendance: z.array(z.object({ occasionId: z.string(), status: z.string(), at: z.iso.datetime() })),
  })
  .meta({ id: "MemberExport" })

/** All data held on a member (MEM-8, SEC-39). */
export async function exportMember(ctx: Ctx, input: { id: string }): Promise<z.infer<typeof memberExportSchema>> {
  const member = await readMember(ctx, input.id)
  const [runRows, deliveryRows, outboxRows, records, data, attended] = await ctx.db.batch([
    ctx.db.select().from(runs).where(eq(runs.memberId, input.id)),
    ctx.db.select().from(deliveries).where(eq(deliveries.memberId, input.id)),
    ctx.db.select().from(outbox).where(eq(outbox.memberId, input.id)),
    ctx.db.select().from(activity).where(eq(activity.memberId, input.id)).orderBy(asc(activity.seq)),
    ctx.db.select().from(campaignData).where(eq(campaignData.memberId, input.id)),
    ctx.db.select().from(attendance).where(eq(attendance.memberId, input.id)),
  ])
  return {
    exportedAt: isoOf(ctx.clock.now()),
    member: memberView(member),
    runs: runRows.map(runView),
    deliveries: deliveryRows.map(deliveryView),
    messages: outboxRows.map(outboxView),
    timeline: records.flatMap((record) => record.entries.map((entry) => timelineItem(entry, record.at))),
    campaignData: data.map(({ campaignId, data: values }) => ({ campaignId, values })),
    attendance: attended.map(({ occasionId, status, at }) => ({ occasionId, status, at: isoOf(at) })),
  }
}
