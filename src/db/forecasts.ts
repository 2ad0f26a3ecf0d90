import type { Channel } from "../engine/types"

/** A run that stands for others on its step. */
export interface SampledRun {
  memberId: string
  stepId: string
  version: number
}

/**
 * Members now in a campaign's flow, one of every `every` runs in the order they began: found by an index that has all it
 * takes, so that a million runs are counted through and only the sample is read. At most `limit`.
 */
export function sampledRuns(
  db: D1Database,
  { campaignId, every, limit }: { campaignId: string; every: number; limit: number },
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT member_id AS memberId, step_id AS stepId, version FROM runs
       WHERE rowid IN (SELECT rowid FROM runs WHERE campaign_id = ?1 AND status = 'active' AND rowid % ?2 = 0) ORDER BY rowid LIMIT ?3`,
    )
    .bind(campaignId, every, limit)
}

/** Some members who have been in it. */
export function formerMembers(db: D1Database, campaignId: string, limit: number): D1PreparedStatement {
  return db
    .prepare("SELECT DISTINCT member_id AS memberId FROM runs WHERE campaign_id = ?1 LIMIT ?2")
    .bind(campaignId, limit)
}

/** How many members the campaign's segments hold, and some of them. */
export function segmentMembers(
  db: D1Database,
  campaignId: string,
  limit: number,
): [D1PreparedStatement, D1PreparedStatement] {
  const of = `FROM memberships m JOIN campaign_segments s ON s.segment_id = m.segment_id
    WHERE s.campaign_id = ?1 AND m.member = 1`
  return [
    db.prepare(`SELECT count(DISTINCT m.member_id) AS n ${of}`).bind(campaignId),
    db.prepare(`SELECT DISTINCT m.member_id AS memberId ${of} LIMIT ?2`).bind(campaignId, limit),
  ]
}

/** Members that entered from a bucket of the series on, by spans of so many buckets; spans without any are left out. */
export function enteredSince(db: D1Database, campaignId: string, bucket: number, span: number): D1PreparedStatement {
  return db
    .prepare(
      `SELECT (bucket - ?2) / ?3 AS span, sum(n) AS n FROM series
       WHERE campaign_id = ?1 AND bucket >= ?2 AND metric = 'entered' GROUP BY 1`,
    )
    .bind(campaignId, bucket, span)
}

/** Messages sent by bucket and metric (`sent:email`, …) from one bucket up to another, without the latter. */
export function sentBetween(
  db: D1Database,
  campaignIds: readonly string[],
  [from, to]: [number, number],
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT campaign_id AS campaignId, bucket, metric, n FROM series
       WHERE campaign_id IN (SELECT value FROM json_each(?)) AND bucket >= ? AND bucket < ? AND metric LIKE 'sent:%'`,
    )
    .bind(JSON.stringify(campaignIds), from, to)
}

/** Keeps a day's forecast in place of one made before on the same day: that was made of less. */
export function keepForecast(
  db: D1Database,
  made: { campaignId: string; madeOn: string; madeAt: number; rev: number; basis: object },
  rows: readonly { day: string; channel: Channel; n: number }[],
): D1PreparedStatement[] {
  const { campaignId, madeOn, madeAt, rev, basis } = made
  return [
    db.prepare("DELETE FROM forecasts WHERE campaign_id = ? AND made_on = ?").bind(campaignId, madeOn),
    db
      .prepare(
        `INSERT INTO forecasts (campaign_id, made_on, day, channel, n)
         SELECT ?1, ?2, value->>'day', value->>'channel', value->>'n' FROM json_each(?3)`,
      )
      .bind(campaignId, madeOn, JSON.stringify(rows)),
    db
      .prepare(
        "INSERT OR REPLACE INTO forecast_bases (campaign_id, made_on, made_at, rev, basis) VALUES (?, ?, ?, ?, ?)",
      )
      .bind(campaignId, madeOn, madeAt, rev, JSON.stringify(basis)),
  ]
}
