import { sha256Hex } from "../core/hash"

/** Runs that an erased member leaves behind, as the counters see them: they have left their step and ended (ENG-23). */
const leaveSteps = `INSERT INTO counters (campaign_id, step_id, metric, n)
  WITH open AS (SELECT campaign_id, step_id, status FROM runs WHERE member_id = ?1 AND status IN ('active', 'failed'))
  SELECT campaign_id, step_id, 'left', 1 FROM open
  UNION ALL SELECT campaign_id, step_id, 'parked', -1 FROM open WHERE status = 'failed'
  UNION ALL SELECT campaign_id, '', status, -1 FROM open
  UNION ALL SELECT campaign_id, '', 'exited', 1 FROM open WHERE true
  ON CONFLICT (campaign_id, step_id, metric) DO UPDATE SET n = n + excluded.n`

/** Campaigns that a member is under way in. */
export async function campaignsUnderWay(db: D1Database, memberId: string): Promise<string[]> {
  const rows = await db
    .prepare("SELECT DISTINCT campaign_id AS id FROM runs WHERE member_id = ? AND status IN ('active', 'failed')")
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
  const tables = ["memberships", "runs", "deliveries", "outbox", "activity", "campaign_data", "attendance"]
  return [
    db.prepare(leaveSteps).bind(memberId),
    ...tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE member_id = ?`).bind(memberId)),
    db.prepare("DELETE FROM members WHERE id = ?").bind(memberId),
    db.prepare("INSERT OR REPLACE INTO erasures (member_hash, at) VALUES (?, ?)").bind(hash, now),
  ]
}
