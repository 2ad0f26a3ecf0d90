/** Members that share one number, at most; beyond that it is nobody's own. */
const sharingMax = 200

/** Who has a number (E.164), with their languages. */
export async function membersByPhone(db: D1Database, phone: string): Promise<{ id: string; locale: string | null }[]> {
  const { results } = await db
    .prepare("SELECT id, profile->>'locale' AS locale FROM members WHERE phone = ? ORDER BY rowid LIMIT ?")
    .bind(phone, sharingMax)
    .all<{ id: string; locale: string | null }>()
  return results
}
