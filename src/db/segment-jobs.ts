import { rulesRev } from "./rules"

/** Long work at a segment; instants in epoch ms. */
export interface SegmentJob {
  id: string
  segmentId: string
  /** Its members are taken over into the list segment; null: rules are decided. */
  sourceId: string | null
  position: number
  createdAt: number
  /** Kind of the segment, null when it has been deleted. */
  kind: "list" | "rule" | null
}

export async function readSegmentJob(db: D1Database, id: string): Promise<SegmentJob | null> {
  return await db
    .prepare(
      `SELECT j.id, j.segment_id AS segmentId, j.source_id AS sourceId, j.position, j.created_at AS createdAt, s.kind
       FROM segment_jobs j LEFT JOIN segments s ON s.id = j.segment_id WHERE j.id = ?`,
    )
    .bind(id)
    .first<SegmentJob>()
}

/**
 * A job that decides every member by the present rules. It takes the place of those before it, which would do the same
 * with older ones (MEM-6); must stand in the transaction that raises the revision, after it.
 */
export function addRuleJob(db: D1Database, id: string, segmentId: string, now: number): D1PreparedStatement[] {
  return [
    db.prepare(
      "DELETE FROM segment_jobs WHERE source_id IS NULL AND segment_id IN (SELECT id FROM segments WHERE kind = 'rule')",
    ),
    db
      .prepare(
        `INSERT INTO segment_jobs (id, segment_id, rev, total, moved_at, created_at)
         VALUES (?1, ?2, ${rulesRev}, (SELECT count(*) FROM members), ?3, ?3)`,
      )
      .bind(id, segmentId, now),
  ]
}

/**
 * A job over the members of a segment: they are taken over into another one, or (a deleted one) leave it.
 * @param sourceId null: the segment itself, which is no more
 */
export function addMembersJob(
  db: D1Database,
  job: { id: string; segmentId: string; sourceId: string | null; now: number },
): D1PreparedStatement {
  const of = job.sourceId ?? job.segmentId
  return db
    .prepare(
      `INSERT INTO segment_jobs (id, segment_id, source_id, rev, total, moved_at, created_at)
       VALUES (?1, ?2, ?3, ${rulesRev}, iif(?4 = 'everyone', (SELECT count(*) FROM members),
         (SELECT count(*) FROM memberships WHERE segment_id = ?4 AND member = 1)), ?5, ?5)`,
    )
    .bind(job.id, job.segmentId, job.sourceId, of, job.now)
}

/** A segment is about to be deleted: its job goes on for another one that waits for its members, or ends. */
export function passOnJobs(db: D1Database, segmentId: string): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `UPDATE segment_jobs SET segment_id = (SELECT id FROM segments WHERE kind = 'rule' AND rev = 0 AND id <> ?1 LIMIT 1)
         WHERE segment_id = ?1 AND source_id IS NULL
           AND EXISTS (SELECT 1 FROM segments WHERE kind = 'rule' AND rev = 0 AND id <> ?1)`,
      )
      .bind(segmentId),
    db.prepare("DELETE FROM segment_jobs WHERE segment_id = ?").bind(segmentId),
  ]
}

/** Moves a job on from where it was; gives no row when it has been moved or taken away meanwhile. */
export function moveSegmentJob(
  db: D1Database,
  job: Pick<SegmentJob, "id" | "position">,
  to: { position: number; done: number; now: number },
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE segment_jobs SET position = ?3, done = done + ?4, moved_at = ?5 WHERE id = ?1 AND position = ?2 RETURNING id`,
    )
    .bind(job.id, job.position, to.position, to.done, to.now)
}

/** Ends a job; a rule job with it the search for the members of all rule segments. */
export function endSegmentJob(db: D1Database, job: SegmentJob): D1PreparedStatement[] {
  const still = "EXISTS (SELECT 1 FROM segment_jobs WHERE id = ?1 AND position = ?2)"
  const end = db.prepare("DELETE FROM segment_jobs WHERE id = ?1 AND position = ?2").bind(job.id, job.position)
  if (job.sourceId !== null) return [end]
  const found =
    job.kind === null
      ? db
          .prepare(`DELETE FROM memberships WHERE segment_id = ?3 AND ${still}`)
          .bind(job.id, job.position, job.segmentId)
      : db.prepare(`UPDATE segments SET rev = ${rulesRev} WHERE kind = 'rule' AND ${still}`).bind(job.id, job.position)
  return [found, end]
}

/** Jobs that nobody has moved since an instant: their messages are lost. */
export async function silentSegmentJobs(db: D1Database, until: number): Promise<string[]> {
  const rows = await db
    .prepare("SELECT id FROM segment_jobs WHERE moved_at <= ? ORDER BY created_at, id")
    .bind(until)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}
