/** The earliest instant (epoch ms) at which a member or a campaign's clock wants attention, or null. */
export async function nextDue(db: D1Database): Promise<number | null> {
  const row = await db
    .prepare(
      `SELECT min(at) AS at FROM (
         SELECT min(due_at) AS at FROM members WHERE due_at IS NOT NULL
         UNION ALL SELECT min(starts_at_ms) FROM campaigns WHERE status = 'scheduled'
         UNION ALL SELECT min(ends_at_ms) FROM campaigns WHERE status IN ('scheduled', 'active', 'paused')
         UNION ALL SELECT min(s.next_at) FROM export_schedules s JOIN campaigns c ON c.id = s.campaign_id AND c.status <> 'archived'
         UNION ALL SELECT min(webhook_at) FROM exports WHERE webhook_at IS NOT NULL)`,
    )
    .first<{ at: number | null }>()
  return row?.at ?? null
}

export interface DueMember {
  id: string
  /** Last projected record. */
  seq: number
  dueAt: number
  /** Place in the table; orders members due at the same instant. */
  row: number
}

/** Sleeping members whose rule segments must be decided by an instant (MEM-4), earliest first. */
export async function dueSleepers(db: D1Database, until: number, limit: number): Promise<string[]> {
  const rows = await db
    .prepare("SELECT id FROM members WHERE home = 'table' AND due_at <= ? ORDER BY due_at LIMIT ?")
    .bind(until, limit)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}

/** When the next sleeping member must be decided after an instant (epoch ms), or null. */
export async function nextSleeper(db: D1Database, after: number): Promise<number | null> {
  const row = await db
    .prepare("SELECT min(due_at) AS at FROM members WHERE home = 'table' AND due_at > ?")
    .bind(after)
    .first<{ at: number | null }>()
  return row?.at ?? null
}

/**
 * Members due by `until` who live in their objects, earliest first.
 * @param after the member where an earlier page ended, or (without `row`) an instant: only those due later
 */
export async function dueMembers(
  db: D1Database,
  until: number,
  limit: number,
  after: { dueAt: number; row?: number } = { dueAt: 0 },
): Promise<DueMember[]> {
  const rows = await db
    .prepare(
      `SELECT id, seq, due_at AS dueAt, rowid AS row FROM members
       WHERE due_at IS NOT NULL AND home = 'object' AND due_at <= ?2 AND (due_at > ?1 OR (due_at = ?1 AND rowid > ?4))
       ORDER BY due_at, rowid LIMIT ?3`,
    )
    .bind(after.dueAt, until, limit, after.row ?? null)
    .all<DueMember>()
  return rows.results
}

/** Campaigns whose clock has struck by an instant, whose change nobody has acted upon, that have jobs to do, or an export to make. */
export async function dueCampaigns(db: D1Database, until: number): Promise<string[]> {
  const rows = await db
    .prepare(
      `SELECT id FROM campaigns WHERE (status = 'scheduled' AND starts_at_ms <= ?1)
         OR (status IN ('scheduled', 'active', 'paused') AND ends_at_ms <= ?1)
         OR (status <> 'draft' AND acted_rev < rev AND updated_at <= ?1)
       UNION SELECT campaign_id FROM campaign_jobs
       UNION SELECT s.campaign_id FROM export_schedules s JOIN campaigns c ON c.id = s.campaign_id AND c.status <> 'archived'
         WHERE s.next_at <= ?1`,
    )
    .bind(until)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}

/** Forgets answers and sessions that are past their time; all limits in epoch ms. */
export function prune(
  db: D1Database,
  before: { receipts: number; idempotency: number; sessions: number },
): D1PreparedStatement[] {
  return [
    db.prepare("DELETE FROM receipts WHERE created_at < ?").bind(before.receipts),
    db.prepare("DELETE FROM idempotency WHERE created_at < ?").bind(before.idempotency),
    db.prepare("DELETE FROM sessions WHERE created_at < ?").bind(before.sessions),
  ]
}
