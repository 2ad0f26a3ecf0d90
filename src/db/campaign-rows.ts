import type { CampaignStatus } from "../engine/types"
import { campaignRange } from "./campaign-range"

/** What a campaign's clock and jobs are decided by. */
export interface CampaignRow {
  status: CampaignStatus
  kind: "flow" | "campaign" | "workflow"
  rev: number
  actedRev: number
  pausedAt: number | null
  version: number | null
  startsAtMs: number | null
  endsAtMs: number | null
  activatedAt: number | null
  enrol: "existingAndFuture" | "futureOnly"
  segmentIds: string[]
  /** The admin has closed entry (CAM-4). */
  entryClosed: boolean
}

export async function readCampaignRow(db: D1Database, id: string): Promise<CampaignRow | null> {
  const row = await db
    .prepare(
      `SELECT status, kind, rev, acted_rev AS actedRev, paused_at AS pausedAt, version, starts_at_ms AS startsAtMs, ends_at_ms AS endsAtMs, activated_at AS activatedAt,
         settings->>'enrol' AS enrol, entry_closed_at IS NOT NULL AS entryClosed,
         (SELECT json_group_array(segment_id) FROM campaign_segments WHERE campaign_id = c.id) AS segmentIds
       FROM campaigns c WHERE id = ?`,
    )
    .bind(id)
    .first<Omit<CampaignRow, "segmentIds" | "entryClosed"> & { segmentIds: string; entryClosed: number }>()
  if (row === null) return null
  return { ...row, segmentIds: JSON.parse(row.segmentIds) as string[], entryClosed: row.entryClosed === 1 }
}

/**
 * Moves a campaign from one status to another if it still has it, and writes the audit row with it.
 * @param now epoch ms
 */
export async function moveStatus(
  db: D1Database,
  move: { id: string; auditId: string; from: CampaignStatus; to: CampaignStatus; now: number },
): Promise<boolean> {
  const activated = move.to === "active" ? ", activated_at = coalesce(activated_at, ?3)" : ""
  const results = await db.batch([
    db
      .prepare(
        `INSERT INTO audit (id, at, actor, action, subject, before, after)
         SELECT ?1, ?2, 'system', 'campaign.' || ?4, 'campaign:' || id, json_object('status', ?3), json_object('status', ?4)
         FROM campaigns WHERE id = ?5 AND status = ?3`,
      )
      .bind(move.auditId, move.now, move.from, move.to, move.id),
    db
      .prepare(
        `UPDATE campaigns SET status = ?1, rev = rev + 1, updated_at = ?3${activated} WHERE id = ?2 AND status = ?4 RETURNING id`,
      )
      .bind(move.to, move.id, move.now, move.from),
  ])
  return (results[1]?.results.length ?? 0) > 0
}

/** The object has started everything that this revision of the campaign asks for. */
export function markActed(db: D1Database, id: string, rev: number): D1PreparedStatement {
  return db.prepare("UPDATE campaigns SET acted_rev = ?2 WHERE id = ?1 AND acted_rev < ?2").bind(id, rev)
}

/**
 * Whether there are runs (parked ones included: they still stand on a step, ENG-15) or deliveries that keep a campaign from
 * being complete (CAM-4); when there are none, whether runs were closed before their End.
 */
export async function openWork(db: D1Database, campaignId: string): Promise<{ open: boolean; closed: boolean }> {
  const row = await db
    .prepare(
      // All of its runs are gone through for the second answer: only where the first one makes it matter.
      `SELECT open, iif(open, 0, EXISTS (
         SELECT 1 FROM runs WHERE id > ?2 AND id < ?3 AND status = 'exited' AND reason = 'campaignEnded')) AS closed
       FROM (SELECT EXISTS (SELECT 1 FROM runs WHERE campaign_id = ?1 AND status IN ('active', 'failed')) OR
         EXISTS (SELECT 1 FROM deliveries WHERE campaign_id = ?1 AND status IN ('queued', 'sending')) OR
         EXISTS (SELECT 1 FROM deliveries WHERE campaign_id = ?1 AND status = 'deferred') AS open)`,
    )
    .bind(campaignId, ...campaignRange(campaignId))
    .first<{ open: number; closed: number }>()
  return { open: row?.open === 1, closed: row?.closed === 1 }
}

