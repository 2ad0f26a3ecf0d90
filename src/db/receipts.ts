/** The first answer to a webhook-id or Idempotency-Key, or null. */
export async function readReceipt<T>(db: D1Database, key: string): Promise<T | null> {
  const row = await db.prepare("SELECT answer FROM receipts WHERE key = ?").bind(key).first<{ answer: string }>()
  return row === null ? null : (JSON.parse(row.answer) as T)
}

/** Fails when the key is there already, and the whole transaction with it: no second effect. */
export function insertReceipt(
  db: D1Database,
  receipt: { key: string; answer: unknown; createdAt: number },
): D1PreparedStatement {
  return db
    .prepare("INSERT INTO receipts (key, answer, created_at) VALUES (?, ?, ?)")
    .bind(receipt.key, JSON.stringify(receipt.answer), receipt.createdAt)
}
