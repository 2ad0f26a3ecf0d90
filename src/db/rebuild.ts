import type { CounterChange } from "../engine/journal"
import type { KeptRow } from "../engine/kept"
import type { SeriesChange } from "../engine/series"
import { addToQuarters } from "./quarters"

/** A rebuild of the read model; instants in epoch ms. */
export interface Rebuild {
  id: number
  /** Keyset position: `rowid` of the last member done. */
  position: number
  done: number
  total: number
  /** Counts that were wrong; null while it runs. */
  corrected: number | null
  /** The largest of them, at most 50; null while it runs, and of rebuilds by earlier releases. */
  corrections: readonly Correction[] | null
  createdAt: number
  finishedAt: number | null
}

/** A count that was wrong. */
export interface Correction {
  kind: "counter" | "series"
  campaignId: string
  /** The step of a counter ("": the campaign's own), the quarter of an hour of a series. */
  key: string
  metric: string
  /** What was added to it. */
  by: number
}

/** Of a rebuild. */
const correctionsMax = 50

const columns = "id, position, done, total, corrected, corrections, created_at AS createdAt, finished_at AS finishedAt"
type Row = Omit<Rebuild, "corrections"> & { corrections: string | null }

function rebuildOf({ corrections, ...row }: Row): Rebuild {
  return { ...row, corrections: corrections === null ? null : (JSON.parse(corrections) as Correction[]) }
}

/** The last one, or null. */
export async function lastRebuild(db: D1Database): Promise<Rebuild | null> {
  const [last] = await listRebuilds(db, { before: null, limit: 1 })
  return last ?? null
}

