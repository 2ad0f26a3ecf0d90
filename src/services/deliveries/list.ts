import { and, desc, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { deliveries } from "../../db/schema"
import type { DeliveryRow, DeliveryStatus } from "../../engine/types"
import type { Ctx } from "../context"
import { type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"

export const deliveryStatuses = [
  "queued",
  "deferred",
  "sending",
  "sent",
  "delivered",
  "bounced",
  "complained",
  "failed",
  "skipped",
  "cancelled",
  "unknown",
] as const satisfies readonly DeliveryStatus[]

const filter = z.string().max(300).optional()
export const deliveryQuerySchema = z.object({
  ...pageQueryShape,
  campaignId: filter,
  memberId: filter,
  stepId: filter,
  status: z.enum(deliveryStatuses).optional(),
})

export const deliveryViewSchema = z
  .object({
    id: z.string(),
    memberId: z.string(),
    campaignId: z.string(),
    stepId: z.string(),
    runId: z.string(),
    visit: z.number().int(),
    version: z.number().int(),
    channel: z.enum(["email", "sms", "push", "webhook", "pdf", "staff"]),
    status: z.enum(deliveryStatuses),
    reason: z.string().optional(),
    detail: z.string().optional(),
    to: z.string().nullable(),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().optional(),
    /** While it waits: when it is tried next. */
    nextAt: z.iso.datetime().optional(),
    deliveredAt: z.iso.datetime().optional(),
    bouncedAt: z.iso.datetime().optional(),
    openedAt: z.iso.datetime().optional(),
    clickedAt: z.iso.datetime().optional(),
    unsubscribedAt: z.iso.datetime().optional(),
  })
  .meta({ id: "Delivery" })
export const deliveryPageSchema = pageOf(deliveryViewSchema)
export type DeliveryView = z.infer<typeof deliveryViewSchema>

const rowid = sql<number>`deliveries.rowid`

/** Deliveries, newest first, from the read model. */
export async function listDeliveries(
  ctx: Ctx,
  query: z.infer<typeof deliveryQuerySchema>,
): Promise<Page<DeliveryView>> {
  const after = readCursor(query.cursor, "number")
  const rows = await ctx.db
    .select({ delivery: deliveries, position: rowid })
    .from(deliveries)
    .where(
      and(
        query.campaignId === undefined ? undefined : ofCampaign(query.campaignId, query.status),
        query.memberId === undefined ? undefined : eq(deliveries.memberId, query.memberId),
        query.stepId === undefined ? undefined : eq(deliveries.stepId, query.stepId),
        query.status === undefined ? undefined : eq(deliveries.status, query.status),
        after === null ? undefined : sql`${rowid} < ${after[0]}`,
      ),
    )
    // In this order the planner would read along the table, and not by the index of the few.
    .orderBy(isDead(query.status) ? sql`+deliveries.rowid DESC` : desc(rowid))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, { item: (row) => deliveryView(row.delivery), position: (row) => [row.position] })
}

function isDead(status: DeliveryStatus | undefined): boolean {
  return status === "failed" || status === "unknown"
}

/** What has come to nothing is few, and has an index of its own (`deliveries_dead`), which must be named word by word. */
function ofCampaign(campaignId: string, status: DeliveryStatus | undefined) {
  if (!isDead(status)) return eq(deliveries.campaignId, campaignId)
  return sql`+${deliveries.campaignId} = ${campaignId} AND ${deliveries.status} IN ('failed', 'unknown')`
}

export function deliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    memberId: row.memberId,
    campaignId: row.campaignId,
    stepId: row.stepId,
    runId: row.runId,
    visit: row.visit,
    version: row.version,
    channel: row.channel,
    status: row.status,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    to: row.to,
    createdAt: isoOf(row.createdAt),
    ...(row.sentAt === null ? {} : { sentAt: isoOf(row.sentAt) }),
    ...(row.nextAt === null ? {} : { nextAt: isoOf(row.nextAt) }),
    ...(row.deliveredAt === null ? {} : { deliveredAt: isoOf(row.deliveredAt) }),
    ...(row.bouncedAt === null ? {} : { bouncedAt: isoOf(row.bouncedAt) }),
    ...(row.openedAt === null ? {} : { openedAt: isoOf(row.openedAt) }),
    ...(row.clickedAt === null ? {} : { clickedAt: isoOf(row.clickedAt) }),
    ...(row.unsubscribedAt === null ? {} : { unsubscribedAt: isoOf(row.unsubscribedAt) }),
  }
}
