import { quarterColumn, quarterMetrics } from "./quarters"

/** A day as quarter hours since the epoch: its first, and the first of the next day. */
export type DayRange = readonly [from: number, to: number]

const columns = quarterMetrics.map(quarterColumn)
const names = columns.join(", ")
const sums = (of: (column: string) => string) => columns.map((column) => `sum(${of(column)}) AS ${column}`).join(", ")
const place = "(campaign_id, from_bucket, to_bucket)"

/** Sums up days in one transaction: of each campaign that has any, and of all together. See `days`. */
export function sumUpDays(db: D1Database, ranges: readonly DayRange[]): D1PreparedStatement[] {
  const wanted = JSON.stringify(ranges)
  const isMessage = (column: string) => column.includes("_")
  const ofAll = (column: string) =>
    `coalesce(${isMessage(column) ? `iif(c.kind = 'campaign', 0, d.${column})` : `d.${column}`}, 0)`
  const statements = [
    // Left by a day whose quarters have changed since.
    `DELETE FROM days WHERE ${place} IN (SELECT c.id, p.value->>0, p.value->>1 FROM json_each(?1) p CROSS JOIN campaigns c)`,
    `INSERT INTO days (campaign_id, from_bucket, to_bucket, ${names})
     SELECT c.id, p.value->>0, p.value->>1, ${sums((column) => `q.${column}`)} FROM json_each(?1) p CROSS JOIN campaigns c
       CROSS JOIN quarters q ON q.campaign_id = c.id AND q.bucket >= p.value->>0 AND q.bucket < p.value->>1
     GROUP BY p.key, c.id`,
    `INSERT OR REPLACE INTO days (campaign_id, from_bucket, to_bucket, ${names})
     SELECT '', p.value->>0, p.value->>1, ${sums(ofAll)} FROM json_each(?1) p CROSS JOIN campaigns c
       LEFT JOIN days d ON d.campaign_id = c.id AND d.from_bucket = p.value->>0 AND d.to_bucket = p.value->>1
     GROUP BY p.key`,
  ]
  return statements.map((statement) => db.prepare(statement).bind(wanted))
}

/** Valid days of those wanted: `from`, and their sums over all campaigns by column. */
export function readDays(db: D1Database, ranges: readonly DayRange[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT d.from_bucket AS "from", ${columns.map((column) => `d.${column}`).join(", ")} FROM json_each(?1) p
       CROSS JOIN days d ON d.campaign_id = '' AND d.from_bucket = p.value->>0 AND d.to_bucket = p.value->>1`,
    )
    .bind(JSON.stringify(ranges))
}

/** What some campaigns came to on the valid ones of the days wanted: `id`, and sums by column. */
export function campaignsOverDays(
  db: D1Database,
  ids: readonly string[],
  ranges: readonly DayRange[],
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT c.value AS id, ${sums((column) => `d.${column}`)}
       FROM json_each(?2) p CROSS JOIN days v ON v.campaign_id = '' AND v.from_bucket = p.value->>0 AND v.to_bucket = p.value->>1
       CROSS JOIN json_each(?1) c
       CROSS JOIN days d ON d.campaign_id = c.value AND d.from_bucket = v.from_bucket AND d.to_bucket = v.to_bucket
       GROUP BY c.key`,
    )
    .bind(JSON.stringify(ids), JSON.stringify(ranges))
}
