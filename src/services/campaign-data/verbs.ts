import { and, eq } from "drizzle-orm"
import * as z from "zod"
import { notFound } from "../../core/errors"
import { campaignData } from "../../db/schema"
import { own } from "../../engine/own"
import type { AttributeValue } from "../../engine/types"
import { type CampaignRow, loadCampaign } from "../campaigns/row"
import { refuse } from "../campaigns/settings"
import type { Ctx } from "../context"
import { sourceOf } from "../members/source"
import { fitted } from "./fitted"
import { campaignTakingData } from "./known"

/** `PUT /campaigns/{id}/data/{memberId}`: a merge; `null` removes. */
export const dataPatchSchema = z
  .strictObject({ values: z.record(z.string().max(200), z.unknown()) })
  .meta({ id: "CampaignDataPatch" })
export const dataViewSchema = z.object({ values: z.record(z.string(), z.unknown()) }).meta({ id: "CampaignData" })
export interface DataView {
  values: Record<string, AttributeValue>
}

/** A member's values of a campaign's fields (CAM-18). 404 for an unknown campaign or member. */
export async function getData(ctx: Ctx, input: { id: string; memberId: string }): Promise<DataView> {
  const { row } = await loadCampaign(ctx, input.id, "any")
  if ((await ctx.members.read(input.memberId)) === null) throw notFound("member")
  return await readData(ctx, row, input.memberId)
}

/**
 * Merges values into a member's campaign data, each fitted to its field's type.
 * @throws invalid naming every field that there is not, or that the value does not fit
 */
export async function putData(
  ctx: Ctx,
  input: { id: string; memberId: string } & z.infer<typeof dataPatchSchema>,
): Promise<DataView> {
  const row = await campaignTakingData(ctx, input.id)
  const { values, errors } = fitted(row.settings.dataFields ?? [], input.values)
  refuse(errors)
  if ((await ctx.members.read(input.memberId)) === null) throw notFound("member")
  if (Object.keys(values).length > 0) {
    const source = sourceOf(ctx.actor)
    await ctx.members.apply(input.memberId, [{ kind: "dataChanged", campaignId: row.id, values, source }])
  }
  return await readData(ctx, row, input.memberId)
}

/** What the read model has, of the fields that there are now. */
async function readData(ctx: Ctx, row: CampaignRow, memberId: string): Promise<DataView> {
  const [found] = await ctx.db
    .select({ data: campaignData.data })
    .from(campaignData)
    .where(and(eq(campaignData.campaignId, row.id), eq(campaignData.memberId, memberId)))
  const data = (found?.data ?? {}) as Record<string, AttributeValue>
  const shown = (row.settings.dataFields ?? []).flatMap(({ name }): [string, AttributeValue][] => {
    const value = own(data, name)
    return value === undefined ? [] : [[name, value]]
  })
  return { values: Object.fromEntries(shown) }
}
