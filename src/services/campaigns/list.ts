import { and, desc, eq, lt, ne, sql } from "drizzle-orm"
import * as z from "zod"
import { campaignSegments, campaigns } from "../../db/schema"
import type { Ctx } from "../context"
import { containing, type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { type CampaignView, viewOf } from "./row"
import { campaignStatuses, campaignViewSchema } from "./schema"

export const campaignQuerySchema = z.object({
  ...pageQueryShape,
  query: z.string().max(200).optional(),
  kind: z.enum(["flow", "campaign"]).optional(),
  status: z.enum(campaignStatuses).optional(),
})
export const campaignPageSchema = pageOf(campaignViewSchema)

/** Campaigns, newest first (CAM-1). */
export async function listCampaigns(ctx: Ctx, query: z.infer<typeof campaignQuerySchema>): Promise<Page<CampaignView>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(campaigns)
    .where(
      and(
        query.query ? sql`${campaigns.name} LIKE ${containing(query.query)} ESCAPE '\\'` : undefined,
        query.kind === undefined ? ne(campaigns.kind, "workflow") : eq(campaigns.kind, query.kind),
        query.status === undefined ? undefined : eq(campaigns.status, query.status),
        after === null ? undefined : lt(campaigns.id, after[0]),
      ),
    )
    .orderBy(desc(campaigns.id))
    .limit(query.limit + 1)
  const bySegment = await segmentsOf(
    ctx,
    rows.map((row) => row.id),
  )
  return pageFrom(rows, query.limit, {
    item: (row) => viewOf({ row, segmentIds: bySegment.get(row.id) ?? [] }),
    position: (row) => [row.id],
  })
}

async function segmentsOf(ctx: Ctx, ids: string[]): Promise<Map<string, string[]>> {
  const rows = await ctx.db
    .select()
    .from(campaignSegments)
    .where(sql`${campaignSegments.campaignId} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`)
  const grouped = new Map<string, string[]>()
  for (const row of rows) grouped.set(row.campaignId, [...(grouped.get(row.campaignId) ?? []), row.segmentId])
  return grouped
}
