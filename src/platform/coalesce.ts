import { realClock } from "../core/clock"
import { within } from "./within"

/** A leader that has not begun to send within this many ms of real time has died, and leads nobody who comes later. */
const openMaxMs = 100
/** How long a follower waits for the leader's send before it sends by itself, in ms: the leader's object may have died. */
const leaderTimeoutMs = 5_000

interface Batch<T> {
  items: T[]
  sent: Promise<void>
  /** Epoch ms, real time. */
  openedAt: number
}

/**
 * Makes one send of what many objects awake in the same isolate want to send within the same millisecond: the first
 * leads and sends for all. Everything sent this way must bear being sent twice.
 * @param send sends all items; may be called with one item or thousands
 */
export function coalesce<T, C>(
  send: (context: C, items: T[]) => Promise<void>,
): (context: C, items: T[]) => Promise<void> {
  let open: Batch<T> | null = null

  async function lead(context: C, items: T[]): Promise<void> {
    await scheduler.wait(1)
    if (open?.items === items) open = null
    await send(context, items)
  }

  return async (context, items) => {
    if (items.length === 0) return
    if (open !== null && realClock.now() - open.openedAt <= openMaxMs) {
      open.items.push(...items)
      const outcome = await within(
        open.sent.then(() => "sent" as const),
        leaderTimeoutMs,
      )
      if (outcome === null) await send(context, items)
      return
    }
    const collected = [...items]
    const sent = lead(context, collected)
    open = { items: collected, sent, openedAt: realClock.now() }
    await sent
  }
}
