import type { OutboundChannel } from "../engine/types"
import { deadDeliveries, unknownMs } from "./dead-letters"

/** What is lately, in ms: failed messages stay for good, and old ones are nobody's worry. */
const latelyMs = 24 * 3_600_000

/** Members, and failed messages, looked at for what is on its way: more are told as "at least". */
export const dueLookMax = 10_000

/** All that the health page asks of the tables, in one read. Instants in epoch ms. */
export function healthStatements(
  db: D1Database,
  now: number,
  overdueMs: number,
  hourMs: number,
): D1PreparedStatement[] {
  return [
    db.prepare("SELECT count(*) AS n, min(received_at) AS oldest FROM inbox WHERE handed = 0"),
    db.prepare(
      `SELECT channel, count(*) AS n, min(created_at) AS oldest
       FROM (SELECT channel, created_at FROM deliveries WHERE status IN ('queued', 'sending') LIMIT ${dueLookMax}) GROUP BY 1`,
    ),
    db.prepare("SELECT count(*) AS n FROM deliveries WHERE status = 'deferred'"),
    // Both kinds of letters, as the page of dead letters lists them.
    db
      .prepare(
        `SELECT count(*) AS n, min(at) AS oldest, max(at) AS latest, coalesce(sum(lately), 0) AS lately FROM (
           SELECT at, 1 AS lately FROM dead_letters
           UNION ALL SELECT * FROM (
             SELECT created_at, created_at >= ?1 FROM deliveries WHERE ${deadDeliveries} AND (status = 'failed' OR created_at <= ?2)
             ORDER BY created_at DESC LIMIT ${dueLookMax}))`,
      )
      .bind(now - latelyMs, now - unknownMs),
    db
      .prepare(
        `SELECT count(*) AS n, min(due_at) AS oldest
         FROM (SELECT due_at FROM members WHERE due_at IS NOT NULL AND due_at <= ?1 ORDER BY due_at LIMIT ${dueLookMax})`,
      )
      .bind(now - overdueMs),
    db
      .prepare(
        "SELECT channel, kind, detail, n, last_at AS lastAt FROM provider_errors WHERE last_at >= ? ORDER BY last_at DESC LIMIT 50",
      )
      .bind(now - hourMs),
  ]
}

export interface Counted {
  n: number
  oldest: number | null
}
export interface ChannelBacklog extends Counted {
  channel: OutboundChannel
}
export interface ProviderErrorRow {
  channel: OutboundChannel
  kind: string
  detail: string
  n: number
  lastAt: number
}

/** What all campaigns did from a bucket of the series on: metrics with their sums. */
export function doneSince(db: D1Database, bucket: number): D1PreparedStatement {
  // From the quarters, campaign by campaign: by way of the view all there have ever been would be read.
  return db
    .prepare(
      `SELECT coalesce(sum(q.entered), 0) AS entered, coalesce(sum(q.sent_email + q.sent_sms + q.sent_push), 0) AS sent
       FROM campaigns c CROSS JOIN quarters q ON q.campaign_id = c.id AND q.bucket >= ?`,
    )
    .bind(bucket)
}
