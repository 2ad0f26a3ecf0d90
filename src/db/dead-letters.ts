export interface DeadLetter {
  id: string
  /** Queue it died on, or `member` for a call to a member object. */
  queue: string
  body: unknown
  /** Epoch ms. */
  at: number
}

export function insertDeadLetters(db: D1Database, letters: readonly DeadLetter[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT OR IGNORE INTO dead_letters (id, queue, body, at)
       SELECT value->>'id', value->>'queue', value->'body', value->>'at' FROM json_each(?)`,
    )
    .bind(JSON.stringify(letters))
}
