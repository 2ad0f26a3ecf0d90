import { count, desc, eq, isNotNull } from "drizzle-orm"
import { campaigns } from "../../db/schema"
import type { Ctx } from "../context"
import type { HolderKind } from "../policy-holders/schema"
import type { Named } from "./names"

/** Campaigns shown beside a category or group. */
const campaignsMax = 200

function columnOf(kind: HolderKind) {
  return kind === "category" ? campaigns.categoryId : campaigns.groupId
}

/** How many campaigns belong to each category, or each group, that has any. */
export async function holderUse(ctx: Ctx, input: { kind: HolderKind }): Promise<Map<string, number>> {
  const column = columnOf(input.kind)
  const rows = await ctx.db.select({ id: column, n: count() }).from(campaigns).where(isNotNull(column)).groupBy(column)
  return new Map(rows.map(({ id, n }) => [id ?? "", n]))
}

/** Campaigns that belong to a category or group, newest first. */
export async function campaignsOfHolder(ctx: Ctx, input: { kind: HolderKind; id: string }): Promise<Named[]> {
  return ctx.db
    .select({ id: campaigns.id, name: campaigns.name })
    .from(campaigns)
    .where(eq(columnOf(input.kind), input.id))
    .orderBy(desc(campaigns.id))
    .limit(campaignsMax)
}
