import { and, desc, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { deliveries } from "../../db/schema"
import type { DeliveryRow, DeliveryStatus } from "../../engine/types"
import type { Ctx } from "../context"
import { lastLooked } from "../looking"
import { type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { type Place, placeOfDeliveries } from "../place"
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

type Query = z.infer<typeof deliveryQuerySchema>

/** Deliveries, newest first, from the read model. A page by step or status may be short and still have a next one. */
export async function listDeliveries(ctx: Ctx, query: Query): Promise<Page<DeliveryView>> {
  const { stepId, status } = query
  const after = readCursor(query.cursor, "number")?.[0] ?? null
  const { where, order, looked } = await placeFor(ctx, query, after)
  const rows = await ctx.db
    .select({ delivery: deliveries, position: sql<number>`rowid` })
    .from(deliveries)
    .where(
      and(
        where,
        stepId === undefined ? undefined : eq(deliveries.stepId, stepId),
        status === undefined ? undefined : eq(deliveries.status, status),
      ),
    )
    .orderBy(desc(order))
    .limit(query.limit + 1)
  return pageFrom(rows, query.limit, {
    item: (row) => deliveryView(row.delivery),
    position: (row) => [row.position],
    looked,
  })
}

/** How the rows are found: of a member, of a status that few have, of a campaign, or along the table. */
async function placeFor(ctx: Ctx, query: Query, after: number | null): Promise<Place> {
  const { campaignId, memberId, stepId, status } = query
  const ofCampaign = campaignId === undefined ? sql`` : sql` AND +campaign_id = ${campaignId}`
  const older = after === null ? sql`` : sql` AND +rowid < ${after}`
  if (memberId !== undefined) {
    const ofMember = sql`id IN (SELECT id FROM member_deliveries WHERE member_id = ${memberId})`
    return { where: sql`${ofMember}${ofCampaign}${older}`, order: sql`+rowid`, looked: null }
  }
  const few = status === undefined ? null : await fewOf(ctx, status)
  if (few !== null) return { where: sql`${few}${ofCampaign}${older}`, order: sql`+rowid`, looked: null }
  if (campaignId !== undefined) return await placeOfDeliveries(ctx, campaignId, after)
  const isLookedFor = stepId !== undefined || status !== undefined
  const rowid = sql`rowid`
  const looked = isLookedFor ? await lastLooked<number>(ctx, { table: sql`deliveries`, key: rowid, after }) : null
  const seen = looked === null ? sql`` : sql` AND rowid >= ${looked}`
  return { where: sql`${after === null ? sql`true` : sql`rowid < ${after}`}${seen}`, order: rowid, looked }
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
