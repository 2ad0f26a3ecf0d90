import { and, eq, sql } from "drizzle-orm"
import { AppError } from "../../core/errors"
import { campaignData } from "../../db/schema"
import { fieldsUsedBy } from "../../engine/data-use"
import type { DataField } from "../../engine/types"
import type { Ctx } from "../context"
import { publishedFlow } from "../flows/published"
import type { CampaignRow } from "./row"

/**
 * 409 for fields that cannot go or change their type (CAM-18): one that the published flow uses stays, and one that
 * holds values keeps its type.
 */
export async function checkDataFields(ctx: Ctx, row: CampaignRow, fields: readonly DataField[]): Promise<void> {
  const known = row.settings.dataFields ?? []
  const types = new Map(fields.map((field) => [field.name, field.type]))
  const gone = known.filter((field) => !types.has(field.name))
  const retyped = known.filter((field) => types.has(field.name) && types.get(field.name) !== field.type)
  const published = row.version === null ? null : await publishedFlow(ctx, row.id, row.version)
  if (published !== null && gone.length + retyped.length > 0) {
    for (const { name } of [...gone, ...retyped]) {
      const steps = fieldsUsedBy(published.flow, name)
      if (steps.length > 0) {
        const where = steps.map((id) => `“${id}”`).join(", ")
        throw new AppError("conflict", `The published flow uses the field “${name}” in ${where}.`, {
          reason: "fieldUsed",
          named: [name],
        })
      }
    }
  }
  for (const { name } of retyped) {
    if (await hasValues(ctx, row.id, name)) {
      throw new AppError("conflict", `The field “${name}” holds values: its type can no longer be changed.`, {
        reason: "fieldHasValues",
        named: [name],
      })
    }
  }
}

async function hasValues(ctx: Ctx, campaignId: string, name: string): Promise<boolean> {
  const held = sql`EXISTS (SELECT 1 FROM json_each(${campaignData.data}) f WHERE f.key = ${name})`
  const rows = await ctx.db
    .select({ memberId: campaignData.memberId })
    .from(campaignData)
    .where(and(eq(campaignData.campaignId, campaignId), held))
    .limit(1)
  return rows.length > 0
}
