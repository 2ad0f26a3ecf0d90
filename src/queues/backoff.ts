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

/** An attempt that failed and may be made again. */
export interface Failure {
  /** Epoch ms. */
  now: number
  /** Pause that was asked for, in ms. */
  afterMs: number | null
  detail: string
}

/**
 * When to try a delivery again (SEND-3): as the provider asks, else exponentially; after `attemptsMax` it has failed.
 * @param lastAt with it, there is no bound on attempts: the last one is made at this instant at the latest (epoch ms)
 */
export function retryAt(
  order: Pick<SendOrder, "attempt">,
  { now, afterMs, detail }: Failure,
  random: Random,
  lastAt?: number,
): SettleResult {
  const failed: SettleResult = { status: "failed", reason: "failedRetries", detail }
  if (lastAt === undefined && order.attempt >= attemptsMax) return failed
  const wait = afterMs ?? firstMs * 2 ** (order.attempt - 1) * (0.5 + random.fraction())
  const at = now + Math.ceil(Math.min(Math.max(wait, shortestMs), longestMs))
  if (lastAt === undefined || at <= lastAt) return { status: "retry", retryAt: at, detail }
  // Our own pause can be shorter, one that was asked for cannot.
  return afterMs === null && now < lastAt ? { status: "retry", retryAt: lastAt, detail } : failed
}
