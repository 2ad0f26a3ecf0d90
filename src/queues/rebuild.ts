import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { workAtRebuild } from "../platform/rebuild"
import { enqueue } from "../platform/send"

/** Pages of one message. */
const pagesPerMessage = 10

/** Goes on with the rebuild of the read model for one message; what is left goes on with the next. */
export async function continueRebuild(env: Env): Promise<void> {
  if (await workAtRebuild(env, appClock.now(), pagesPerMessage)) await enqueue(env.QUEUE_INBOX, [{ rebuild: true }])
}
