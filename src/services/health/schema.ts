import * as z from "zod"

export const states = ["good", "warn", "bad"] as const
export type HealthState = (typeof states)[number]

const state = z.enum(states)
const count = z.number().int().min(0)
const instant = z.iso.datetime().nullable()

/** `GET /health` (OPS-2). */
export const healthSchema = z
  .object({
    /** The worst of all below. */
    state,
    at: z.iso.datetime(),
    queues: z.object({
      state,
      /** Messages in each queue; null where the platform does not tell. */
      depths: z.record(z.string(), count.nullable()),
      /** Accepted posts that are not handed out yet. */
      inbox: z.object({ n: count, oldestAt: instant }),
      /** Deliveries on their way, by channel. */
      deliveries: z.record(z.string(), z.object({ n: count, oldestAt: instant })),
      /** Deliveries that a contact policy has put off. */
      deferred: count,
    }),
    /** All that `GET /dead-letters` lists; at most 10,000 failed messages are counted. Judged by those of the last day. */
    deadLetters: z.object({ state, n: count, oldestAt: instant, latestAt: instant }),
    /** Members whose wake-up is overdue, and since when the first; at most 10,000 are counted. */
    wakeUps: z.object({ state, overdue: count, oldestDueAt: instant }),
    /** What providers had against messages within the last hour. `n` counts since that error was first seen. */
    providers: z.object({
      state,
      errors: z.array(
        z.object({ channel: z.string(), kind: z.string(), detail: z.string(), n: count, lastAt: z.iso.datetime() }),
      ),
    }),
    /** Over the last hour, a minute. */
    rate: z.object({ state, messagesPerMinute: z.number(), entriesPerMinute: z.number() }),
    backup: z.object({ state, lastAt: instant, bytes: count.nullable() }),
  })
  .meta({ id: "Health" })
export type Health = z.infer<typeof healthSchema>
