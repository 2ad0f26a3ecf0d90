import { insertDeadLetters } from "../db/dead-letters"
import type { Env, WakeupMessage } from "../env"

/** Keeps what a queue gave up on where a person sees it; the queue itself would drop it after four days (DEL-13). */
export async function consumeDead(env: Env, batch: MessageBatch<unknown>): Promise<void> {
  await insertDeadLetters(
    env.DB,
    batch.messages.map((message) => ({
      id: message.id,
      queue: origin(message.body),
      body: withoutLeave(message.body),
      at: message.timestamp.getTime(),
    })),
  ).run()
}

/** Who it is about, without what it would have said to them. */
function withoutLeave(body: unknown): unknown {
  if (!isWakeups(body)) return body
  return { wakeups: body.wakeups.map(({ leave: _, ...wakeup }) => wakeup) }
}

function isWakeups(body: unknown): body is WakeupMessage {
  return typeof body === "object" && body !== null && "wakeups" in body
}

/** What a message is about, by its shape: the dead-letter queue does not tell where it comes from. */
function origin(body: unknown): string {
  if (typeof body !== "object" || body === null) return "unknown"
  if ("records" in body) return "activity"
  if ("settled" in body) return "settled"
  if ("inboxId" in body) return "inbox"
  if ("importId" in body) return "import"
  if ("segmentJob" in body) return "segment"
  if ("exportJob" in body) return "export"
  if ("rebuild" in body) return "rebuild"
  if (isWakeups(body)) return body.wakeups[0]?.channel ?? "unknown"
  return "channel" in body ? String(body.channel) : "unknown"
}
