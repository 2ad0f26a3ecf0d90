import { count, desc, eq, isNotNull } from "drizzle-orm"
import { campaigns, categories, groups } from "../../db/schema"
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

/** Names of all categories and groups by `KIND:ID`, as the engine's rules refer to them. */
export async function holderNames(ctx: Ctx): Promise<Record<string, string>> {
  const [inCategories, inGroups] = await ctx.db.batch([
    ctx.db.select({ id: categories.id, name: categories.name }).from(categories),
    ctx.db.select({ id: groups.id, name: groups.name }).from(groups),
  ])
  return Object.fromEntries([
    ...inCategories.map(({ id, name }) => [`category:${id}`, name]),
    ...inGroups.map(({ id, name }) => [`group:${id}`, name]),
  ])
}
