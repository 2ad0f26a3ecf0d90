import type { KeptRow } from "../engine/kept"
import type { ActivityRecord } from "../engine/types"
import { memberUpdates, runUpserts } from "./projection-rows"
import { addToQuarters } from "./quarters"

/** What a record adds to a counter; see `counters`. */
export interface CounterDelta {
  memberId: string
  seq: number
  campaignId: string
  stepId: string
  metric: string
  n: number
}

/** What a record adds to the series; see `quarters`. */
export interface SeriesDelta {
  memberId: string
  seq: number
  campaignId: string
  bucket: number
  metric: string
  n: number
}

/** What a batch of records adds up to, record by record. */
export interface Deltas {
  counters: readonly CounterDelta[]
  series: readonly SeriesDelta[]
  /** The records as rows of the journal. */
  journal: readonly KeptRow[]
  /** What members are called within the ids of their runs, for those whose records tell of one. */
  uids: ReadonlyMap<string, string>
}

/** A run just projected whose campaign has something to do about it. */
export interface Stray {
  campaignId: string
  memberId: string
  /** Its run is open, and a change of the campaign has missed it. */
  astray: 0 | 1
  /** Nobody can enter the campaign any more: it may be complete now (CAM-4). */
  closing: 0 | 1
}

/** A member whom a rule or a step has put into a segment of an active flow that took no notice. */
export interface StrayJoin {
  campaignId: string
  memberId: string
  /** Only those who joined at or after it (epoch ms) start; null: all. */
  since: number | null
}

/**
 * The statements that bring records into the read model: one transaction, a handful of statements whatever the
 * number of records. Applying a record twice, or records of a member in any order, gives the same tables: counters
 * count a record only while no row of `activity` tells of it, everything else is decided by sequence number.
 */
export function projectionStatements(
  db: D1Database,
  records: readonly ActivityRecord[],
  deltas: Deltas,
): D1PreparedStatement[] {
  const runs = latest(records.flatMap((r) => r.runs.map((run) => ({ ...run, seq: r.seq }))))
  const deliveries = latest(records.flatMap((r) => r.deliveries.map((d) => ({ ...d, seq: r.seq }))))
  const memberships = records.flatMap((r) => r.memberships.map((m) => ({ ...m, memberId: r.memberId, seq: r.seq })))
  const statements = memberUpdates(db, records, deltas.uids)
  if (deltas.counters.length > 0) statements.push(counters(db, deltas.counters))
  if (deltas.series.length > 0) statements.push(series(db, deltas.series))
  statements.push(...activity(db, records, deltas.journal))
  const data = records.flatMap((r) => r.data.map((d) => ({ ...d, memberId: r.memberId, seq: r.seq })))
  const attendance = records.flatMap(attendanceOf)
  const results = records.flatMap(resultsOf)
  if (data.length > 0) statements.push(upsertData(db, data))
  if (attendance.length > 0) statements.push(upsertAttendance(db, attendance))
  if (results.length > 0) statements.push(insertResults(db, results))
  if (memberships.length > 0) statements.push(upsertMemberships(db, memberships))
  if (runs.length > 0) statements.push(...runUpserts(db, runs))
  if (deliveries.length > 0) statements.push(upsertDeliveries(db, deliveries))
  return statements
}

/** Runs of the batch that a change of their campaign has missed because they were not in the read model yet. */
export function strayRuns(db: D1Database, runIds: readonly string[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT r.campaign_id AS campaignId, r.member_id AS memberId,
         r.status IN ('active', 'failed') AND (c.status IN ('paused', 'cancelled', 'ended') OR r.version < c.version) AS astray,
         c.status = 'ended' OR (c.status = 'active' AND c.entry_closed_at IS NOT NULL) AS closing
       FROM json_each(?) j JOIN runs r ON r.id = j.value JOIN campaigns c ON c.id = r.campaign_id WHERE astray OR closing`,
    )
    .bind(JSON.stringify(runIds))
}

/**
 * Those of the batch whom a rule or a step has put into a segment of an active flow, of which their objects did not know
 * yet: an enrolment that has passed them meanwhile did not see them either (CAM-6).
 */
export function strayJoins(
  db: D1Database,
  joins: readonly { segmentId: string; memberId: string; seq: number }[],
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT DISTINCT c.id AS campaignId, value->>'memberId' AS memberId,
         iif(c.settings->>'enrol' = 'futureOnly', c.activated_at, NULL) AS since
       FROM json_each(?) JOIN campaign_segments s ON s.segment_id = value->>'segmentId'
         JOIN campaigns c ON c.id = s.campaign_id AND c.kind = 'flow' AND c.status = 'active'
       WHERE NOT EXISTS (SELECT 1 FROM members m
         JOIN runs r ON r.id > c.id || '.' || m.uid || '.' AND r.id < c.id || '.' || m.uid || '/'
         WHERE m.id = value->>'memberId' AND (r.status = 'active' OR r.seq >= value->>'seq'))`,
    )
    .bind(JSON.stringify(joins))
}

