import type { ActivityRecord } from "../engine/types"

/**
 * What records say of members themselves. Those that bring a profile are written apart: its columns are indexed, and naming
 * them in a statement is billed as if they had changed.
 */
export function memberUpdates(
  db: D1Database,
  records: readonly ActivityRecord[],
  uids: ReadonlyMap<string, string>,
): D1PreparedStatement[] {
  const groups = [...Map.groupBy(records, (record) => record.memberId)]
  const rows = groups.map(([id, of]) => ({ ...memberRow(of), uid: uids.get(id) ?? null }))
  const [told, moved] = [rows.filter((row) => row.profile !== null), rows.filter((row) => row.profile === null)]
  return [
    ...(told.length > 0 ? [updateMembers(db, told, true)] : []),
    ...(moved.length > 0 ? [updateMembers(db, moved, false)] : []),
  ]
}

/** Records of one member as one row: of each part the latest word. */
function memberRow(records: readonly ActivityRecord[]) {
  const ordered = records.toSorted((a, b) => a.seq - b.seq)
  const last = ordered.at(-1) as ActivityRecord
  const profiled = ordered.findLast((record) => record.profile !== null)
  const informed = ordered.findLast((record) => record.facts !== null)
  return {
    id: last.memberId,
    seq: last.seq,
    dueAt: last.dueAt,
    profile: profiled === undefined ? null : JSON.stringify(profiled.profile),
    profileSeq: profiled?.seq ?? 0,
    profileAt: profiled?.at ?? 0,
    facts: informed === undefined ? null : JSON.stringify({ ...informed.facts, seq: informed.seq }),
  }
}

/** A member that was erased meanwhile has no row to be written (MEM-8); a word that is known already writes nothing. */
function updateMembers(db: D1Database, rows: readonly object[], profiles: boolean): D1PreparedStatement {
  const profile = `profile = iif(r.profileSeq > profile_seq, r.profile, members.profile),
         updated_at = iif(r.profileSeq > profile_seq, r.profileAt, updated_at),
         profile_seq = max(profile_seq, r.profileSeq),`
  return db
    .prepare(
      `UPDATE members SET ${profiles ? profile : ""}
         due_at = iif(r.seq > members.seq, r.dueAt, due_at),
         facts = iif(r.facts->>'seq' > coalesce(members.facts->>'seq', 0), r.facts, members.facts),
         uid = coalesce(members.uid, r.uid),
         seq = max(members.seq, r.seq)
       FROM (SELECT value->>'id' AS id, value->>'seq' AS seq, value->>'dueAt' AS dueAt, value->>'profile' AS profile,
         value->>'profileSeq' AS profileSeq, value->>'profileAt' AS profileAt, value->>'facts' AS facts,
         value->>'uid' AS uid FROM json_each(?)) r
       WHERE members.id = r.id
         AND (r.seq > members.seq OR (members.uid IS NULL AND r.uid IS NOT NULL) OR r.profileSeq > profile_seq OR r.facts->>'seq' > coalesce(members.facts->>'seq', 0))`,
    )
    .bind(JSON.stringify(rows))
}

/**
 * Runs, in two statements: those whose status stays as it is, and the others. The status is indexed, and naming it in a
 * statement is billed as if it had changed; most of what a run goes through leaves it alone.
 */
export function runUpserts(db: D1Database, rows: readonly object[]): D1PreparedStatement[] {
  const json = JSON.stringify(rows)
  const moves = `seq = excluded.seq, version = excluded.version, step_id = excluded.step_id, visit = excluded.visit,
         wake_at = excluded.wake_at, ended_at = excluded.ended_at, reason = excluded.reason`
  const upsert = (set: string, where: string) =>
    db
      .prepare(
        `INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, started_at, entered_at, wake_at,
           ended_at, reason)
         SELECT value->>'id', value->>'campaignId', value->>'memberId', value->>'seq', value->>'version', value->>'status',
           value->>'stepId', value->>'visit', value->>'startedAt', value->>'enteredAt', value->>'wakeAt',
           value->>'endedAt', value->>'reason'
         FROM json_each(?) WHERE EXISTS (SELECT 1 FROM members WHERE members.id = value->>'memberId')
         ON CONFLICT (id) DO UPDATE SET ${set} WHERE excluded.seq > runs.seq ${where}`,
      )
      .bind(json)
  return [upsert(moves, "AND excluded.status = runs.status"), upsert(`status = excluded.status, ${moves}`, "")]
}
