import { sql } from "drizzle-orm"
import { ofCampaign } from "../../db/campaign-range"
import { own } from "../../engine/own"
import type { DeliveryStatus, OutboundChannel, Profile } from "../../engine/types"
import type { Ctx } from "../context"
import { type FlowNames, flowNames } from "../overview/names"
import { attributeField, chooseFields, kindsOf, wants } from "./choose"
import { type ExportPlan, pageRows } from "./plan"

interface StoredDelivery {
  id: string
  memberId: string
  campaignId: string
  stepId: string
  runId: string
  visit: number
  version: number
  channel: OutboundChannel
  status: DeliveryStatus
  reason: string | null
  detail: string | null
  to: string | null
  createdAt: number
  sentAt: number | null
  nextAt: number | null
  deliveredAt: number | null
  bouncedAt: number | null
  openedAt: number | null
  clickedAt: number | null
  unsubscribedAt: number | null
}

type DeliveryRow = StoredDelivery & { profile: Partial<Profile>; names: FlowNames }
const { text, number, instant } = kindsOf<DeliveryRow, "profile">()

const known = {
  deliveryId: text((row) => row.id),
  memberId: text((row) => row.memberId),
  email: text((row) => row.profile.email ?? null, "profile"),
  phone: text((row) => row.profile.phone ?? null, "profile"),
  campaignId: text((row) => row.campaignId),
  campaignName: text((row) => row.names.campaigns.get(row.campaignId) ?? null),
  stepId: text((row) => row.stepId),
  stepName: text((row) => row.names.steps.get(row.campaignId)?.get(row.stepId) ?? row.stepId),
  runId: text((row) => row.runId),
  visit: number((row) => row.visit),
  version: number((row) => row.version),
  channel: text((row) => row.channel),
  to: text((row) => row.to),
  status: text((row) => row.status),
  reason: text((row) => row.reason),
  detail: text((row) => row.detail),
  createdAt: instant((row) => row.createdAt),
  sentAt: instant((row) => row.sentAt),
  nextAt: instant((row) => row.nextAt),
  deliveredAt: instant((row) => row.deliveredAt),
  openedAt: instant((row) => row.openedAt),
  clickedAt: instant((row) => row.clickedAt),
  bouncedAt: instant((row) => row.bouncedAt),
  unsubscribedAt: instant((row) => row.unsubscribedAt),
}

export const deliveryExportFields = Object.keys(known) as (keyof typeof known)[]
export const deliveryDefaults = [
  "createdAt",
  "memberId",
  "channel",
  "to",
  "campaignName",
  "stepName",
  "status",
  "reason",
  "sentAt",
  "deliveredAt",
  "openedAt",
  "clickedAt",
  "bouncedAt",
] as const satisfies readonly (keyof typeof known)[]

/** Which deliveries are wanted; instants in epoch ms: made at or after `from`, before `before`. */
export interface DeliveryExportFilter {
  campaignId?: string | undefined
  memberId?: string | undefined
  stepId?: string | undefined
  channel?: OutboundChannel | undefined
  status?: DeliveryStatus | undefined
  from?: number | undefined
  before?: number | undefined
}

/** The export of deliveries: one row each, as they are now in the read model. @throws invalid */
export async function planDeliveries(
  ctx: Pick<Ctx, "db">,
  filter: DeliveryExportFilter,
  chosen: readonly string[] | null,
): Promise<ExportPlan> {
  const fields = chooseFields(
    chosen ?? deliveryDefaults,
    (name) => own(known, name) ?? attributeField<DeliveryRow>(name),
  )
  const where = conditionOf(filter)
  const profile = wants(fields, "profile") ? sql`(SELECT m.profile FROM members m WHERE m.id = d.member_id)` : sql`NULL`
  const names = namesKept(ctx)
  // A member has few: they are sorted. All others are read in the order of their ids.
  const order = filter.memberId === undefined ? sql`d.id` : sql`+d.id`
  return {
    name: "deliveries",
    columns: fields,
    count: async () =>
      (await ctx.db.all<{ n: number }>(sql`SELECT count(*) AS n FROM deliveries d WHERE ${where}`))[0]?.n ?? 0,
    page: async (after) => {
      const rows = await ctx.db.all<StoredDelivery & { profile: string | null }>(
        sql`SELECT ${columns}, ${profile} AS profile FROM deliveries d
          WHERE ${where} AND ${order} > ${after ?? ""} ORDER BY ${order} LIMIT ${pageRows}`,
      )
      const named = await names(rows.map((row) => row.campaignId))
      const read = rows.map((row) => ({
        ...row,
        profile: row.profile === null ? {} : (JSON.parse(row.profile) as Partial<Profile>),
        names: named,
      }))
      return { rows: read.map((row) => fields.map((field) => field.read(row))), last: rows.at(-1)?.id ?? null }
    },
  }
}

const columns = sql`d.id, d.member_id AS memberId, d.campaign_id AS campaignId, d.step_id AS stepId, d.run_id AS runId, d.visit,
  d.version, d.channel, d.status, d.reason, d.detail, d."to", d.created_at AS createdAt, d.sent_at AS sentAt, d.next_at AS nextAt,
  d.delivered_at AS deliveredAt, d.bounced_at AS bouncedAt, d.opened_at AS openedAt, d.clicked_at AS clickedAt,
  d.unsubscribed_at AS unsubscribedAt`

function conditionOf({ campaignId, memberId, stepId, channel, status, from, before }: DeliveryExportFilter) {
  const parts = [
    ...(campaignId === undefined ? [] : [ofCampaign(sql`d.id`, campaignId)]),
    ...(memberId === undefined ? [] : [sql`d.id IN (SELECT id FROM member_deliveries WHERE member_id = ${memberId})`]),
    ...(stepId === undefined ? [] : [sql`d.step_id = ${stepId}`]),
    ...(channel === undefined ? [] : [sql`d.channel = ${channel}`]),
    ...(status === undefined ? [] : [sql`+d.status = ${status}`]),
    ...(from === undefined ? [] : [sql`d.created_at >= ${from}`]),
    ...(before === undefined ? [] : [sql`d.created_at < ${before}`]),
  ]
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` AND `)
}

/** Names of campaigns and steps, each campaign read once. */
function namesKept(ctx: Pick<Ctx, "db">): (campaignIds: readonly string[]) => Promise<FlowNames> {
  const kept: FlowNames = { campaigns: new Map(), steps: new Map() }
  return async (campaignIds) => {
    const missing = [...new Set(campaignIds)].filter((id) => !kept.campaigns.has(id))
    if (missing.length > 0) {
      const { campaigns, steps } = await flowNames(ctx, { campaignIds: missing })
      for (const [id, name] of campaigns) kept.campaigns.set(id, name)
      for (const [id, of] of steps) kept.steps.set(id, of)
    }
    return kept
  }
}
