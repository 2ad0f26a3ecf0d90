import type { Channel } from "../engine/types"
import { campaignRange } from "./campaign-range"

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
       WHERE rowid IN (SELECT rowid FROM runs WHERE campaign_id = ?1 AND status IN ('active', 'failed')
         AND status = 'active' AND rowid % ?2 = 0) ORDER BY rowid LIMIT ?3`,
    )
    .bind(campaignId, every, limit)
}

/** Some members who have been in it. */
export function formerMembers(db: D1Database, campaignId: string, limit: number): D1PreparedStatement {
  return db
    .prepare("SELECT DISTINCT member_id AS memberId FROM runs WHERE id > ?1 AND id < ?2 LIMIT ?3")
    .bind(...campaignRange(campaignId), limit)
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

/** Since when there is a segment of the campaign's. */
export function segmentAges(db: D1Database, campaignId: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT min(g.created_at) AS since FROM campaign_segments s JOIN segments g ON g.id = s.segment_id
       WHERE s.campaign_id = ?`,
    )
    .bind(campaignId)
}

/**
 * Members that have joined the campaign's segments since an instant, by spans of so many ms; spans without any are left
 * out. Goes through the segments once: asked of flows of which nothing has been seen yet.
 */
export function joinedSince(
  db: D1Database,
  campaignId: string,
  { since, spanMs }: { since: number; spanMs: number },
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT (m.at - ?2) / ?3 AS span, count(*) AS n FROM campaign_segments s
       JOIN memberships m ON m.segment_id = s.segment_id AND m.member = 1 AND m.at >= ?2
       WHERE s.campaign_id = ?1 GROUP BY 1`,
    )
    .bind(campaignId, since, spanMs)
}

/** A campaign whose messages are forecast. */
export interface ForecastPlace {
  id: string
  kind: "flow" | "workflow"
  name: string
  rev: number
  timeZone: string
  /** Members in it now. */
  inside: number
}

/**
 * Flows of which something is to come: those under way or scheduled, those that have ended while members are inside, and
 * workflows that anybody has ever come into; those with most members come first.
 */
export async function forecastPlaces(db: D1Database, limit: number): Promise<ForecastPlace[]> {
  const { results } = await db
    .prepare(`${placesSql} ORDER BY inside DESC, c.id LIMIT ?`)
    .bind(limit)
    .all<ForecastPlace>()
  return results
}

const placesSql = `SELECT c.id, c.kind, c.name, c.rev, c.time_zone AS timeZone, coalesce(n.n, 0) AS inside
  FROM campaigns c LEFT JOIN counters n ON n.campaign_id = c.id AND n.step_id = '' AND n.metric = 'active'
  WHERE (c.kind = 'flow' OR (c.kind = 'workflow' AND n.n IS NOT NULL)) AND (c.status IN ('active', 'scheduled') OR (c.status = 'ended' AND n.n > 0))`

/** The same, each with the last day on which a forecast of it was made, in the order of their ids. */
export async function forecastsMade(db: D1Database): Promise<(ForecastPlace & { madeOn: string | null })[]> {
  const last = "(SELECT max(made_on) FROM forecast_bases b WHERE b.campaign_id = p.id) AS madeOn"
  const { results } = await db
    .prepare(`SELECT p.*, ${last} FROM (${placesSql}) p ORDER BY p.id`)
    .all<ForecastPlace & { madeOn: string | null }>()
  return results
}

/** A day's forecast of a campaign: `madeOn` is a local date of its zone. */
export interface MadeOn {
  campaignId: string
  madeOn: string
}

/** What forecasts were made from. */
export function readBases(db: D1Database, of: readonly MadeOn[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT b.campaign_id AS campaignId, b.made_at AS madeAt, b.rev, b.basis FROM json_each(?) p
       JOIN forecast_bases b ON b.campaign_id = p.value->>'campaignId' AND b.made_on = p.value->>'madeOn'`,
    )
    .bind(JSON.stringify(of))
}
export type BaseRow = { campaignId: string; madeAt: number; rev: number; basis: string }

/** What forecasts said: of all their days, or of those that are named. */
export function readForecasts(db: D1Database, of: readonly (MadeOn & { day?: string })[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT f.campaign_id AS campaignId, f.made_on AS madeOn, f.day, f.channel, f.n FROM json_each(?) p
       JOIN forecasts f ON f.campaign_id = p.value->>'campaignId' AND f.made_on = p.value->>'madeOn'
         AND (p.value->>'day' IS NULL OR f.day = p.value->>'day')`,
    )
    .bind(JSON.stringify(of))
}
export type ForecastRow = MadeOn & { day: string; channel: Channel; n: number }

/** On which days from `since` on forecasts of these campaigns were made. */
export function madeDays(db: D1Database, campaignIds: readonly string[], since: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT campaign_id AS campaignId, made_on AS madeOn FROM forecast_bases
       WHERE campaign_id IN (SELECT value FROM json_each(?)) AND made_on >= ?`,
    )
    .bind(JSON.stringify(campaignIds), since)
}

/** Messages sent by quarter of an hour, from one bucket of the series up to another, without the latter. */
export function sentBetween(
  db: D1Database,
  campaignIds: readonly string[],
  [from, to]: [number, number],
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT campaign_id AS campaignId, bucket, sent_email AS email, sent_sms AS sms, sent_push AS push FROM quarters
       WHERE campaign_id IN (SELECT value FROM json_each(?)) AND bucket >= ? AND bucket < ?
         AND sent_email + sent_sms + sent_push <> 0`,
    )
    .bind(JSON.stringify(campaignIds), from, to)
}
export type SentRow = { campaignId: string; bucket: number; email: number; sms: number; push: number }

/**
 * Keeps a day's forecast in place of one made before on the same day: that was made of less. Those of days before
 * `keptFrom` are forgotten.
 */
export function keepForecast(
  db: D1Database,
  made: MadeOn & { madeAt: number; rev: number; basis: object; keptFrom: string },
  rows: readonly { day: string; channel: Channel; n: number }[],
): D1PreparedStatement[] {
  const { campaignId, madeOn, madeAt, rev, basis, keptFrom } = made
  const forget = (table: string) =>
    db.prepare(`DELETE FROM ${table} WHERE campaign_id = ?1 AND made_on < ?2`).bind(campaignId, keptFrom)
  return [
    forget("forecasts"),
    forget("forecast_bases"),
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
