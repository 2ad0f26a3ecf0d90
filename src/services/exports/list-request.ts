import * as z from "zod"
import { invalid } from "../../core/errors"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { deliveryStatuses } from "../deliveries/list"
import { planDeliveries } from "./delivery-plan"
import { planMembers } from "./member-plan"
import type { ExportPlan } from "./plan"
import { fileQueryShape, fileShape, momentOf } from "./request"

/** What can be exported beside campaigns. */
export const exportLists = ["members", "deliveries"] as const
export type ExportList = (typeof exportLists)[number]

const id = z.string().min(1).max(300).optional()
const filterShape = {
  of: z.enum(exportLists),
  /** Of members: a part of the id, email, phone or name. */
  query: z.string().min(1).max(200).optional(),
  /** Of members. */
  segmentId: id,
  /** Of deliveries, as all that follow. */
  campaignId: id,
  memberId: id,
  stepId: id,
  channel: z.enum(["email", "sms", "push", "webhook", "pdf", "staff"]).optional(),
  status: z.enum(deliveryStatuses).optional(),
  /** Made from … to: instants, or local dates (of the campaign's zone when there is one, else UTC), of which the last counts whole. */
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
}

/** What to export of members or deliveries (ANA-4). */
export const listExportSchema = z.strictObject({ ...filterShape, ...fileShape }).meta({ id: "ListExportRequest" })
export type ListExportRequest = z.infer<typeof listExportSchema>
/** The same in an address. */
export const listExportQuerySchema = z.object({ ...filterShape, ...fileQueryShape })

const filtersOf = {
  members: ["query", "segmentId"],
  deliveries: ["campaignId", "memberId", "stepId", "channel", "status", "from", "to"],
} as const satisfies Record<ExportList, (keyof ListExportRequest)[]>

/** @throws invalid naming what does not fit */
export async function planList(ctx: Pick<Ctx, "db">, request: ListExportRequest): Promise<ExportPlan> {
  const { of, query, segmentId, fields = null } = request
  const other = filtersOf[of === "members" ? "deliveries" : "members"].find((name) => request[name] !== undefined)
  if (other !== undefined) throw invalid(other, "noSuchFilter", `Exports of ${of} have no filter “${other}”.`)
  if (of === "members") return await planMembers(ctx, { query, segmentId }, fields)
  const { campaignId, memberId, stepId, channel, status } = request
  const zone = await zoneOf(ctx, campaignId)
  const moments = { from: momentOf(zone, request.from, "from"), before: momentOf(zone, request.to, "to") }
  return await planDeliveries(ctx, { campaignId, memberId, stepId, channel, status, ...moments }, fields)
}

async function zoneOf(ctx: Pick<Ctx, "db">, campaignId: string | undefined): Promise<{ timeZone: string }> {
  if (campaignId === undefined) return { timeZone: "UTC" }
  const found = await loadCampaign(ctx, campaignId, "any").catch(() => {
    throw invalid("campaignId", "unknownCampaign", `There is no campaign “${campaignId}”.`)
  })
  return found.row
}
