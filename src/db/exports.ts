/** Statements and reads of kept exports and their schedules (ANA-4). Instants in epoch ms. */

export interface ExportJob {
  id: string
  /** Null: not of one campaign. */
  campaignId: string | null
  scheduleId: string | null
  format: "csv" | "xlsx" | "ndjson"
  request: unknown
  status: "running" | "done" | "failed"
  attempt: number
  /** Attempts since it last came further, this one among them. */
  tries: number
  /** Where it goes on; null: from its start. */
  state: unknown
  createdAt: number
  rows: number
  bytes: number | null
  webhookUrl: string | null
  webhookTries: number
  webhookAt: number | null
}

const jobColumns = `id, campaign_id AS campaignId, schedule_id AS scheduleId, format, request, status, attempt, tries, state,
  created_at AS createdAt, "rows", bytes, webhook_url AS webhookUrl, webhook_tries AS webhookTries, webhook_at AS webhookAt`

type JobRow = Omit<ExportJob, "request" | "state"> & { request: string; state: string | null }

function jobOf(row: JobRow | null | undefined): ExportJob | null {
  if (!row) return null
  const state: unknown = row.state === null ? null : JSON.parse(row.state)
  return { ...row, request: JSON.parse(row.request) as unknown, state }
}

export async function readExportJob(db: D1Database, id: string): Promise<ExportJob | null> {
  return jobOf(await db.prepare(`SELECT ${jobColumns} FROM exports WHERE id = ?`).bind(id).first<JobRow>())
}

/** Takes up an export; what an earlier attempt still does counts no more. */
export async function beginExport(db: D1Database, id: string, now: number): Promise<ExportJob | null> {
  const sql = `UPDATE exports SET attempt = attempt + 1, tries = tries + 1, moved_at = ?2
     WHERE id = ?1 AND status = 'running' RETURNING ${jobColumns}`
  return jobOf(await db.prepare(sql).bind(id, now).first<JobRow>())
}

