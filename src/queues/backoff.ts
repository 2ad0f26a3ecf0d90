import type { Random } from "../core/random"
import type { SendOrder, SettleResult } from "../engine/types"

/** First pause before another attempt, in ms; doubles with every attempt, with jitter. */
const firstMs = 2_000
/** Longest pause, also when a provider asks for more: 12 hours (DEL-04). */
const longestMs = 12 * 3_600_000
/** Attempts before a delivery fails for good. */
const attemptsMax = 12

/** When to try a delivery again (SEND-3): as the provider asks, else exponentially; after `attemptsMax` it has failed. */
export function retryAt(
  order: Pick<SendOrder, "attempt">,
  now: number,
  afterMs: number | null,
  detail: string,
  random: Random,
): SettleResult {
  if (order.attempt >= attemptsMax) return { status: "failed", reason: "failedRetries", detail }
  const wait = afterMs ?? firstMs * 2 ** (order.attempt - 1) * (0.5 + random.fraction())
  return { status: "retry", retryAt: now + Math.min(Math.max(wait, 0), longestMs), detail }
}
