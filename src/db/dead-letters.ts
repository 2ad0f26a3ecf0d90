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

/** How long nobody may know what became of a message before a person looks at it, in ms (DEL-06). */
export const unknownMs = 24 * 3_600_000

/**
 * Deliveries that lie with the dead letters, of which `unknown` ones only after a while: messages to people. What a Web
 * service or a document failed by, its run has taken into account.
 */
export const deadDeliveries = "status IN ('failed', 'unknown') AND channel IN ('email', 'sms', 'push', 'staff')"
