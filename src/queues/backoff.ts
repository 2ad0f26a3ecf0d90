import type { Random } from "../core/random"
import type { SendOrder, SettleResult } from "../engine/types"

/** First pause before another attempt, in ms; doubles with every attempt, with jitter. */
const firstMs = 2_000
/** Shortest pause, also when a provider asks for none. */
const shortestMs = 1_000
/** Longest pause, also when a provider asks for more: 12 hours (DEL-04). */
const longestMs = 12 * 3_600_000
/** Attempts before a message fails for good. */
const attemptsMax = 12
/** Times that a pause which is asked for is obeyed to the second; then ours counts too where it is longer. */
const obeyedMax = 3

/** An attempt that failed and may be made again. */
export interface Failure {
  /** Epoch ms. */
  now: number
  /** Pause that was asked for, in ms. */
  afterMs: number | null
  detail: string
  /** There were too many at once: nothing is wrong with this one, and it is not given up for that. */
  throttled?: boolean
}

/**
 * When to try a delivery again (SEND-3): as the provider asks, else exponentially; after `attemptsMax` it has failed, but
 * for one that only met with too many others: its lateness ends that (RUN-4a). A provider that takes ten a second and asks
 * ten thousand to come back in a second must neither lose them nor be asked ten thousand times a second.
 * @param lastAt with it, there is no bound on attempts: the last one is made at this instant at the latest (epoch ms)
 */
export function retryAt(
  order: Pick<SendOrder, "attempt">,
  { now, afterMs, detail, throttled = false }: Failure,
  random: Random,
  lastAt?: number,
): SettleResult {
  const failed: SettleResult = { status: "failed", reason: "failedRetries", detail }
  if (lastAt === undefined && order.attempt >= attemptsMax && !throttled) return failed
  const own = firstMs * 2 ** (order.attempt - 1) * (0.5 + random.fraction())
  const wait = afterMs !== null && order.attempt <= obeyedMax ? afterMs : Math.max(afterMs ?? 0, own)
  const at = now + Math.ceil(Math.min(Math.max(wait, shortestMs), longestMs))
  if (lastAt === undefined || at <= lastAt) return { status: "retry", retryAt: at, detail }
  // Our own pause can be shorter, one that was asked for cannot.
  return now + (afterMs ?? 0) <= lastAt && now < lastAt ? { status: "retry", retryAt: lastAt, detail } : failed
}

/** When a message comes back that was not tried: it counts as no attempt. */
export function laterAt({ afterMs, detail }: { afterMs: number; detail: string }, now: number): SettleResult {
  return { status: "retry", retryAt: now + Math.min(afterMs, longestMs), detail, turn: true }
}
