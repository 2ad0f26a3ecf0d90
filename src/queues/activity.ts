import { memberSeqs, readSeqs } from "../db/member-rows"
import type { ActivityRecord } from "../engine/types"
import type { ActivityMessage, Env } from "../env"
import { settleFlush } from "../platform/members"
import { recordsArrived } from "../platform/work"
import { giveWay } from "./give-way"
import { crowdSize } from "./settle"

/** The projector: brings the records of objects that woke by themselves into the read model. */
export async function consumeActivity(env: Env, batch: MessageBatch<ActivityMessage>): Promise<void> {
  const [waited, fresh] = [batch.messages.filter(isLater), batch.messages.filter((message) => !isLater(message))]
  const recordsOf = (messages: typeof fresh) => messages.flatMap((message) => message.body.records)
  const records = [...recordsOf(fresh), ...(await missing(env, recordsOf(waited)))]
  if (records.length >= crowdSize) await giveWay()
  await settleFlush(env, { records, wakeups: [] })
}

function isLater({ body }: Message<ActivityMessage>): boolean {
  return body.later === true
}

/**
 * Those of the records that the read model lacks: what had waited for the outcome of a message has mostly come with it, and
 * to bring it in once more would cost as much as the first time. A member's record there stands for all before it.
 */
async function missing(env: Env, records: readonly ActivityRecord[]): Promise<ActivityRecord[]> {
  if (records.length === 0) return []
  const ids = new Set(records.map(({ memberId }) => memberId))
  const seqs = readSeqs(await memberSeqs(env.DB, [...ids]).all())
  const isKnown = ({ memberId, seq }: ActivityRecord) => seq <= (seqs.get(memberId) ?? 0)
  recordsArrived(records.filter(isKnown))
  return records.filter((record) => !isKnown(record))
}
