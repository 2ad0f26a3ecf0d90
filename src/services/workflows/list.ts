import { and, desc, eq, lt, sql } from "drizzle-orm"
import * as z from "zod"
import { campaigns } from "../../db/schema"
import { campaignStatuses } from "../campaigns/schema"
import type { Ctx } from "../context"
import { containing, type Page, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { type WorkflowView, workflowKinds, workflowViewSchema } from "./schema"
import { usersOf } from "./users"
import { viewWith } from "./view"

export const workflowQuerySchema = z.object({
  ...pageQueryShape,
  query: z.string().max(200).optional(),
  kind: z.enum(workflowKinds).optional(),
  status: z.enum(campaignStatuses).optional(),
})
export const workflowPageSchema = pageOf(workflowViewSchema)

/** The workflow library, newest first (WF-1). */
export async function listWorkflows(ctx: Ctx, query: z.infer<typeof workflowQuerySchema>): Promise<Page<WorkflowView>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(campaigns)
    .where(
      and(
        eq(campaigns.kind, "workflow"),
        query.query ? sql`${campaigns.name} LIKE ${containing(query.query)} ESCAPE '\\'` : undefined,
        query.kind === undefined ? undefined : eq(campaigns.workflowKind, query.kind),
        query.status === undefined ? undefined : eq(campaigns.status, query.status),
        after === null ? undefined : lt(campaigns.id, after[0]),
      ),
    )
    .orderBy(desc(campaigns.id))
    .limit(query.limit + 1)
  const users = await usersOf(
    ctx,
    rows.map((row) => row.id),
  )
  return pageFrom(rows, query.limit, {
    item: (row) => viewWith(row, users.get(row.id) ?? []),
    position: (row) => [row.id],
  })
}
