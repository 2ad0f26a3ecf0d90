import { hintStatements, readHints, type Seed } from "../db/member-rows"
import type { MemberInput } from "../engine/types"

/** What the table has of a member, or null when it has no row. */
export async function loadSeed(db: D1Database, memberId: string): Promise<Seed | null> {
  const [rows, memberships] = await db.batch(hintStatements(db, [memberId]))
  return readHints(rows as D1Result<unknown>, memberships as D1Result<unknown>).get(memberId)?.seed ?? null
}

/**
 * The seed without the memberships that these very inputs bring: an accepted join is written to the table before its
 * member's object hears of it, and must still be news to the object.
 */
export function withoutInputs(seed: Seed, inputs: readonly MemberInput[]): Seed {
  return {
    ...seed,
    memberships: seed.memberships.filter(
      (m) =>
        !inputs.some((i) => (i.kind === "joined" || i.kind === "left") && i.segmentId === m.segmentId && i.at === m.at),
    ),
  }
}
