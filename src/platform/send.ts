import { chunksOf } from "../core/chunks"
import type { ActivityRecord, DeliveryWakeup, OutboundChannel } from "../engine/types"
import type { ActivityMessage, Env, WakeupMessage } from "../env"
import { coalesce } from "./coalesce"
import { recordsArrived, recordsAwaited, workDone, workStarted } from "./work"

/** What a `sendBatch` takes: 100 messages of 256 kB together; a character may be three bytes. */
const batchMax = { items: 100, chars: 80_000 }
/** Of one activity message, which may have 128 kB. */
const recordsMessageMax = { items: 100, chars: 40_000 }
/** Of one message that wakes senders: it is billed as one, however many it wakes. */
const wakeupsMessageMax = { items: 10, chars: 40_000 }

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
export async function enqueue<T>(queue: Queue<T>, bodies: readonly T[]): Promise<void> {
  for (const batch of chunksOf(bodies, batchMax)) {
    workStarted(batch.length)
    try {
      await queue.sendBatch(batch.map((body) => ({ body })))
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

/** Sends records to the projector. */
export async function sendRecords(env: Env, records: readonly ActivityRecord[]): Promise<void> {
  await enqueue(env.QUEUE_ACTIVITY, packed(records))
}

/**
 * Sends records whose member has a delivery on its way to the projector, in a moment: its outcome is expected at once, and
 * brings along what has not been told yet. Then half of the rows are written, and this message changes nothing.
 */
export async function sendRecordsLater(env: Env, records: readonly ActivityRecord[]): Promise<void> {
  const messages = packed(records).map((body) => ({ body: { ...body, later: true as const } }))
  const delaySeconds = outcomeDelaySeconds
  if (env.LOCAL === "true") recordsAwaited(records)
  try {
    for (const batch of chunksOf(messages, batchMax)) await env.QUEUE_ACTIVITY.sendBatch(batch, { delaySeconds })
  } catch (error) {
    recordsArrived(records)
    throw error
  }
}

/**
 * As few messages as fit. One member's records stay together: with a later one in the read model and an earlier one lost
 * with its message, nobody would ever send the earlier one again.
 */
function packed(records: readonly ActivityRecord[]): ActivityMessage[] {
  const members = [...Map.groupBy(records, (record) => record.memberId).values()]
  return [...chunksOf(members, recordsMessageMax)].map((pack) => ({ records: pack.flat() }))
}

const shareWakeups = coalesce(sendWakeups)
const shareRecords = coalesce(sendRecords)
const shareRecordsLater = coalesce(sendRecordsLater)

/** Both, for objects that wake by themselves; objects awake together in an isolate share their sends. */
export async function sendFlush(env: Env, flush: Flush): Promise<void> {
  const share = flush.wakeups.length > 0 ? shareRecordsLater : shareRecords
  await Promise.all([shareWakeups(env, flush.wakeups), share(env, flush.records)])
}
