/** A message as the built-in outbox keeps it. */
export interface OutboxMessage {
  idempotencyKey: string
  deliveryId: string
  memberId: string
  campaignId: string
  stepId: string
  to: string
  content: { channel: string }
  attachments?: readonly unknown[]
  /** Shown as the message's channel. */
  audience?: string
}

/** Keeps messages; one whose key is there already changes nothing (SEND-2). `at` in epoch ms. */
export function outboxStatement(db: D1Database, messages: readonly OutboxMessage[], at: number): D1PreparedStatement {
  const rows = messages.map(({ content: { channel, ...content }, attachments, audience, ...message }) => ({
    ...message,
    channel: audience ?? channel,
    message: attachments === undefined ? content : { ...content, attachments },
  }))
  return db
    .prepare(
      `INSERT OR IGNORE INTO outbox (idempotency_key, delivery_id, member_id, campaign_id, step_id, channel, "to", message, at)
       SELECT value->>'idempotencyKey', value->>'deliveryId', value->>'memberId', value->>'campaignId', value->>'stepId',
         value->>'channel', value->>'to', value->'message', ?2 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(rows), at)
}
