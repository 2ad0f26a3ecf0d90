import { type SQL, sql } from "drizzle-orm"
import { firstBits } from "../../engine/reached"
import type { CampaignRef } from "../campaigns/row"
import type { Ctx } from "../context"
import { lastLooked } from "../looking"
import { type Place, placeOfDeliveries } from "../place"
import type { MembersQuery } from "./members-query"

/** Bounds on an instant. */
export function within(column: SQL, { from, to }: Pick<MembersQuery, "from" | "to">): SQL {
  return sql`${from === undefined ? sql`` : sql` AND ${column} >= ${Date.parse(from)}`}${
    to === undefined ? sql`` : sql` AND ${column} < ${Date.parse(to)}`
  }`
}

/** The statuses of the runs behind a number; none means all. */
export const runStatusesOf = {
  entered: [],
  left: ["completed", "exited", "cancelled"],
  current: ["active", "failed"],
} as const

/** Those who entered the campaign, who have left it, or who are in it, on a step, now. */
export function runsOf(input: MembersQuery & { metric: keyof typeof runStatusesOf }, { where, order }: Place): SQL {
  const at = { entered: sql`started_at`, left: sql`ended_at`, current: sql`entered_at` }[input.metric]
  const step = input.stepId === undefined ? sql`` : sql` AND step_id = ${input.stepId}`
  return sql`SELECT member_id AS memberId, coalesce(${at}, entered_at) AS at, rowid AS position, step_id AS stepId, id AS runId,
      reason FROM runs
    WHERE ${where}${step}${within(at, input)} ORDER BY ${order} DESC LIMIT ${input.limit + 1}`
}

/** What tells that a delivery counts, when it did, and for which of its two campaigns. */
const counted: Record<
  Exclude<MembersQuery["metric"], keyof typeof runStatusesOf | "converted" | "dismissed">,
  { at: SQL; own: SQL; of: SQL | null }
> = {
  reached: byFirst("reachedAt", sql`sent_at`),
  engaged: byFirst("engagedAt", sql`engaged_at`),
  unsubscribed: byFirst("lostAt", sql`unsubscribed_at`),
  sent: byTime(sql`sent_at`),
  delivered: byTime(sql`delivered_at`),
  bounced: byTime(sql`bounced_at`),
  opened: byTime(sql`opened_at`),
  clicked: byTime(sql`clicked_at`),
  skipped: byStatus(sql`'skipped'`),
  failed: byStatus(sql`'failed'`),
  cancelled: byStatus(sql`'cancelled'`),
}

function byFirst(what: keyof typeof firstBits, at: SQL) {
  const { own, of } = firstBits[what]
  return { at, own: sql`firsts & ${sql.raw(String(own))}`, of: sql`firsts & ${sql.raw(String(of))}` }
}

function byTime(at: SQL) {
  return { at, own: sql`${at} IS NOT NULL`, of: sql`${at} IS NOT NULL` }
}

/** Of a step of the flow that has it, not of the campaign whose message it would have been. */
function byStatus(status: SQL) {
  return { at: sql`created_at`, own: sql`status = ${status}`, of: null }
}

/** Numbers that deliveries are behind. */
export type DeliveryMetric = keyof typeof counted

/** Where messages are looked for: the campaign's own, and those of its messages that other flows have sent. */
export interface MessagePlace {
  own: Pick<Place, "where" | "order">
  /** Null: they are not wanted. */
  of: Pick<Place, "where" | "order"> | null
  /** The last row of the table that is looked at; null: all there are. */
  looked: number | null
}

/** Among those of all campaigns that an index finds; see `fewOf`. */
export function placeAmongFew(campaignId: string, few: SQL, after: number | null): MessagePlace {
  const older = after === null ? sql`` : sql` AND +rowid < ${after}`
  const where = sql`+campaign_id = ${campaignId} AND ${few}${older}`
  return { own: { where, order: sql`+rowid` }, of: null, looked: null }
}

/** Among all of the campaign. @param after `rowid` of the last one of the page before */
export async function placeOfMessages(
  ctx: Ctx,
  input: CampaignRef & MembersQuery & { metric: DeliveryMetric },
  after: number | null,
): Promise<MessagePlace> {
  const own = await placeOfDeliveries(ctx, input.id, after)
  if (counted[input.metric].of === null || input.stepId !== undefined) return { own, of: null, looked: own.looked }
  const ofIt = sql`of_campaign_id = ${input.id}`
  const last = await lastLooked<number>(ctx, { table: sql`deliveries`, key: sql`rowid`, of: ofIt, after })
  const looked = own.looked === null && last === null ? null : Math.max(own.looked ?? 0, last ?? 0)
  const seen = looked === null ? sql`` : sql` AND rowid >= ${looked}`
  const older = after === null ? sql`` : sql` AND rowid < ${after}`
  return {
    own: { ...own, where: sql`${own.where}${seen}` },
    of: { where: sql`${ofIt}${older}${seen}`, order: sql`rowid` },
    looked,
  }
}

/** Messages by what has become of them: of the campaign's own steps, and of its messages that other flows have sent. */
export function deliveriesOf(input: CampaignRef & MembersQuery & { metric: DeliveryMetric }, place: MessagePlace): SQL {
  const { metric } = input
  const { at, own, of } =
    metric === "unsubscribed" && input.stepId !== undefined ? byTime(sql`unsubscribed_at`) : counted[metric]
  const channel =
    input.channel === undefined ? sql` AND channel IN ('email', 'sms', 'push')` : sql` AND channel = ${input.channel}`
  const step = input.stepId === undefined ? channel : sql` AND step_id = ${input.stepId}`
  const reason = input.reason === undefined ? sql`` : sql` AND reason = ${input.reason}`
  const rest = sql`${step}${reason}${within(at, input)}`
  const part = ({ where, order }: Pick<Place, "where" | "order">, holds: SQL) => sql`SELECT * FROM (
    SELECT member_id AS memberId, ${at} AS at, rowid AS position, step_id AS stepId, channel, id AS deliveryId, reason
    FROM deliveries WHERE ${where} AND ${holds}${rest} ORDER BY ${order} DESC LIMIT ${input.limit + 1})`
  if (place.of === null || of === null) return part(place.own, own)
  return sql`${part(place.own, own)} UNION ALL ${part(place.of, of)}
    ORDER BY position DESC LIMIT ${input.limit + 1}`
}