/** A late record of a member that was erased meanwhile brings nothing back, and counts nowhere (MEM-8, ENG-23). */
function stillThere(id: string): string {
  return `EXISTS (SELECT 1 FROM members WHERE members.id = ${id})`
}

/** A record, or one of those from `firstSeq` on, that the journal knows already. */
const isKnown = `EXISTS (SELECT 1 FROM activity a WHERE a.member_id = value->>'memberId'
         AND a.seq >= coalesce(value->>'firstSeq', value->>'seq') AND coalesce(a.first_seq, a.seq) <= value->>'seq')`

/**
 * Upserts memberships by the rule of MEM-9: the later `at` wins. Of a join and a leave at one instant that wins of which
 * the member's object told last: a row that says the same already is not written, so the journal is asked. A member's
 * object takes over only what was written while the member slept in the table (`asleep`). Of a segment that is gone nothing
 * is kept.
 * @param rows `seq`: of the record that tells of it; none: its object has not heard of it yet
 */
export function upsertMemberships(
  db: D1Database,
  rows: readonly { segmentId: string; memberId: string; member: boolean; at: number; source: string; seq?: number }[],
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO memberships (segment_id, member_id, member, at, seq, source, asleep)
       SELECT value->>'segmentId', value->>'memberId', value->>'member', value->>'at', coalesce(value->>'seq', 0),
         value->>'source', m.home = 'table'
       FROM json_each(?) JOIN members m ON m.id = value->>'memberId'
       WHERE EXISTS (SELECT 1 FROM segments WHERE segments.id = value->>'segmentId')
       ON CONFLICT (segment_id, member_id) DO UPDATE SET
         member = excluded.member, at = excluded.at, seq = excluded.seq, source = excluded.source, asleep = excluded.asleep
       WHERE excluded.at > memberships.at OR (excluded.at = memberships.at AND excluded.member <> memberships.member
         AND NOT EXISTS (SELECT 1 FROM activity a JOIN json_each(a.entries) e
           WHERE a.member_id = excluded.member_id AND a.seq > excluded.seq AND coalesce(e.value->>'seq', a.seq) > excluded.seq
             AND e.value->>'type' IN ('segmentJoined', 'segmentLeft') AND e.value->>'segmentId' = excluded.segment_id
             AND e.value->>'occurredAt' = excluded.at))`,
    )
    .bind(JSON.stringify(rows))
}

/** Of rows with the same id only the one with the highest sequence number. */
function latest<T extends { id: string; seq: number }>(rows: readonly T[]): T[] {
  const byId = new Map<string, T>()
  for (const row of rows) {
    const other = byId.get(row.id)
    if (other === undefined || other.seq < row.seq) byId.set(row.id, row)
  }
  return [...byId.values()]
}

function counters(db: D1Database, deltas: readonly CounterDelta[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO counters (campaign_id, step_id, metric, n)
       SELECT value->>'campaignId', value->>'stepId', value->>'metric', sum(value->>'n') FROM json_each(?)
       WHERE NOT ${isKnown}
         AND ${stillThere("value->>'memberId'")}
       GROUP BY 1, 2, 3
       ON CONFLICT (campaign_id, step_id, metric) DO UPDATE SET n = n + excluded.n`,
    )
    .bind(JSON.stringify(deltas))
}

function series(db: D1Database, deltas: readonly SeriesDelta[]): D1PreparedStatement {
  const rows = `SELECT value->>'campaignId' AS campaign_id, value->>'bucket' AS bucket, value->>'metric' AS metric, value->>'n' AS n
    FROM json_each(?)
    WHERE NOT ${isKnown}
      AND ${stillThere("value->>'memberId'")}`
  return db.prepare(addToQuarters(rows)).bind(JSON.stringify(deltas))
}

