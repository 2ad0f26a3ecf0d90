/** What was rendered for a first attempt that did not settle (DEL-15). */
export interface Attempt {
  deliveryId: string
  memberId: string
  /** The message, as JSON. */
  message: string
}

/** What was kept for these deliveries. */
export function attemptsOf(db: D1Database, deliveryIds: readonly string[]): D1PreparedStatement {
  return db
    .prepare(
      "SELECT delivery_id AS deliveryId, message FROM attempts WHERE delivery_id IN (SELECT value FROM json_each(?))",
    )
    .bind(JSON.stringify(deliveryIds))
}

/** Keeps messages; of one that is kept already the first stays. */
export function keepAttempts(db: D1Database, attempts: readonly Attempt[], at: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT OR IGNORE INTO attempts (delivery_id, member_id, message, at)
       SELECT value->>'deliveryId', value->>'memberId', value->>'message', ?2 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(attempts), at)
}

export function forgetAttempts(db: D1Database, deliveryIds: readonly string[]): D1PreparedStatement {
  return db
    .prepare("DELETE FROM attempts WHERE delivery_id IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(deliveryIds))
}

/** Counts what a provider had against messages. */
export function countProviderErrors(
  db: D1Database,
  errors: readonly { channel: string; kind: string; detail: string; n: number }[],
  at: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO provider_errors (channel, kind, detail, n, first_at, last_at)
       SELECT value->>'channel', value->>'kind', value->>'detail', value->>'n', ?2, ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (channel, kind, detail) DO UPDATE SET n = n + excluded.n, last_at = excluded.last_at`,
    )
    .bind(JSON.stringify(errors), at)
}

/** Kept messages whose tries are long over, and errors that nobody asks for any more. `before` in epoch ms. */
export function pruneAttempts(db: D1Database, before: number): D1PreparedStatement[] {
  return [
    db.prepare("DELETE FROM attempts WHERE at < ?").bind(before),
    db.prepare("DELETE FROM provider_errors WHERE last_at < ?").bind(before),
  ]
}
