import type { OutboundChannel } from "../engine/types"

/** Which provider serves a channel, and its configuration; the built-in outbox when none was chosen (SEND-2). */
export async function readProvider(
  db: D1Database,
  channel: OutboundChannel,
): Promise<{ kind: string; config: unknown }> {
  const row = await db.prepare("SELECT kind FROM providers WHERE channel = ?").bind(channel).first<{ kind: string }>()
  return { kind: row?.kind ?? "outbox", config: {} }
}
