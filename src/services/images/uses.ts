import { eq, sql } from "drizzle-orm"
import type { SQLiteColumn } from "drizzle-orm/sqlite-core"
import { imagePath } from "../../core/image-path"
import { companyKey } from "../../db/company"
import { campaigns, flowDrafts, flowVersions, messages, settings, templates } from "../../db/schema"
import type { Ctx } from "../context"
import type { ImageUses } from "./schema"

/**
 * What shows a picture: messages of drafts and of every published version (emails of which lie in inboxes), saved messages,
 * templates, the company's logo. Names once each.
 */
export async function usesOf(ctx: Ctx, name: string): Promise<ImageUses["items"]> {
  const shows = (column: SQLiteColumn) => sql`instr(${column}, ${imagePath(name)}) > 0`
  const campaign = { kind: campaigns.kind, name: campaigns.name }
  const [drafts, versions, saved, kept, company] = await ctx.db.batch([
    ctx.db
      .select(campaign)
      .from(flowDrafts)
      .innerJoin(campaigns, eq(campaigns.id, flowDrafts.campaignId))
      .where(shows(flowDrafts.flow)),
    ctx.db
      .selectDistinct(campaign)
      .from(flowVersions)
      .innerJoin(campaigns, eq(campaigns.id, flowVersions.campaignId))
      .where(shows(flowVersions.flow)),
    ctx.db.select({ name: messages.name }).from(messages).where(shows(messages.content)),
    ctx.db.select({ name: templates.name }).from(templates).where(shows(templates.content)),
    ctx.db
      .select({ key: settings.key })
      .from(settings)
      .where(sql`${settings.key} = ${companyKey} AND ${shows(settings.value)}`),
  ])
  const uses: ImageUses["items"] = [
    ...[...drafts, ...versions].map((one) => ({
      kind: one.kind === "workflow" ? ("workflow" as const) : ("campaign" as const),
      name: one.name,
    })),
    ...saved.map((one) => ({ kind: "message" as const, name: one.name })),
    ...kept.map((one) => ({ kind: "template" as const, name: one.name })),
    ...company.map(() => ({ kind: "company" as const, name: "" })),
  ]
  return [...new Map(uses.map((use) => [`${use.kind} ${use.name}`, use])).values()]
}
