import type { FieldError } from "../core/errors"

/** Statements and reads of imports (MEM-3). Instants in epoch ms. */

export interface ImportChunk {
  firstLine: number
  text: string
  format: "csv" | "ndjson"
  header: string[] | null
  segmentId: string | null
  /** Of an import of campaign data (CAM-18). */
  campaignId: string | null
}

export function insertImport(
  db: D1Database,
  one: {
    id: string
    format: "csv" | "ndjson"
    header: string[] | null
    segmentId: string | null
    campaignId: string | null
    name: string | null
    now: number
  },
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO imports (id, status, format, header, segment_id, campaign_id, spooled, total, accepted, rejected, created_at, updated_at, name)
       VALUES (?1, 'running', ?2, ?3, ?4, ?7, 0, 0, 0, 0, ?5, ?5, ?6)`,
    )
    .bind(
      one.id,
      one.format,
      one.header === null ? null : JSON.stringify(one.header),
      one.segmentId,
      one.now,
      one.name,
      one.campaignId,
    )
}

export function addChunk(
  db: D1Database,
  chunk: { importId: string; n: number; firstLine: number; text: string; total: number; now: number },
): D1PreparedStatement[] {
  return [
    db
      .prepare("INSERT INTO import_chunks (import_id, n, first_line, text, created_at) VALUES (?, ?, ?, ?, ?)")
      .bind(chunk.importId, chunk.n, chunk.firstLine, chunk.text, chunk.now),
    db.prepare("UPDATE imports SET total = total + ? WHERE id = ?").bind(chunk.total, chunk.importId),
  ]
}

/** The whole file has been taken in. */
export function endSpooling(db: D1Database, id: string, now: number): D1PreparedStatement[] {
  return [
    db.prepare("UPDATE imports SET spooled = 1, updated_at = ? WHERE id = ?").bind(now, id),
    endWhenDone(db, id, now),
  ]
}

export async function readChunk(db: D1Database, importId: string, n: number): Promise<ImportChunk | null> {
  const row = await db
    .prepare(
      `SELECT c.first_line AS firstLine, c.text, i.format, i.header, i.segment_id AS segmentId, i.campaign_id AS campaignId
       FROM import_chunks c JOIN imports i ON i.id = c.import_id WHERE c.import_id = ? AND c.n = ?`,
    )
    .bind(importId, n)
    .first<Omit<ImportChunk, "header"> & { header: string | null }>()
  return row === null ? null : { ...row, header: row.header === null ? null : (JSON.parse(row.header) as string[]) }
}

/** A line that was not taken. */
export interface Reject {
  line: number
  /** In English, as programs get it. */
  message: string
  /** Field by field; none of lines that were rejected before these were kept. */
  errors: FieldError[]
}

/** Counts a chunk's lines and ends it; counts nothing when it has been ended before. */
export function endChunk(
  db: D1Database,
  chunk: { importId: string; n: number; accepted: number; rejects: Reject[]; now: number },
): D1PreparedStatement[] {
  const { importId, n, accepted, rejects, now } = chunk
  return [
    db
      .prepare(
        `UPDATE imports SET accepted = accepted + ?3, rejected = rejected + ?4, updated_at = ?5
         WHERE id = ?1 AND EXISTS (SELECT 1 FROM import_chunks WHERE import_id = ?1 AND n = ?2)`,
      )
      .bind(importId, n, accepted, rejects.length, now),
    db
      .prepare(
        `INSERT OR IGNORE INTO import_rejects (import_id, line, message, errors)
         SELECT ?1, value->>'line', value->>'message', value->>'errors' FROM json_each(?2)`,
      )
      .bind(importId, JSON.stringify(rejects)),
    db.prepare("DELETE FROM import_chunks WHERE import_id = ? AND n = ?").bind(importId, n),
    endWhenDone(db, importId, now),
  ]
}

function endWhenDone(db: D1Database, id: string, now: number): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE imports SET status = 'done', total = accepted + rejected, updated_at = ?2
       WHERE id = ?1 AND status = 'running' AND spooled = 1
         AND NOT EXISTS (SELECT 1 FROM import_chunks WHERE import_id = ?1)`,
    )
    .bind(id, now)
}

/** Chunks of wholly uploaded files that wait for being worked through, oldest first. */
export async function pendingChunks(
  db: D1Database,
  before: number,
  limit: number,
): Promise<{ importId: string; n: number }[]> {
  const rows = await db
    .prepare(
      `SELECT c.import_id AS importId, c.n FROM import_chunks c JOIN imports i ON i.id = c.import_id
       WHERE c.created_at <= ? AND i.spooled = 1 ORDER BY c.import_id, c.n LIMIT ?`,
    )
    .bind(before, limit)
    .all<{ importId: string; n: number }>()
  return rows.results
}

/** Uploads that broke off: nothing of them was taken. */
export function failBroken(db: D1Database, before: number): D1PreparedStatement[] {
  // The sweeper comes by every minute: what has failed is not written again.
  const broken = "spooled = 0 AND status = 'running' AND created_at < ?1"
  return [
    db.prepare(`DELETE FROM import_chunks WHERE import_id IN (SELECT id FROM imports WHERE ${broken})`).bind(before),
    db.prepare(`UPDATE imports SET status = 'failed', message = 'The upload broke off.' WHERE ${broken}`).bind(before),
  ]
}

export interface ImportProgress {
  id: string
  /** Of the file, when it is known. */
  name: string | null
  status: "running" | "done" | "failed"
  segmentId: string | null
  campaignId: string | null
  total: number
  accepted: number
  rejected: number
  message: string | null
  createdAt: number
}

const progressColumns =
  "id, name, status, segment_id AS segmentId, campaign_id AS campaignId, total, accepted, rejected, message, created_at AS createdAt"

/** Newest first; `before`: only what is older than this one. */
export async function readImports(db: D1Database, before: string | null, limit: number): Promise<ImportProgress[]> {
  const rows = await db
    .prepare(`SELECT ${progressColumns} FROM imports WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2`)
    .bind(before, limit)
    .all<ImportProgress>()
  return rows.results
}

export async function readImport(db: D1Database, id: string): Promise<ImportProgress | null> {
  return await db.prepare(`SELECT ${progressColumns} FROM imports WHERE id = ?`).bind(id).first<ImportProgress>()
}

export async function readRejects(db: D1Database, id: string, limit: number, after = -1): Promise<Reject[]> {
  const rows = await db
    .prepare("SELECT line, message, errors FROM import_rejects WHERE import_id = ? AND line > ? ORDER BY line LIMIT ?")
    .bind(id, after, limit)
    .all<Omit<Reject, "errors"> & { errors: string | null }>()
  return rows.results.map((row) => ({ ...row, errors: JSON.parse(row.errors ?? "[]") as FieldError[] }))
}
