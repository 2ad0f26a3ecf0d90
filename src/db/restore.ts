import type { Replayed } from "../engine/replay"
import type { MemberFacts, Membership, Profile } from "../engine/types"
import { insertResults, upsertData, upsertDeliveries, upsertMemberships } from "./projection"
import { runUpserts } from "./projection-rows"

/** A member as its object knows it, and what its journal tells beside: all that the read model has of it. */
export interface Snapshot {
  memberId: string
  /** What its object calls the member within ids of runs and deliveries. */
  uid: string
  seq: number
  profile: Profile
  facts: MemberFacts | null
  dueAt: number | null
  memberships: Membership[]
  data: { campaignId: string; values: Record<string, unknown> }[]
  /** As the object knows them now. */
  present: Replayed
  /** As the journal tells them. */
  past: Replayed
  results: { campaignId: string; kind: "converted" | "dismissed"; at: number }[]
}

/**
 * Writes members into the read model as they are known, whatever stands there. A member of whom a later record has come
 * meanwhile keeps what that one says. What only the journal knows is brought back where it is missing.
 */
export function restoreStatements(db: D1Database, members: readonly Snapshot[]): D1PreparedStatement[] {
  const json = JSON.stringify(
    members.map(({ memberId: id, uid, seq, profile, facts, dueAt }) => {
      return {
        id,
        uid,
        seq,
        dueAt,
        profile: JSON.stringify(profile),
        facts: facts && JSON.stringify({ ...facts, seq }),
      }
    }),
  )
  const settled =
    "(SELECT value->>'id' FROM json_each(?1) JOIN members m ON m.id = value->>'id' WHERE m.seq <= value->>'seq')"
  const of = <T>(rows: (member: Snapshot) => readonly T[]) => members.flatMap(rows)
  const open = of(({ present }) => present.runs)
  const kept = of(({ present }) => present.deliveries)
  const memberships = of(({ memberId, seq, memberships }) => memberships.map((one) => ({ ...one, memberId, seq })))
  const data = of(({ memberId, seq, data }) => data.map((one) => ({ ...one, memberId, seq })))
  const results = of(({ memberId, results }) => results.map((one) => ({ ...one, memberId })))
  const forget = (table: string) =>
    db.prepare(
      `UPDATE ${table} SET seq = -1 WHERE member_id IN ${settled} AND id IN (SELECT value->>'id' FROM json_each(?2))`,
    )
  return [
    // By it the runs that stand there are found.
    db
      .prepare(
        "UPDATE members SET uid = value->>'uid' FROM json_each(?) WHERE members.id = value->>'id' AND members.uid IS NULL",
      )
      .bind(json),
    // A run that its object does not go on with has ended: it is as the journal tells it.
    db
      .prepare(
        `UPDATE runs SET seq = -1 WHERE ended_at IS NULL
           AND id IN (SELECT id FROM member_runs WHERE member_id IN ${settled})`,
      )
      .bind(json),
    forget("runs").bind(json, JSON.stringify(open)),
    forget("deliveries").bind(json, JSON.stringify(kept)),
    db.prepare(`UPDATE campaign_data SET seq = -1 WHERE member_id IN ${settled}`).bind(json),
    db
      .prepare(`DELETE FROM memberships WHERE segment_id IN (SELECT id FROM segments) AND member_id IN ${settled}`)
      .bind(json),
    db
      .prepare(
        `UPDATE members SET profile = r.profile, profile_seq = r.seq, facts = r.facts, due_at = r.dueAt, seq = r.seq
         FROM (SELECT value->>'id' AS id, value->>'seq' AS seq, value->>'dueAt' AS dueAt, value->>'profile' AS profile,
           value->>'facts' AS facts FROM json_each(?)) r
         WHERE members.id = r.id AND members.seq <= r.seq`,
      )
      .bind(json),
    upsertMemberships(db, memberships),
    ...runUpserts(db, [...of(({ past }) => past.runs), ...open].filter(latestOnly())),
    upsertDeliveries(db, [...of(({ past }) => past.deliveries), ...kept].filter(latestOnly())),
    upsertData(db, data),
    insertResults(db, results),
  ].filter((one) => one !== null)
}

/** Keeps the last of rows with the same id: a filter for one list. */
function latestOnly<T extends { id: string }>(): (row: T, index: number, rows: readonly T[]) => boolean {
  return (row, index, rows) => rows.findLastIndex((other) => other.id === row.id) === index
}
