import { hintStatements, memberSeqs, readHints, readSeqs, type Seed } from "../db/member-rows"

/** What the table has of a member, or null when it has no row. */
export async function loadSeed(db: D1Database, memberId: string): Promise<Seed | null> {
  const [rows, memberships] = await db.batch(hintStatements(db, [memberId]))
  return readHints(rows as D1Result<unknown>, memberships as D1Result<unknown>).get(memberId)?.seed ?? null
}

/** The member's last record in the read model. */
export async function projectedSeq(db: D1Database, memberId: string): Promise<number | undefined> {
  return readSeqs(await memberSeqs(db, [memberId]).all()).get(memberId)
}
