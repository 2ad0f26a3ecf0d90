import { type SQL, sql } from "drizzle-orm"
import { firstBits } from "../../engine/reached"
import type { CampaignRef } from "../campaigns/row"
import type { MembersQuery } from "./members-query"

/** Bounds on an instant. */
export function within(column: SQL, { from, to }: Pick<MembersQuery, "from" | "to">): SQL {
  return sql`${from === undefined ? sql`` : sql` AND ${column} >= ${Date.parse(from)}`}${
    to === undefined ? sql`` : sql` AND ${column} < ${Date.parse(to)}`
  }`
}

/** A large campaign's rows are read along the table, in the order in which they are wanted. */
export function ofCampaign(id: string, large: boolean): SQL {
  return large ? sql`+campaign_id = ${id}` : sql`campaign_id = ${id}`
}

export function before(after: number | null): SQL {
  return after === null ? sql`` : sql` AND rowid < ${after}`
}

/** Those who entered the campaign, who have left it, or who are in it, on a step, now. */
export function runsOf(input: CampaignRef & MembersQuery, after: number | null, large: boolean): SQL {
  const column =
    input.metric === "left" ? sql`ended_at` : input.metric === "current" ? sql`entered_at` : sql`started_at`
  const status = input.metric === "current" ? sql` AND status IN ('active', 'failed')` : sql``
  const there = input.metric === "left" ? sql` AND ended_at IS NOT NULL` : sql``
  const step = input.stepId === undefined ? sql`` : sql` AND step_id = ${input.stepId}`
  return sql`SELECT member_id AS memberId, coalesce(${column}, entered_at) AS at, rowid AS position, step_id AS stepId, id AS runId,
      reason FROM runs
    WHERE ${ofCampaign(input.id, large)}${status}${there}${step}${within(column, input)}${before(after)}
    ORDER BY rowid DESC LIMIT ${input.limit + 1}`
}

/** What tells that a delivery counts, when it did, and for which of its two campaigns. */
const counted: Record<
  Exclude<MembersQuery["metric"], "entered" | "left" | "current" | "converted" | "dismissed">,
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

/** Messages by what has become of them: of the campaign's own steps, and of its messages that other flows have sent. */
export function deliveriesOf(input: CampaignRef & MembersQuery, after: number | null): SQL {
  const { metric } = input
  if (
    metric === "entered" ||
    metric === "left" ||
    metric === "current" ||
    metric === "converted" ||
    metric === "dismissed"
  ) {
    throw new Error(`Not of deliveries: ${metric}`)
  }
  const { at, own, of } =
    metric === "unsubscribed" && input.stepId !== undefined ? byTime(sql`unsubscribed_at`) : counted[metric]
  const channel =
    input.channel === undefined ? sql` AND channel IN ('email', 'sms', 'push')` : sql` AND channel = ${input.channel}`
  const step = input.stepId === undefined ? channel : sql` AND step_id = ${input.stepId}`
  const reason = input.reason === undefined ? sql`` : sql` AND reason = ${input.reason}`
  if (metric === "failed") {
    // The few that failed have an index of their own (`deliveries_dead`), which must be named word by word.
    return sql`SELECT member_id AS memberId, ${at} AS at, rowid AS position, step_id AS stepId, channel, id AS deliveryId, reason
      FROM deliveries WHERE +campaign_id = ${input.id} AND status IN ('failed', 'unknown') AND ${own}${step}${reason}${within(at, input)}${before(after)}
      ORDER BY +rowid DESC LIMIT ${input.limit + 1}`
  }
  const part = (campaign: SQL, holds: SQL) => sql`SELECT * FROM (
    SELECT member_id AS memberId, ${at} AS at, rowid AS position, step_id AS stepId, channel, id AS deliveryId, reason
    FROM deliveries WHERE ${campaign} = ${input.id} AND ${holds}${step}${reason}${within(at, input)}${before(after)}
    ORDER BY rowid DESC LIMIT ${input.limit + 1})`
  if (of === null || input.stepId !== undefined) return part(sql`campaign_id`, own)
  return sql`${part(sql`campaign_id`, own)} UNION ALL ${part(sql`of_campaign_id`, of)}
    ORDER BY position DESC LIMIT ${input.limit + 1}`
}
