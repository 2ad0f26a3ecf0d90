import { and, asc, eq, isNotNull } from "drizzle-orm"
import { campaigns } from "../../db/schema"
import type { Ctx } from "../context"

/** Workflows offered in a form, and versions of each. */
const workflowsMax = 200
const versionsMax = 10

/** Published workflows that are not archived, with the versions that one may attach to, newest first (WF-2). */
export async function workflowChoices(ctx: Ctx): Promise<{ id: string; name: string; versions: number[] }[]> {
  const rows = await ctx.db
    .select({ id: campaigns.id, name: campaigns.name, version: campaigns.version })
    .from(campaigns)
    .where(and(eq(campaigns.kind, "workflow"), eq(campaigns.status, "active"), isNotNull(campaigns.version)))
    .orderBy(asc(campaigns.name))
    .limit(workflowsMax)
  return rows.map(({ id, name, version }) => {
    const newest = version ?? 0
    return { id, name, versions: Array.from({ length: Math.min(newest, versionsMax) }, (_, i) => newest - i) }
  })
}
