import { and, desc, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { deliveries } from "../../db/schema"
import type { DeliveryRow, DeliveryStatus } from "../../engine/types"
import type { Ctx } from "../context"
import { lastLooked } from "../looking"
import { type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { fewOf } from "./few"

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

/** Deliveries, newest first, from the read model. A page by step or status may be short and still have a next one. */
export async function listDeliveries(
  ctx: Ctx,
  query: z.infer<typeof deliveryQuerySchema>,
): Promise<Page<DeliveryView>> {
  const { campaignId, memberId, stepId, status } = query
  const after = readCursor(query.cursor, "number")?.[0] ?? null
  const few = memberId === undefined && status !== undefined ? await fewOf(ctx, status) : null
  const isLookedFor = memberId === undefined && few === null && (stepId !== undefined || status !== undefined)
  const ofCampaign = campaignId === undefined ? undefined : eq(deliveries.campaignId, campaignId)
  const looked = isLookedFor
    ? await lastLooked<number>(ctx, { table: sql`deliveries`, key: rowid, of: ofCampaign, after })
    : null
  const rows = await ctx.db
    .select({ delivery: deliveries, position: rowid })
    .from(deliveries)
    .where(
      and(
        few === null
          ? ofCampaign
          : and(few, campaignId === undefined ? undefined : sql`+${deliveries.campaignId} = ${campaignId}`),
        memberId === undefined ? undefined : eq(deliveries.memberId, memberId),
        stepId === undefined ? undefined : eq(deliveries.stepId, stepId),
        status === undefined ? undefined : eq(deliveries.status, status),
        after === null ? undefined : sql`${rowid} < ${after}`,
        looked === null ? undefined : sql`${rowid} >= ${looked}`,
      ),
    )
    // In this order the planner would read along the table, and not by the index of the few.
    .orderBy(few === null ? desc(rowid) : sql`+deliveries.rowid DESC`)
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: (row) => deliveryView(row.delivery),
    position: (row) => [row.position],
    looked,
  })
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