/** Rebuilds, newest first, from the one before `before` on. */
export async function listRebuilds(
  db: D1Database,
  { before, limit }: { before: number | null; limit: number },
): Promise<Rebuild[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM rebuilds WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2`)
    .bind(before, limit)
    .all<Row>()
  return results.map(rebuildOf)
}

/** The unfinished one that has been silent since `silentSince`, or null. */
export async function silentRebuild(db: D1Database, silentSince: number): Promise<Rebuild | null> {
  const row = await db
    .prepare(`SELECT ${columns} FROM rebuilds WHERE finished_at IS NULL AND moved_at <= ?`)
    .bind(silentSince)
    .first<Row>()
  return row === null ? null : rebuildOf(row)
}

/**
 * Begins one. What is counted from here on belongs to its generation and is left as it is; what the counts are now is noted,
 * to be taken back at the end for what the journal of all generations before gives. Fails while another one runs.
 */
export function startRebuild(db: D1Database, now: number): D1PreparedStatement[] {
  const note = (what: string) =>
    db.prepare(`INSERT INTO count_ledger (phase, kind, campaign_id, key, metric, n) ${what}`)
  return [
    db
      .prepare(
        `INSERT INTO rebuilds (id, total, moved_at, created_at)
         VALUES ((SELECT coalesce(max(id), 0) + 1 FROM rebuilds), (SELECT count(*) FROM members), ?1, ?1)`,
      )
      .bind(now),
    db.prepare("DELETE FROM count_ledger WHERE phase <> 'erased'"),
    note("SELECT 'base', 'counter', campaign_id, step_id, metric, n FROM counters"),
    note("SELECT 'base', 'series', campaign_id, CAST(bucket AS TEXT), metric, n FROM series"),
    note("SELECT 'sum', kind, campaign_id, key, metric, n FROM count_ledger WHERE phase = 'erased'"),
  ]
}

/** One member of a page. */
export interface PageMember {
  row: number
  id: string
  home: "table" | "object"
}

/** A row of a member's journal, and the generation it is of. */
export type JournalRow = Pick<KeptRow, "seq" | "at" | "entries"> & { generation: number }

/** The next members after a position, and their journals. */
export async function readPage(
  db: D1Database,
  rebuild: Pick<Rebuild, "id" | "position">,
  size: number,
): Promise<{ members: PageMember[]; journals: Map<string, JournalRow[]> }> {
  const page = "SELECT rowid AS row, id, home FROM members WHERE rowid > ?1 ORDER BY rowid LIMIT ?2"
  const [members, records] = await db.batch([
    db.prepare(page).bind(rebuild.position, size),
    db
      .prepare(
        `SELECT p.id, a.seq, a.at, a.entries, a.generation FROM (${page}) p CROSS JOIN activity a ON a.member_id = p.id`,
      )
      .bind(rebuild.position, size),
  ])
  type Row = { id: string; seq: number; at: number; entries: string; generation: number }
  const rows = ((records?.results ?? []) as Row[]).map(({ entries, ...row }) => ({
    ...row,
    entries: JSON.parse(entries),
  }))
  return { members: (members?.results ?? []) as PageMember[], journals: Map.groupBy(rows, (row) => row.id) }
}

/** What a page counts: of which members, and how many rows of their journals. */
export interface PageCounts {
  counters: readonly CounterChange[]
  series: readonly SeriesChange[]
  memberIds: readonly string[]
  rows: number
}

/**
 * Adds a page up and moves on: nothing, and no row, when somebody else has, or when a member of it was erased meanwhile.
 * @param to `rowid` of its last member
 */
export function addPage(
  db: D1Database,
  rebuild: Pick<Rebuild, "id" | "position">,
  page: PageCounts & { to: number; now: number },
): D1PreparedStatement[] {
  const ids = JSON.stringify(page.memberIds)
  const same = `EXISTS (SELECT 1 FROM rebuilds WHERE id = ?1 AND position = ?2 AND finished_at IS NULL)
    AND (SELECT count(*) FROM json_each(?3) m JOIN activity a ON a.member_id = m.value WHERE a.generation < ?1) = ?4`
  const given = [rebuild.id, rebuild.position, ids, page.rows] as const
  return [
    db
      .prepare(
        `INSERT INTO count_ledger (phase, kind, campaign_id, key, metric, n)
         SELECT 'sum', value->>0, value->>1, value->>2, value->>3, sum(value->>4) FROM json_each(?5) WHERE ${same} GROUP BY 2, 3, 4, 5
         ON CONFLICT (phase, kind, campaign_id, key, metric) DO UPDATE SET n = n + excluded.n`,
      )
      .bind(...given, JSON.stringify(lines(page))),
    db
      .prepare(
        `UPDATE rebuilds SET position = ?5, done = done + ?6, moved_at = ?7 WHERE id = ?1 AND ${same} RETURNING id`,
      )
      .bind(...given, page.to, page.memberIds.length, page.now),
  ]
}

/** `[kind, campaign, key, metric, n]` for each count. */
function lines({ counters, series }: Pick<PageCounts, "counters" | "series">): (string | number)[][] {
  return [
    ...counters.map((one) => ["counter", one.campaignId, one.stepId, one.metric, one.n]),
    ...series.map((one) => ["series", one.campaignId, String(one.bucket), one.metric, one.n]),
  ]
}

/** Puts the counts right by what they were wrong by, and ends it. */
export function finishRebuild(db: D1Database, { id }: Pick<Rebuild, "id">, now: number): D1PreparedStatement[] {
  const wrong = `(SELECT kind, campaign_id, key, metric, sum(iif(phase = 'sum', n, -n)) AS d FROM count_ledger
    WHERE phase <> 'erased' GROUP BY 1, 2, 3, 4 HAVING d <> 0)`
  const open = "EXISTS (SELECT 1 FROM rebuilds WHERE id = ? AND finished_at IS NULL)"
  const largest = `SELECT json_object('kind', kind, 'campaignId', campaign_id, 'key', key, 'metric', metric, 'by', d) AS one
    FROM ${wrong} ORDER BY abs(d) DESC, kind, campaign_id, key, metric LIMIT ${correctionsMax}`
  return [
    db
      .prepare(
        `INSERT INTO counters (campaign_id, step_id, metric, n) SELECT campaign_id, key, metric, d FROM ${wrong}
         WHERE kind = 'counter' AND ${open} ON CONFLICT (campaign_id, step_id, metric) DO UPDATE SET n = n + excluded.n`,
      )
      .bind(id),
    db
      .prepare(
        addToQuarters(
          `SELECT campaign_id, CAST(key AS INTEGER) AS bucket, metric, d AS n FROM ${wrong} WHERE kind = 'series' AND ${open}`,
        ),
      )
      .bind(id),
    db
      .prepare(
        `UPDATE rebuilds SET finished_at = ?2, moved_at = ?2, open = NULL, corrected = (SELECT count(*) FROM ${wrong}),
           corrections = (SELECT json_group_array(json(one)) FROM (${largest}))
         WHERE id = ?1 AND finished_at IS NULL`,
      )
      .bind(id, now),
    db.prepare("DELETE FROM count_ledger WHERE phase <> 'erased'"),
  ]
}

/** The counts of one record of a member, and the generation it is of. */
export interface RecordCounts extends Pick<PageCounts, "counters" | "series"> {
  generation: number
}

/**
 * What an erased member has counted stays counted (MEM-8): put aside for later rebuilds, and for one that runs and has not
 * come to the member. Goes before the statements that erase.
 */
export function keepCounts(db: D1Database, memberId: string, records: readonly RecordCounts[]): D1PreparedStatement[] {
  const json = JSON.stringify(records.flatMap((one) => lines(one).map((line) => [...line, one.generation])))
  const keep = (phase: "erased" | "sum", among: string) =>
    db
      .prepare(
        `INSERT INTO count_ledger (phase, kind, campaign_id, key, metric, n)
         SELECT '${phase}', value->>0, value->>1, value->>2, value->>3, sum(value->>4) FROM json_each(?1) ${among}
         GROUP BY 2, 3, 4, 5 ON CONFLICT (phase, kind, campaign_id, key, metric) DO UPDATE SET n = n + excluded.n`,
      )
      .bind(json, memberId)
  return [
    keep("erased", "WHERE EXISTS (SELECT 1 FROM members WHERE id = ?2)"),
    keep(
      "sum",
      `CROSS JOIN rebuilds r JOIN members m ON m.id = ?2
       WHERE r.finished_at IS NULL AND m.rowid > r.position AND value->>5 < r.id`,
    ),
    db
      .prepare(
        `INSERT INTO count_ledger (phase, kind, campaign_id, key, metric, n)
         WITH open AS (SELECT campaign_id, step_id, status FROM runs
           WHERE id IN (SELECT id FROM member_runs WHERE member_id = ?) AND status IN ('active', 'failed'))
         SELECT 'erased', 'counter', campaign_id, step_id, 'left', 1 FROM open
         UNION ALL SELECT 'erased', 'counter', campaign_id, step_id, 'parked', -1 FROM open WHERE status = 'failed'
         UNION ALL SELECT 'erased', 'counter', campaign_id, '', status, -1 FROM open
         UNION ALL SELECT 'erased', 'counter', campaign_id, '', 'exited', 1 FROM open WHERE true
         ON CONFLICT (phase, kind, campaign_id, key, metric) DO UPDATE SET n = n + excluded.n`,
      )
      .bind(memberId),
  ]
}
