import type { JournalEntry, MemberFacts } from "../engine/types"
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
 * The next members after a place in the table.
 * @param segmentIds segments whose memberships are wanted
 */
export async function modelMembers(
  db: D1Database,
  after: number,
  limit: number,
  segmentIds: readonly string[],
): Promise<ModelMember[]> {
  const statements = [
    db
      .prepare("SELECT rowid AS row, id, profile, facts FROM members WHERE rowid > ? ORDER BY rowid LIMIT ?")
      .bind(after, limit),
  ]
  if (segmentIds.length > 0) {
    statements.push(
      db
        .prepare(
          `SELECT member_id AS memberId, segment_id AS segmentId FROM memberships WHERE member = 1
             AND segment_id IN (SELECT value FROM json_each(?3))
             AND member_id IN (SELECT id FROM members WHERE rowid > ?1 ORDER BY rowid LIMIT ?2)`,
        )
        .bind(after, limit, JSON.stringify(segmentIds)),
    )
  }
  const [rows, memberships] = await db.batch(statements)
  const segments = Map.groupBy(
    (memberships?.results ?? []) as { memberId: string; segmentId: string }[],
    (one) => one.memberId,
  )
  return ((rows?.results ?? []) as { row: number; id: string; profile: string; facts: string | null }[]).map(
    (member) => ({
      row: member.row,
      id: member.id,
      profile: readProfile(member.profile),
      facts: member.facts === null ? null : (JSON.parse(member.facts) as MemberFacts),
      segmentIds: (segments.get(member.id) ?? []).map((one) => one.segmentId),
    }),
  )
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
