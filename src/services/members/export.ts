import { asc, eq } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { activity, deliveries, outbox, runs } from "../../db/schema"
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
  })
  .meta({ id: "MemberExport" })

/** All data held on a member (MEM-8, SEC-39). */
export async function exportMember(ctx: Ctx, input: { id: string }): Promise<z.infer<typeof memberExportSchema>> {
  const member = await readMember(ctx, input.id)
  const [runRows, deliveryRows, outboxRows, records] = await ctx.db.batch([
    ctx.db.select().from(runs).where(eq(runs.memberId, input.id)),
    ctx.db.select().from(deliveries).where(eq(deliveries.memberId, input.id)),
    ctx.db.select().from(outbox).where(eq(outbox.memberId, input.id)),
    ctx.db.select().from(activity).where(eq(activity.memberId, input.id)).orderBy(asc(activity.seq)),
  ])
  return {
    exportedAt: isoOf(ctx.clock.now()),
    member: memberView(member),
    runs: runRows.map(runView),
    deliveries: deliveryRows.map(deliveryView),
    messages: outboxRows.map(outboxView),
    timeline: records.flatMap((record) => record.entries.map((entry) => timelineItem(entry, record.at))),
  }
}