/** Records of a member that come together share a row; where one of them has come before, the others get rows of their own. */
function activity(db: D1Database, records: readonly ActivityRecord[], rows: readonly KeptRow[]): D1PreparedStatement[] {
  const sharers = new Set(rows.filter((row) => row.firstSeq !== null).map((row) => row.memberId))
  const apart = records
    .filter(({ memberId }) => sharers.has(memberId))
    .map(({ memberId, seq, at, entries }) => ({ memberId, seq, at, entries }))
  return [insertActivity(db, rows), ...(apart.length > 0 ? [insertActivity(db, apart)] : [])]
}

function insertActivity(db: D1Database, rows: readonly object[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO activity (member_id, seq, first_seq, at, entries, generation)
       SELECT value->>'memberId', value->>'seq', value->>'firstSeq', value->>'at', value->'entries',
         (SELECT coalesce(max(id), 0) FROM rebuilds)
       FROM json_each(?) WHERE NOT ${isKnown} AND ${stillThere("value->>'memberId'")}`,
    )
    .bind(JSON.stringify(rows))
}

export function upsertDeliveries(db: D1Database, rows: readonly object[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO deliveries (id, member_id, campaign_id, step_id, run_id, seq, visit, version, channel, status, reason,
         detail, "to", created_at, sent_at, next_at, of_campaign_id, delivered_at, bounced_at, opened_at, clicked_at,
         engaged_at, unsubscribed_at, firsts)
       SELECT value->>'id', value->>'memberId', value->>'campaignId', value->>'stepId', value->>'runId', value->>'seq',
         value->>'visit', value->>'version', value->>'channel', value->>'status', value->>'reason', value->>'detail',
         value->>'to', value->>'createdAt', value->>'sentAt', value->>'nextAt', value->>'of', value->>'deliveredAt',
         value->>'bouncedAt', value->>'openedAt', value->>'clickedAt', value->>'engagedAt', value->>'unsubscribedAt',
         coalesce(value->>'firsts', 0)
       FROM json_each(?) WHERE ${stillThere("value->>'memberId'")}
       ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, version = excluded.version, status = excluded.status,
         reason = excluded.reason, detail = excluded.detail, "to" = excluded."to", sent_at = excluded.sent_at,
         next_at = excluded.next_at, delivered_at = excluded.delivered_at, bounced_at = excluded.bounced_at,
         opened_at = excluded.opened_at, clicked_at = excluded.clicked_at, engaged_at = excluded.engaged_at,
         unsubscribed_at = excluded.unsubscribed_at, firsts = excluded.firsts
       WHERE excluded.seq > deliveries.seq`,
    )
    .bind(JSON.stringify(rows))
}

export function upsertData(db: D1Database, rows: readonly object[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO campaign_data (campaign_id, member_id, seq, data)
       SELECT value->>'campaignId', value->>'memberId', value->>'seq', value->'values' FROM json_each(?)
       WHERE ${stillThere("value->>'memberId'")}
       ON CONFLICT (campaign_id, member_id) DO UPDATE SET seq = excluded.seq, data = excluded.data
       WHERE excluded.seq > campaign_data.seq`,
    )
    .bind(JSON.stringify(rows))
}

function resultsOf({ memberId, at, entries }: ActivityRecord): object[] {
  return entries.flatMap((entry) =>
    entry.type === "converted" || entry.type === "dismissed"
      ? [{ campaignId: entry.campaignId, kind: entry.type, at, memberId }]
      : [],
  )
}

export function insertResults(db: D1Database, rows: readonly object[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT OR IGNORE INTO results (campaign_id, kind, at, member_id)
       SELECT value->>'campaignId', value->>'kind', value->>'at', value->>'memberId' FROM json_each(?)
       WHERE ${stillThere("value->>'memberId'")}`,
    )
    .bind(JSON.stringify(rows))
}

function attendanceOf(record: ActivityRecord): object[] {
  return Object.entries(record.facts?.attendance ?? {}).map(([occasionId, { status, at }]) => ({
    occasionId,
    memberId: record.memberId,
    seq: record.seq,
    status,
    at,
  }))
}

/** Facts are told whole: of attendance an earlier record than the latest says nothing that is still so. */
function upsertAttendance(db: D1Database, rows: readonly object[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO attendance (occasion_id, member_id, status, at)
       SELECT value->>'occasionId', value->>'memberId', value->>'status', value->>'at' FROM json_each(?)
         JOIN members m ON m.id = value->>'memberId' AND value->>'seq' >= coalesce(m.facts->>'seq', 0) WHERE true
       ON CONFLICT (occasion_id, member_id) DO UPDATE SET status = excluded.status, at = excluded.at
       WHERE excluded.at >= attendance.at AND excluded.status <> attendance.status`,
    )
    .bind(JSON.stringify(rows))
}
