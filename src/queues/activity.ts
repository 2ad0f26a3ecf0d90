import type { ActivityMessage, Env } from "../env"
import { settleFlush } from "../platform/members"

/** The projector: brings the records of objects that woke by themselves into the read model. */
export async function consumeActivity(env: Env, batch: MessageBatch<ActivityMessage>): Promise<void> {
  await settleFlush(env, { records: batch.messages.flatMap((message) => message.body.records), wakeups: [] })
}
