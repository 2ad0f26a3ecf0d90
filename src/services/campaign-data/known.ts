import { AppError, type FieldError } from "../../core/errors"
import { memberSeqs, readSeqs } from "../../db/member-rows"
import { type CampaignRow, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"

/** A campaign whose data may be written. @throws notFound, conflict once it is archived */
export async function campaignTakingData(ctx: Pick<Ctx, "db">, id: string): Promise<CampaignRow> {
  const { row } = await loadCampaign(ctx, id, "any")
  if (row.status === "archived")
    throw new AppError("conflict", "The campaign is archived.", { reason: "campaignArchived" })
  return row
}

/** Campaign data is kept of members that there are: values of others are told apart, and make nobody. */
export async function membersAmong(ctx: Pick<Ctx, "db">, ids: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set(readSeqs(await memberSeqs(ctx.db.$client, ids).all()).keys())
}

/** Said of an item whose member there is not. */
export const noSuchMember: FieldError = { path: "id", code: "unknownMember", message: "There is no such member." }
