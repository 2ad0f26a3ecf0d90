import { env } from "cloudflare:workers"
import { afterEach, expect, it } from "vitest"
import type { DeliveryWakeup } from "../../src/engine/types"
import type { WakeupMessage } from "../../src/env"
import { enqueue, sendWakeups } from "../../src/platform/send"
import { workDone } from "../../src/platform/work"
import { type Any, wrap } from "../helpers/wrap"

/** Of one `sendBatch` and of one message (developers.cloudflare.com, Queues limits). */
const limits = { messages: 100, batchBytes: 256_000, messageBytes: 128_000 }

const undo: (() => void)[] = []
afterEach(() => {
  for (const one of undo.splice(0)) one()
})

/** Batches that were sent to a queue; they go no further. */
function sent<T>(): T[][] {
  const batches: T[][] = []
  undo.push(
    wrap(Object.getPrototypeOf(env.QUEUE_EMAIL), "sendBatch", (_original, _self, [messages]) => {
      batches.push([...messages].map((message: Any) => message.body))
      return Promise.resolve()
    }),
  )
  return batches
}

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length

it("LOD-02 whoever wakes at one instant goes out in as many batches as the queue takes, ten to a message", async () => {
  const batches = sent<WakeupMessage>()
  const order = JSON.stringify({ story: "説".repeat(1_500) })
  const wakeups = Array.from({ length: 2_000 }, (_, n): DeliveryWakeup => {
    const place = { deliveryId: `d${n}`, memberId: `m${n}`, campaignId: "c", channel: "email" as const }
    return { ...place, leave: { order, seq: 1, rev: 1, until: 1 } }
  })
  await sendWakeups(env, wakeups)
  workDone(batches.flat().length)
  expect(batches.flat().flatMap((message) => message.wakeups)).toEqual(wakeups)
  for (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(limits.messages)
    expect(bytes(batch)).toBeLessThanOrEqual(limits.batchBytes)
    for (const message of batch) {
      expect(message.wakeups.length).toBeLessThanOrEqual(10)
      expect(bytes(message)).toBeLessThanOrEqual(limits.messageBytes)
    }
  }
})

it("LOD-02 messages that are small go a hundred at a time", async () => {
  const batches = sent<{ inboxId: string }>()
  await enqueue(
    env.QUEUE_INBOX,
    Array.from({ length: 250 }, (_, n) => ({ inboxId: `i${n}` })),
  )
  workDone(250)
  expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50])
})
