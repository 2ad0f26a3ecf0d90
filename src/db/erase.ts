import { sha256Hex } from "../core/hash"

/** Runs that an erased member leaves behind, as the counters see them: they have left their step and ended (ENG-23). */
const leaveSteps = `INSERT INTO counters (campaign_id, step_id, metric, n)
  WITH open AS (SELECT campaign_id, step_id, status FROM runs
    WHERE id IN (SELECT id FROM member_runs WHERE member_id = ?1) AND status IN ('active', 'failed'))
  SELECT campaign_id, step_id, 'left', 1 FROM open
  UNION ALL SELECT campaign_id, step_id, 'parked', -1 FROM open WHERE status = 'failed'
  UNION ALL SELECT campaign_id, '', status, -1 FROM open
  UNION ALL SELECT campaign_id, '', 'exited', 1 FROM open WHERE true
  ON CONFLICT (campaign_id, step_id, metric) DO UPDATE SET n = n + excluded.n`

/** How its rows are found in every table that has rows of a member beside `members` itself. */
const memberRows = {
  memberships: "segment_id IN (SELECT id FROM segments UNION SELECT segment_id FROM segment_jobs) AND member_id = ?",
  runs: "id IN (SELECT id FROM member_runs WHERE member_id = ?)",
  deliveries: "id IN (SELECT id FROM member_deliveries WHERE member_id = ?)",
  outbox: "member_id = ?",
  activity: "member_id = ?",
  campaign_data: "member_id = ?",
  attendance: "member_id = ?",
  attempts: "member_id = ?",
  results: "member_id = ?",
} as const
export const memberTables = Object.keys(memberRows)

/** Kept answers to posts name the items that were refused. */
const forgetRejected = `UPDATE receipts SET answer = json_set(answer, '$.rejected',
    (SELECT json_group_array(json(value)) FROM json_each(answer, '$.rejected') WHERE value->>'id' IS NOT ?1))
  WHERE EXISTS (SELECT 1 FROM json_each(answer, '$.rejected') WHERE value->>'id' = ?1)`

/** Dead letters of the member go; those of several members lose what is the member's. */
function letterStatements(db: D1Database, memberId: string): D1PreparedStatement[] {
  const without = (list: string) =>
    db
      .prepare(
        `UPDATE dead_letters SET body = json_set(body, '$.${list}',
           (SELECT json_group_array(json(value)) FROM json_each(body, '$.${list}') WHERE value->>'memberId' IS NOT ?1))
         WHERE EXISTS (SELECT 1 FROM json_each(body, '$.${list}') WHERE value->>'memberId' = ?1)`,
      )
      .bind(memberId)
  return [
    db.prepare("DELETE FROM dead_letters WHERE body->>'memberId' = ?").bind(memberId),
    without("records"),
    without("settled"),
    without("wakeups"),
    db.prepare(
      `DELETE FROM dead_letters WHERE json_array_length(body, '$.records') = 0 OR json_array_length(body, '$.settled') = 0
         OR json_array_length(body, '$.wakeups') = 0`,
    ),
  ]
}

/** Campaigns that a member is under way in. */
export async function campaignsUnderWay(db: D1Database, memberId: string): Promise<string[]> {
  const rows = await db
    .prepare(
      `SELECT DISTINCT campaign_id AS id FROM runs
       WHERE id IN (SELECT id FROM member_runs WHERE member_id = ?) AND status IN ('active', 'failed')`,
    )
    .bind(memberId)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}

/**
 * MEM-8: everything that tells of a member leaves the tables; counters stay, and a hash that says this member was erased.
 * @param now epoch ms
 */
export async function eraseStatements(db: D1Database, memberId: string, now: number): Promise<D1PreparedStatement[]> {
  const hash = await sha256Hex(memberId)
  return [
    db.prepare(leaveSteps).bind(memberId),
    ...Object.entries(memberRows).map(([table, rows]) =>
      db.prepare(`DELETE FROM ${table} WHERE ${rows}`).bind(memberId),
    ),
    ...letterStatements(db, memberId),
    db.prepare(forgetRejected).bind(memberId),
    db.prepare("DELETE FROM members WHERE id = ?").bind(memberId),
    db.prepare("INSERT OR REPLACE INTO erasures (member_hash, at) VALUES (?, ?)").bind(hash, now),
  ]
}
