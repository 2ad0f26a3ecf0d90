import { chunksOf } from "../core/chunks"
import type { ActivityRecord, DeliveryWakeup, OutboundChannel } from "../engine/types"
import type { Env } from "../env"
import { coalesce } from "./coalesce"
import { workDone, workStarted } from "./work"

/** Messages a `sendBatch` takes. */
const batchMax = 100
/** Of one activity message, which may have 128 kB. */
const recordsMessageMax = { items: 100, chars: 60_000 }

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
function queueOf(env: Env, channel: OutboundChannel): Queue<DeliveryWakeup> {
  const { QUEUE_WEBHOOK: integration } = env
  const queues: Record<OutboundChannel, Queue<DeliveryWakeup>> = {
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
export async function enqueue<T>(queue: Queue<T>, bodies: readonly T[]): Promise<void> {
  for (let from = 0; from < bodies.length; from += batchMax) {
    const batch = bodies.slice(from, from + batchMax)
    workStarted(batch.length)
    try {
      await queue.sendBatch(batch.map((body) => ({ body })))
    } catch (error) {
      workDone(batch.length)
      throw error
    }
  }
}

/** Sends delivery wake-ups to the queues of their channels. */
export async function sendWakeups(env: Env, wakeups: readonly DeliveryWakeup[]): Promise<void> {
  const byChannel = Map.groupBy(wakeups, (w) => w.channel)
  await Promise.all([...byChannel].map(([channel, group]) => enqueue(queueOf(env, channel), group)))
}

/**
 * Sends records to the projector, packed into as few messages as fit. One member's stay together: with a later one in the
 * read model and an earlier one lost with its message, nobody would ever send the earlier one again.
 */
export async function sendRecords(env: Env, records: readonly ActivityRecord[]): Promise<void> {
  const members = [...Map.groupBy(records, (record) => record.memberId).values()]
  for (const pack of chunksOf(members, recordsMessageMax)) await enqueue(env.QUEUE_ACTIVITY, [{ records: pack.flat() }])
}

const shareWakeups = coalesce(sendWakeups)
const shareRecords = coalesce(sendRecords)

/** Both, for objects that wake by themselves; objects awake together in an isolate share their sends. */
export async function sendFlush(env: Env, flush: Flush): Promise<void> {
  await Promise.all([shareWakeups(env, flush.wakeups), shareRecords(env, flush.records)])
}
