import type { AttributeValue, Membership, Profile, Source } from "../engine/types"

/** What an object that has never been used takes over from the table. */
export interface Seed {
  profile: Profile
  memberships: Membership[]
  /** Epoch ms. */
  createdAt: number
  updatedAt: number
}

/** What the table knows of a member before its object is called. */
export interface MemberHint {
  home: "table" | "object"
  /** Last projected record. */
  seq: number
  /** State of the row while the member sleeps. */
  rev: number
  /** Epoch ms; see the column. */
  dueAt: number | null
  seed: Seed
}

/** A row of the join of a post: the patch is applied to members that sleep in the table. */
export interface AcceptedRow {
  id: string
  /** JSON merge patch of the profile. */
  patch: object
}

/** Fills the keys that a stored profile leaves out; a null in it (a patch that made the row) is an absent value. */
export function readProfile(json: string): Profile {
  const stored = JSON.parse(json) as Partial<Profile>
  return {
    email: stored.email ?? null,
    phone: stored.phone ?? null,
    locale: stored.locale ?? null,
    timeZone: stored.timeZone ?? null,
    push: stored.push ?? [],
    attributes: Object.fromEntries(
      Object.entries(stored.attributes ?? {}).filter((entry): entry is [string, AttributeValue] => entry[1] !== null),
    ),
  }
}

/** Which sleeping and new members go to their objects: all, none, or all if an active flow runs for the segment. */
export type Wake = { always: true } | { never: true } | { segmentId: string }

/**
 * Makes new members and merges into sleeping ones. Rows of members that live in their objects are not touched; the inbox
 * sees to those who go there. Where there are rule segments, those who stay asleep are due at once: somebody must decide
 * them (MEM-4).
 */
export function acceptMembers(
  db: D1Database,
  rows: readonly AcceptedRow[],
  wake: Wake,
  now: number,
): D1PreparedStatement {
  const toObject =
    "always" in wake
      ? "1"
      : "never" in wake
        ? "0"
        : `EXISTS (SELECT 1 FROM campaign_segments s JOIN campaigns c ON c.id = s.campaign_id
             WHERE s.segment_id = ?3 AND c.kind = 'flow' AND c.status = 'active')`
  const statement = db.prepare(
    `INSERT INTO members (id, home, profile, due_at, created_at, updated_at)
     SELECT value->>'id', iif(${toObject}, 'object', 'table'), iif(${toObject}, '{}', value->'patch'),
       iif(NOT ${toObject} AND EXISTS (SELECT 1 FROM segments WHERE kind = 'rule'), ?2, NULL), ?2, ?2 FROM json_each(?1) WHERE true
     ON CONFLICT (id) DO UPDATE SET
       home = excluded.home,
       profile = iif(excluded.home = 'object', profile, json_patch(profile, excluded.profile)),
       due_at = iif(excluded.home = 'object', NULL, coalesce(excluded.due_at, due_at)),
       rev = rev + 1,
       updated_at = excluded.updated_at
     WHERE members.home = 'table'`,
  )
  const json = JSON.stringify(rows)
  return "segmentId" in wake ? statement.bind(json, now, wake.segmentId) : statement.bind(json, now)
}

/** Marks members as waiting to be looked at, and moves sleeping ones to their objects (or makes them). */
export function claimMembers(db: D1Database, ids: readonly string[], now: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO members (id, home, profile, due_at, created_at, updated_at)
       SELECT value, 'object', '{}', ?2, ?2, ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (id) DO UPDATE SET home = 'object', due_at = min(coalesce(due_at, ?2), ?2)`,
    )
    .bind(JSON.stringify(ids), now)
}

/**
 * Marks members as due whose records are on their way, so that one that gets lost is looked for (REC-09). Nothing is written
 * for those who are due already, or whose records the read model has.
 */
export function awaitRecords(
  db: D1Database,
  records: readonly { memberId: string; seq: number }[],
  now: number,
): D1PreparedStatement {
  const rows = records.map(({ memberId, seq }) => ({ memberId, seq }))
  return db
    .prepare(
      `UPDATE members SET due_at = ?2 FROM json_each(?1) r
       WHERE members.id = r.value->>'memberId' AND members.seq < r.value->>'seq' AND (due_at IS NULL OR due_at > ?2)`,
    )
    .bind(JSON.stringify(rows), now)
}

/** The two statements `readHints` needs the results of. */
export function hintStatements(db: D1Database, ids: readonly string[]): [D1PreparedStatement, D1PreparedStatement] {
  const json = JSON.stringify(ids)
  return [
    db
      .prepare(
        "SELECT id, home, seq, rev, profile, due_at, created_at, updated_at FROM members WHERE id IN (SELECT value FROM json_each(?))",
      )
      .bind(json),
    db
      .prepare(
        `SELECT s.segment_id, s.member_id, s.member, s.at, s.source FROM memberships s JOIN members m ON m.id = s.member_id
         WHERE s.member_id IN (SELECT value FROM json_each(?)) AND m.seq = 0 AND s.asleep = 1`,
      )
      .bind(json),
  ]
}

/** What the table knows of members, by id. The seed is only meaningful while nothing has been projected (`seq` 0). */
export function readHints(rows: D1Result<unknown>, membershipRows: D1Result<unknown>): Map<string, MemberHint> {
  const memberships = Map.groupBy(
    membershipRows.results as { segment_id: string; member_id: string; member: number; at: number; source: Source }[],
    (m) => m.member_id,
  )
  return new Map(
    (
      rows.results as {
        id: string
        home: "table" | "object"
        seq: number
        rev: number
        profile: string
        due_at: number | null
        created_at: number
        updated_at: number
      }[]
    ).map((row) => [
      row.id,
      {
        home: row.home,
        seq: row.seq,
        rev: row.rev,
        dueAt: row.due_at,
        seed: {
          profile: readProfile(row.profile),
          createdAt: row.created_at,
          updatedAt: row.updated_at,
          memberships: (memberships.get(row.id) ?? []).map((m) => ({
            segmentId: m.segment_id,
            member: m.member === 1,
            at: m.at,
            source: m.source,
          })),
        },
      },
    ]),
  )
}

/** The last projected record of each member. */
export function memberSeqs(db: D1Database, ids: readonly string[]): D1PreparedStatement {
  return db
    .prepare("SELECT id, seq FROM members WHERE id IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(ids))
}

export function readSeqs(result: D1Result): ReadonlyMap<string, number> {
  return new Map((result.results as { id: string; seq: number }[]).map((row) => [row.id, row.seq]))
}