export interface JobRow {
  id: string
  kind: "enrol" | "tell" | "review"
  args: unknown
  position: string | null
}

/** Adds a long job; nothing when one with the same id is there already. */
export function addJob(
  db: D1Database,
  job: { id: string; campaignId: string; kind: JobRow["kind"]; args: unknown; now: number },
): D1PreparedStatement {
  const total = {
    enrol: `(SELECT count(*) FROM memberships WHERE member = 1
      AND segment_id IN (SELECT segment_id FROM campaign_segments WHERE campaign_id = ?2))`,
    tell: "(SELECT count(*) FROM runs WHERE campaign_id = ?2 AND status IN ('active', 'failed'))",
    review: "(SELECT count(DISTINCT member_id) FROM deliveries WHERE campaign_id = ?2 AND status = 'deferred')",
  }[job.kind]
  return db
    .prepare(
      `INSERT OR IGNORE INTO campaign_jobs (id, campaign_id, kind, args, done, total, created_at)
       VALUES (?1, ?2, ?3, ?4, 0, ${total}, ?5)`,
    )
    .bind(job.id, job.campaignId, job.kind, JSON.stringify(job.args), job.now)
}

/** The campaign's jobs, oldest first. */
export async function readJobs(db: D1Database, campaignId: string): Promise<JobRow[]> {
  const rows = await db
    .prepare("SELECT id, kind, args, position FROM campaign_jobs WHERE campaign_id = ? ORDER BY created_at, id")
    .bind(campaignId)
    .all<Omit<JobRow, "args"> & { args: string }>()
  return rows.results.map((row) => ({ ...row, args: JSON.parse(row.args) as unknown }))
}

export function moveJob(db: D1Database, id: string, position: string, handled: number): D1PreparedStatement {
  return db
    .prepare("UPDATE campaign_jobs SET position = ?2, done = done + ?3 WHERE id = ?1")
    .bind(id, position, handled)
}

export function endJob(db: D1Database, id: string): D1PreparedStatement {
  return db.prepare("DELETE FROM campaign_jobs WHERE id = ?").bind(id)
}

/** The next members of a campaign's segments, by id. */
export async function pageOfSegments(
  db: D1Database,
  campaignId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .prepare(
      `SELECT DISTINCT member_id AS id FROM memberships
       WHERE segment_id IN (SELECT segment_id FROM campaign_segments WHERE campaign_id = ?1) AND member = 1 AND member_id > ?2
       ORDER BY member_id LIMIT ?3`,
    )
    .bind(campaignId, after, limit)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}

/** The next members with a message of a campaign that a contact policy has put off, by id. */
export async function pageOfDeferred(
  db: D1Database,
  campaignId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .prepare(
      `SELECT DISTINCT member_id AS id FROM deliveries WHERE campaign_id = ?1 AND status = 'deferred' AND member_id > ?2
       ORDER BY member_id LIMIT ?3`,
    )
    .bind(campaignId, after, limit)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}

/** The next members with an open run in a campaign, parked ones included, by id. */
export async function pageOfRuns(db: D1Database, campaignId: string, after: string, limit: number): Promise<string[]> {
  // Each part goes along the index and stops at the limit, however many runs there are.
  const part = (status: string) =>
    `SELECT * FROM (SELECT DISTINCT member_id AS id FROM runs
       WHERE campaign_id = ?1 AND status IN ('active', 'failed') AND status = '${status}' AND member_id > ?2
       ORDER BY member_id LIMIT ?3)`
  const rows = await db
    .prepare(`${part("active")} UNION ${part("failed")} ORDER BY id LIMIT ?3`)
    .bind(campaignId, after, limit)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}
