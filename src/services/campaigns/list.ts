import { and, asc, desc, eq, lt, ne, or, type SQL, sql } from "drizzle-orm"
import * as z from "zod"
import { assertNever } from "../../core/assert"
import { campaignSegments, campaigns } from "../../db/schema"
import type { Ctx } from "../context"
import { containing, type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { type CampaignRow, type CampaignView, viewOf } from "./row"
import { campaignStatuses, campaignViewSchema } from "./schema"

export const campaignSorts = ["newest", "oldest", "name", "changed"] as const
type Sort = (typeof campaignSorts)[number]

export const campaignQuerySchema = z.object({
  ...pageQueryShape,
  query: z.string().max(200).optional(),
  kind: z.enum(["flow", "campaign"]).optional(),
  status: z.enum(campaignStatuses).optional(),
  categoryId: z.string().max(100).optional(),
  groupId: z.string().max(100).optional(),
  /** `hide` leaves out archived ones unless `status` asks for them. */
  archived: z.enum(["show", "hide"]).optional(),
  sort: z.enum(campaignSorts).optional(),
})
export const campaignPageSchema = pageOf(campaignViewSchema)

/** Campaigns and flows, newest first unless `sort` says otherwise (CAM-1). */
export async function listCampaigns(ctx: Ctx, query: z.infer<typeof campaignQuerySchema>): Promise<Page<CampaignView>> {
  const order = orderOf(query.sort ?? "newest", query.cursor)
  const hideArchived = query.archived === "hide" && query.status === undefined
  const rows = await ctx.db
    .select()
    .from(campaigns)
    .where(
      and(
        query.query ? sql`${campaigns.name} LIKE ${containing(query.query)} ESCAPE '\\'` : undefined,
        query.kind === undefined ? ne(campaigns.kind, "workflow") : eq(campaigns.kind, query.kind),
        query.status === undefined ? undefined : eq(campaigns.status, query.status),
        query.categoryId === undefined ? undefined : eq(campaigns.categoryId, query.categoryId),
        query.groupId === undefined ? undefined : eq(campaigns.groupId, query.groupId),
        hideArchived ? ne(campaigns.status, "archived") : undefined,
        order.after,
      ),
    )
    .orderBy(...order.by)
    .limit(query.limit + 1)
  const bySegment = await segmentsOf(
    ctx,
    rows.map((row) => row.id),
  )
  return pageFrom(rows, query.limit, {
    item: (row) => viewOf({ row, segmentIds: bySegment.get(row.id) ?? [] }),
    position: order.position,
  })
}

interface Order {
  by: SQL[]
  /** What comes after the cursor. */
  after: SQL | undefined
  position(row: CampaignRow): (string | number)[]
}

/** An order in which every campaign has its own place, so that pages neither repeat nor miss one. */
function orderOf(sort: Sort, cursor: string | undefined): Order {
  switch (sort) {
    case "newest": {
      const at = readCursor(cursor, "string")
      const after = at === null ? undefined : lt(campaigns.id, at[0])
      return { by: [desc(campaigns.id)], after, position: (row) => [row.id] }
    }
    case "oldest": {
      const at = readCursor(cursor, "string")
      const after = at === null ? undefined : sql`${campaigns.id} > ${at[0]}`
      return { by: [asc(campaigns.id)], after, position: (row) => [row.id] }
    }
    case "name": {
      const at = readCursor(cursor, "string", "string")
      const name = sql`${campaigns.name} COLLATE NOCASE`
      const after = at === null ? undefined : sql`(${name}, ${campaigns.id}) > (${at[0]}, ${at[1]})`
      return { by: [sql`${name}`, asc(campaigns.id)], after, position: (row) => [row.name, row.id] }
    }
    case "changed": {
      const at = readCursor(cursor, "number", "string")
      const after =
        at === null
          ? undefined
          : or(lt(campaigns.updatedAt, at[0]), and(eq(campaigns.updatedAt, at[0]), lt(campaigns.id, at[1])))
      return { by: [desc(campaigns.updatedAt), desc(campaigns.id)], after, position: (row) => [row.updatedAt, row.id] }
    }
    default:
      return assertNever(sort)
  }
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