/** Lets the next attempt begin from the start, unless this one came further. */
export function restartExport(db: D1Database, { id, attempt, tries }: ExportJob): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE exports SET state = NULL, "rows" = 0 WHERE id = ? AND attempt = ? AND tries = ? AND status = 'running'`,
    )
    .bind(id, attempt, tries)
}

/** An attempt at an export: its number tells it from others. */
export type Attempt = Pick<ExportJob, "id" | "attempt">

/**
 * Notes how far an attempt has come, and where another one goes on (null: as before); false when it counts no more (the
 * export was deleted, or taken up by another attempt).
 */
export async function moveExport(
  db: D1Database,
  { id, attempt }: Attempt,
  at: { rows: number; total: number; state: object | null; now: number },
): Promise<boolean> {
  const moved = await db
    .prepare(
      `UPDATE exports SET "rows" = ?3, total = ?4, moved_at = ?5, state = coalesce(?6, state), tries = iif(?6 IS NULL, tries, 0)
       WHERE id = ?1 AND attempt = ?2 AND status = 'running' RETURNING id`,
    )
    .bind(id, attempt, at.rows, at.total, at.now, at.state === null ? null : JSON.stringify(at.state))
    .first()
  return moved !== null
}

/** The file is there; whoever is to be told is told at once. False as in `moveExport`. */
export async function finishExport(
  db: D1Database,
  { id, attempt }: Attempt,
  done: { rows: number; bytes: number; key: string; now: number },
): Promise<boolean> {
  const finished = await db
    .prepare(
      `UPDATE exports SET status = 'done', "rows" = ?3, total = ?3, bytes = ?4, "key" = ?5, finished_at = ?6, moved_at = ?6, state = NULL,
         webhook_at = iif(webhook_url IS NULL, NULL, ?6)
       WHERE id = ?1 AND attempt = ?2 AND status = 'running' RETURNING id`,
    )
    .bind(id, attempt, done.rows, done.bytes, done.key, done.now)
    .first()
  return finished !== null
}

export function failExport(
  db: D1Database,
  { id, attempt }: Attempt,
  why: { code: string; message: string; now: number },
) {
  return db
    .prepare(
      `UPDATE exports SET status = 'failed', message = ?3, finished_at = ?4, moved_at = ?4, code = ?5, state = NULL
       WHERE id = ?1 AND attempt = ?2 AND status = 'running'`,
    )
    .bind(id, attempt, why.message, why.now, why.code)
}

/** What became of a call; `again`: when it is made once more, null: never. */
export function noteCall(
  db: D1Database,
  { id, tries }: { id: string; tries: number },
  call: { result: string; again: number | null },
): D1PreparedStatement {
  return db
    .prepare(
      "UPDATE exports SET webhook_tries = ?2 + 1, webhook_result = ?3, webhook_at = ?4 WHERE id = ?1 AND webhook_tries = ?2",
    )
    .bind(id, tries, call.result, call.again)
}

/** Exports that have been silent since an instant, or whose call is due by it. */
export async function silentExports(db: D1Database, until: number, limit: number): Promise<string[]> {
  const rows = await db
    .prepare(
      `SELECT id FROM exports WHERE status = 'running' AND moved_at <= ?1
       UNION ALL SELECT id FROM exports WHERE webhook_at IS NOT NULL AND webhook_at <= ?1 LIMIT ?2`,
    )
    .bind(until, limit)
    .all<{ id: string }>()
  return rows.results.map(({ id }) => id)
}

/** A campaign's calls that are due by an instant. */
export async function dueCalls(db: D1Database, campaignId: string, until: number): Promise<string[]> {
  const rows = await db
    .prepare("SELECT id FROM exports WHERE campaign_id = ? AND webhook_at IS NOT NULL AND webhook_at <= ?")
    .bind(campaignId, until)
    .all<{ id: string }>()
  return rows.results.map(({ id }) => id)
}

export interface ScheduleRow {
  id: string
  weekday: number | null
  at: string
  timeZone: string
  nextAt: number
}

/** A campaign's schedules that are due by an instant. An archived campaign is exported no more. */
export async function dueSchedules(db: D1Database, campaignId: string, until: number): Promise<ScheduleRow[]> {
  const rows = await db
    .prepare(
      `SELECT s.id, s.weekday, s."at", s.time_zone AS timeZone, s.next_at AS nextAt FROM export_schedules s
       JOIN campaigns c ON c.id = s.campaign_id AND c.status <> 'archived' WHERE s.campaign_id = ? AND s.next_at <= ?`,
    )
    .bind(campaignId, until)
    .all<ScheduleRow>()
  return rows.results
}

/** Makes the export of a schedule and moves the schedule on, both or neither; a schedule that has moved on makes none. */
export async function runSchedule(
  db: D1Database,
  schedule: ScheduleRow,
  run: { exportId: string; nextAt: number; now: number },
): Promise<boolean> {
  const [made] = await db.batch([
    db
      .prepare(
        `INSERT INTO exports (id, campaign_id, schedule_id, format, request, status, created_by, created_at, moved_at, webhook_url)
         SELECT ?1, campaign_id, id, format, request, 'running', 'system', ?2, ?2, webhook_url FROM export_schedules
         WHERE id = ?3 AND next_at = ?4 RETURNING id`,
      )
      .bind(run.exportId, run.now, schedule.id, schedule.nextAt),
    db
      .prepare("UPDATE export_schedules SET next_at = ?3 WHERE id = ?1 AND next_at = ?2")
      .bind(schedule.id, schedule.nextAt, run.nextAt),
  ])
  return (made?.results.length ?? 0) > 0
}

/** When a campaign's schedules or calls want attention next after an instant, or null. */
export async function nextExport(db: D1Database, campaignId: string, after: number): Promise<number | null> {
  const row = await db
    .prepare(
      `SELECT min("at") AS "at" FROM (
         SELECT min(s.next_at) AS "at" FROM export_schedules s
           JOIN campaigns c ON c.id = s.campaign_id AND c.status <> 'archived' WHERE s.campaign_id = ?1 AND s.next_at > ?2
         UNION ALL SELECT min(webhook_at) FROM exports WHERE campaign_id = ?1 AND webhook_at > ?2)`,
    )
    .bind(campaignId, after)
    .first<{ at: number | null }>()
  return row?.at ?? null
}

/** Exports that were made before an instant: their files are forgotten (MEM-8). */
export async function oldExports(
  db: D1Database,
  before: number,
  limit: number,
): Promise<{ id: string; key: string | null }[]> {
  const rows = await db
    .prepare(`SELECT id, "key" FROM exports WHERE created_at < ? AND status <> 'running' LIMIT ?`)
    .bind(before, limit)
    .all<{ id: string; key: string | null }>()
  return rows.results
}

export function deleteExports(db: D1Database, ids: readonly string[]): D1PreparedStatement {
  return db.prepare("DELETE FROM exports WHERE id IN (SELECT value FROM json_each(?))").bind(JSON.stringify(ids))
}
