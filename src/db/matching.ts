import type { JournalEntry, MemberFacts } from "../engine/types"
import type { RowFilter } from "./match-filter"
import { readProfile } from "./member-rows"

/** A member of the read model as rules see one. */
export interface ModelMember {
  /** Place in the table. */
  row: number
  id: string
  profile: ReturnType<typeof readProfile>
  /** Null: nothing but the profile is known of the member. */
  facts: MemberFacts | null
  /** Segments, of those asked for. */
  segmentIds: string[]
}

/**
 * The next members after a place in the table, and up to another.
 * @param filter only those who fulfil it; null: all
 * @param segmentIds segments whose memberships are wanted
 */
export async function modelMembers(
  db: D1Database,
  page: { after: number; until?: number; limit: number; filter: RowFilter | null },
  segmentIds: readonly string[],
): Promise<ModelMember[]> {
  const { sql, values } = page.filter ?? { sql: "1", values: [] }
  const found = await db
    .prepare(
      `SELECT m.rowid AS row, m.id, m.profile, m.facts FROM members m WHERE m.rowid > ? AND m.rowid <= ? AND (${sql}) ORDER BY m.rowid LIMIT ?`,
    )
    .bind(page.after, page.until ?? Number.MAX_SAFE_INTEGER, ...values, page.limit)
    .all<{ row: number; id: string; profile: string; facts: string | null }>()
  const segments = await segmentsOfMembers(
    db,
    found.results.map(({ id }) => id),
    segmentIds,
  )
  return found.results.map((member) => ({
    row: member.row,
    id: member.id,
    profile: readProfile(member.profile),
    facts: member.facts === null ? null : (JSON.parse(member.facts) as MemberFacts),
    segmentIds: (segments.get(member.id) ?? []).map((one) => one.segmentId),
  }))
}

/** Who of these members is in which of these segments. */
async function segmentsOfMembers(db: D1Database, memberIds: readonly string[], segmentIds: readonly string[]) {
  if (memberIds.length === 0 || segmentIds.length === 0) return new Map<string, { segmentId: string }[]>()
  const rows = await db
    .prepare(
      `SELECT member_id AS memberId, segment_id AS segmentId FROM memberships WHERE member = 1
         AND segment_id IN (SELECT value FROM json_each(?1)) AND member_id IN (SELECT value FROM json_each(?2))`,
    )
    .bind(JSON.stringify(segmentIds), JSON.stringify(memberIds))
    .all<{ memberId: string; segmentId: string }>()
  return Map.groupBy(rows.results, (one) => one.memberId)
}

type EventEntry = Extract<JournalEntry, { type: "eventHappened" }>

/** What has happened to members, by member, in the order in which their objects heard of it. */
export async function modelEvents(
  db: D1Database,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, EventEntry[]>> {
  if (memberIds.length === 0) return new Map()
  const rows = await db
    .prepare(
      `SELECT a.member_id AS memberId, e.value AS entry FROM activity a JOIN json_each(a.entries) e
       WHERE a.member_id IN (SELECT value FROM json_each(?)) AND e.value->>'type' = 'eventHappened'
       ORDER BY a.member_id, a.seq, e.key`,
    )
    .bind(JSON.stringify(memberIds))
    .all<{ memberId: string; entry: string }>()
  const entries = rows.results.map(({ memberId, entry }) => ({ memberId, entry: JSON.parse(entry) as EventEntry }))
  const byMember = new Map<string, EventEntry[]>()
  for (const { memberId, entry } of entries) byMember.set(memberId, [...(byMember.get(memberId) ?? []), entry])
  return byMember
}
