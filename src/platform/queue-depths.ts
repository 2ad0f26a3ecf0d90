import type { Env } from "../env"

/** How long an answer about a queue is waited for, in ms. */
const answerMaxMs = 2_000

/** Messages that wait in each of our queues; null where the platform does not tell. */
export async function queueDepths(env: Env): Promise<Record<string, number | null>> {
  const queues: Record<string, Queue<never>> = {
    inbox: env.QUEUE_INBOX,
    email: env.QUEUE_EMAIL,
    sms: env.QUEUE_SMS,
    push: env.QUEUE_PUSH,
    webhook: env.QUEUE_WEBHOOK,
    settled: env.QUEUE_SETTLED,
    activity: env.QUEUE_ACTIVITY,
  }
  const depths = await Promise.all(Object.entries(queues).map(async ([name, queue]) => [name, await depthOf(queue)]))
  return Object.fromEntries(depths)
}

async function depthOf(queue: Queue<never>): Promise<number | null> {
  try {
    const metrics = await Promise.race([queue.metrics(), scheduler.wait(answerMaxMs).then(() => null)])
    return metrics?.backlogCount ?? null
  } catch (error) {
    console.error("A queue does not tell how long it is", error)
    return null
  }
}
