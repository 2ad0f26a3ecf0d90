import { idFrom } from "../core/ids"
import type { MemberInput } from "../engine/types"

/**
 * Body of a message on the inbox queue: an accepted chunk to be handed to its members, a chunk of an import, a segment's
 * job, an export to be made, or the read model to be rebuilt.
 */
export type InboxMessage =
  | { inboxId: string }
  | { importId: string; n: number }
  | { segmentJob: string }
  | { exportJob: string }
  | { rebuild: true }

/** One accepted item: a member and what happened to it, in order. */
export interface InboxItem {
  memberId: string
  inputs: MemberInput[]
}

/** A part of an accepted post, small enough for one pass over its members. */
export interface InboxChunk {
  items: InboxItem[]
  /** Segments that the items' joins are about: flows that run for them are looked up once. */
  segmentIds: string[]
}

export interface InboxRow {
  id: string
  chunk: InboxChunk
  receivedAt: number
}

/**
 * Stores a chunk, unless its members all sleep in the table: then nothing more is to be done for them. Gives its id when it
 * was stored.
 */
export function insertInbox(db: D1Database, row: InboxRow): D1PreparedStatement {
  const ids = JSON.stringify(row.chunk.items.map((item) => item.memberId))
  return db
    .prepare(
      `INSERT INTO inbox (id, payload, received_at, tries) SELECT ?1, ?2, ?3, 0
       WHERE EXISTS (SELECT 1 FROM members WHERE id IN (SELECT value FROM json_each(?4)) AND home = 'object') RETURNING id`,
    )
    .bind(row.id, JSON.stringify(row.chunk), row.receivedAt, ids)
}

/** Those of the rows that were stored, by the results of a batch with the statements above; no other one may give an id. */
export function storedRows(rows: readonly InboxRow[], results: readonly D1Result[]): InboxRow[] {
  const stored = new Set(results.flatMap(({ results: given }) => (given as { id?: string }[]).map(({ id }) => id)))
  return rows.filter(({ id }) => stored.has(id))
}

export async function readInbox(db: D1Database, ids: readonly string[]): Promise<InboxRow[]> {
  const rows = await db
    .prepare(
      "SELECT id, payload, received_at AS receivedAt FROM inbox WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
    )
    .bind(JSON.stringify(ids))
    .all<{ id: string; payload: string; receivedAt: number }>()
  return rows.results.map(({ payload, ...row }) => ({ ...row, chunk: JSON.parse(payload) as InboxChunk }))
}

/** Its members have it, and some of them are told of later: till then the row is what finds them again. */
export function markHanded(db: D1Database, id: string): D1PreparedStatement {
  return db.prepare("UPDATE inbox SET handed = 1 WHERE id = ?").bind(id)
}

export function deleteInbox(db: D1Database, id: string): D1PreparedStatement {
  return db.prepare("DELETE FROM inbox WHERE id = ?").bind(id)
}

/** Counts an attempt that failed in part; gives how many there have been. */
export async function countInboxTry(db: D1Database, id: string): Promise<number> {
  const row = await db
    .prepare("UPDATE inbox SET tries = tries + 1 WHERE id = ? RETURNING tries")
    .bind(id)
    .first<{ tries: number }>()
  return row?.tries ?? 0
}

/** Ids of rows received by an instant (epoch ms), oldest first. Those whose members the read model knows by now go. */
export async function pendingInbox(db: D1Database, until: number, limit: number): Promise<string[]> {
  const end = idFrom(until + 1)
  const [, rows] = await db.batch<{ id: string }>([
    db
      .prepare(
        `DELETE FROM inbox WHERE id < ? AND handed = 1 AND NOT EXISTS (
           SELECT 1 FROM json_each(payload, '$.items') i JOIN members m ON m.id = i.value->>'memberId'
           WHERE m.home = 'object' AND m.seq = 0)`,
      )
      .bind(end),
    db.prepare("SELECT id FROM inbox WHERE id < ? ORDER BY id LIMIT ?").bind(end, limit),
  ])
  return rows?.results.map((row) => row.id) ?? []
}
