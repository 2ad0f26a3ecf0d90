import { sha256Hex } from "../core/hash"

/**
 * MEM-8: everything that tells of a member leaves the tables; counters stay, and a hash that says this member was erased.
 * @param now epoch ms
 */
export async function eraseStatements(db: D1Database, memberId: string, now: number): Promise<D1PreparedStatement[]> {
  const hash = await sha256Hex(memberId)
  const tables = ["memberships", "runs", "deliveries", "outbox", "activity", "campaign_data", "attendance"]
  return [
    ...tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE member_id = ?`).bind(memberId)),
    db.prepare("DELETE FROM members WHERE id = ?").bind(memberId),
    db.prepare("INSERT OR REPLACE INTO erasures (member_hash, at) VALUES (?, ?)").bind(hash, now),
  ]
}
