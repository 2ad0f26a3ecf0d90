import { type MemberHint, readHints } from "./member-rows"
import { rulesRev } from "./rules"

/** What the rules make of a member that sleeps in the table. */
export interface SleeperDecision {
  id: string
  /** The state of the row that was decided. */
  rev: number
  /** Epoch ms. */
  dueAt: number | null
  moves: { segmentId: string; member: boolean; at: number }[]
}

/**
 * Writes decisions about sleeping members, in one transaction. One whose row or whose rules have changed since it was
 * decided is left alone. A member that joins a segment of an active flow is not written but claimed: its object decides
 * and starts the flow.
 * @param rev the rule set's revision that they were decided by
 */
export function sleeperStatements(
  db: D1Database,
  decisions: readonly SleeperDecision[],
  { rev, now }: { rev: number; now: number },
): [D1PreparedStatement, D1PreparedStatement, D1PreparedStatement] {
  const json = JSON.stringify(decisions)
  const unchanged = `m.id = j.value->>'id' AND m.home = 'table' AND m.rev = j.value->>'rev' AND ${rulesRev} = ?2`
  return [
    db
      .prepare(
        `UPDATE members SET home = 'object', due_at = ?3 WHERE id IN (
           SELECT m.id FROM json_each(?1) j JOIN members m ON ${unchanged} JOIN json_each(j.value, '$.moves') s
             JOIN campaign_segments f ON f.segment_id = s.value->>'segmentId'
             JOIN campaigns c ON c.id = f.campaign_id AND c.kind = 'flow' AND c.status = 'active'
           WHERE s.value->>'member') RETURNING id`,
      )
      .bind(json, rev, now),
    db
      .prepare(
        `INSERT INTO memberships (segment_id, member_id, member, at, source, asleep)
         SELECT s.value->>'segmentId', m.id, s.value->>'member', s.value->>'at', 'rule', 1
         FROM json_each(?1) j JOIN members m ON ${unchanged} JOIN json_each(j.value, '$.moves') s WHERE true
         ON CONFLICT (segment_id, member_id) DO UPDATE SET member = excluded.member, at = excluded.at,
           source = excluded.source, asleep = 1`,
      )
      .bind(json, rev),
    db
      .prepare(
        `UPDATE members SET due_at = j.due_at FROM (
           SELECT m.rowid AS row, j.value->>'dueAt' AS due_at FROM json_each(?1) j JOIN members m ON ${unchanged}) j
         WHERE members.rowid = j.row RETURNING members.id AS id`,
      )
      .bind(json, rev),
  ]
}

/** A place in the table of members, and what the table knows of the member there. */
export interface PlacedMember {
  row: number
  id: string
  hint: MemberHint
}

/**
 * The next members after a place in the table.
 * @param segmentId only those who have it among their segments; null: all
 */
export function membersAfter(
  db: D1Database,
  after: number,
  limit: number,
  segmentId: string | null,
): [D1PreparedStatement, D1PreparedStatement] {
  const inSegment =
    "?3 IS NULL OR EXISTS (SELECT 1 FROM memberships s WHERE s.segment_id = ?3 AND s.member_id = m.id AND s.member = 1)"
  const page = `FROM members m WHERE m.rowid > ?1 AND (${inSegment}) ORDER BY m.rowid LIMIT ?2`
  return [
    db
      .prepare(
        `SELECT m.rowid AS row, id, home, seq, rev, iif(home = 'table', profile, '{}') AS profile, due_at, created_at,
           updated_at ${page}`,
      )
      .bind(after, limit, segmentId),
    db
      .prepare(
        `SELECT o.segment_id, o.member_id, o.member, o.at, o.source FROM memberships o
         WHERE o.asleep = 1 AND o.member_id IN (SELECT m.id ${page})`,
      )
      .bind(after, limit, segmentId),
  ]
}

export function readPlaced(rows: D1Result<unknown>, memberships: D1Result<unknown>): PlacedMember[] {
  const hints = readHints(rows, memberships)
  return (rows.results as { row: number; id: string }[]).flatMap(({ row, id }) => {
    const hint = hints.get(id)
    return hint === undefined ? [] : [{ row, id, hint }]
  })
}
