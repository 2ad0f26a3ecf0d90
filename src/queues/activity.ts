import type { ActivityMessage, Env } from "../env"
import { settleFlush } from "../platform/members"
import { giveWay } from "./give-way"
import { crowdSize } from "./settle"

/** The projector: brings the records of objects that woke by themselves into the read model. */
export async function consumeActivity(env: Env, batch: MessageBatch<ActivityMessage>): Promise<void> {
  const records = batch.messages.flatMap((message) => message.body.records)
  if (records.length >= crowdSize) await giveWay()
  await settleFlush(env, { records, wakeups: [] })
}
