import { chunksOf } from "../core/chunks"
import type { ActivityRecord, DeliveryWakeup, OutboundChannel } from "../engine/types"
import type { Env, WakeupMessage } from "../env"
import { coalesce } from "./coalesce"
import { workDone, workStarted } from "./work"

/** Messages a `sendBatch` takes. */
const batchMax = 100
/** Of one activity message, which may have 128 kB. */
const recordsMessageMax = { items: 100, chars: 60_000 }

/** Of one message that wakes senders: it is billed as one, however many it wakes. */
const wakeupsMessageMax = { items: 10, chars: 60_000 }

/** How long the read model waits for a delivery's outcome before it shows the delivery: numbers may lag two seconds (ANA-1). */
const outcomeDelaySeconds = 1

/** What the reactions of one or more members leave to be sent on. */
export interface Flush {
  records: ActivityRecord[]
  wakeups: DeliveryWakeup[]
}

/** Joins the flushes of several members. */
export function mergeFlushes(flushes: readonly Flush[]): Flush {
  return { records: flushes.flatMap((f) => f.records), wakeups: flushes.flatMap((f) => f.wakeups) }
}

/** The queue of a channel (SEND-1). */
function queueOf(env: Env, channel: OutboundChannel): Queue<WakeupMessage> {
  const { QUEUE_WEBHOOK: integration } = env
  const queues: Record<OutboundChannel, Queue<WakeupMessage>> = {
    email: env.QUEUE_EMAIL,
    sms: env.QUEUE_SMS,
    push: env.QUEUE_PUSH,
    webhook: integration,
    pdf: integration,
    staff: integration,
  }
  return queues[channel]
}

/** `queue.sendBatch` in allowed sizes, counted as work until the consumers are done with it. */
export async function enqueue<T>(queue: Queue<T>, bodies: readonly T[], delaySeconds = 0): Promise<void> {
  for (let from = 0; from < bodies.length; from += batchMax) {
    const batch = bodies.slice(from, from + batchMax)
    workStarted(batch.length)
    try {
      await queue.sendBatch(
        batch.map((body) => ({ body })),
        ...(delaySeconds === 0 ? [] : [{ delaySeconds }]),
      )
    } catch (error) {
      workDone(batch.length)
      throw error
    }
  }
}

/** Sends delivery wake-ups to the queues of their channels, packed into as few messages as fit. */
export async function sendWakeups(env: Env, wakeups: readonly DeliveryWakeup[]): Promise<void> {
  const byChannel = Map.groupBy(wakeups, (w) => w.channel)
  await Promise.all(
    [...byChannel].map(async ([channel, group]) => {
      const packs = [...chunksOf(group, wakeupsMessageMax)].map((pack) => ({ wakeups: pack }))
      await enqueue(queueOf(env, channel), packs)
    }),
  )
}

/**
 * Sends records to the projector, packed into as few messages as fit. One member's stay together: with a later one in the
 * read model and an earlier one lost with its message, nobody would ever send the earlier one again.
 */
export async function sendRecords(env: Env, records: readonly ActivityRecord[], delaySeconds = 0): Promise<void> {
  const members = [...Map.groupBy(records, (record) => record.memberId).values()]
  for (const pack of chunksOf(members, recordsMessageMax))
    await enqueue(env.QUEUE_ACTIVITY, [{ records: pack.flat() }], delaySeconds)
}

const shareWakeups = coalesce(sendWakeups)
const shareRecords = coalesce<ActivityRecord, Env>((env, records) => sendRecords(env, records))
const shareRecordsLater = coalesce<ActivityRecord, Env>((env, records) =>
  sendRecords(env, records, outcomeDelaySeconds),
)

/**
 * Both, for objects that wake by themselves; objects awake together in an isolate share their sends. With a delivery on its
 * way its outcome is expected at once, and brings along what has not been told yet: then half of the rows are written.
 */
export async function sendFlush(env: Env, flush: Flush): Promise<void> {
  const share = flush.wakeups.length > 0 ? shareRecordsLater : shareRecords
  await Promise.all([shareWakeups(env, flush.wakeups), share(env, flush.records)])
}
