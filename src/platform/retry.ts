import { realRandom } from "../core/random"

/** Tries of one call to an object, the first included. */
const triesMax = 8
/** First pause between tries in ms; doubles, with jitter. */
const pauseMs = 50

/**
 * Whether a failed call to an object may simply be made again: the platform says so, or the local runtime is short of
 * file descriptors for a moment (about 6,600 objects alive). An overloaded object is never called again at once.
 */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { retryable, overloaded } = error as Error & { retryable?: boolean; overloaded?: boolean }
  if (overloaded) return false
  return retryable === true || /internal error|broken|Network connection lost|reset/i.test(error.message)
}

/** Runs an idempotent call, again with growing pauses while its failure is transient. Throws the last failure. */
export async function withRetry<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (attempt >= triesMax || !isTransient(error)) throw error
      await scheduler.wait(pauseMs * 2 ** attempt * (0.5 + realRandom.fraction()))
    }
  }
}

export interface Outcomes<T, R> {
  done: R[]
  failed: { item: T; error: unknown }[]
}

/** Maps with at most `width` calls under way; one item's failure never holds up another (RUN-5). */
export async function mapBounded<T, R>(
  items: readonly T[],
  width: number,
  map: (item: T) => Promise<R>,
): Promise<Outcomes<T, R>> {
  const outcomes: Outcomes<T, R> = { done: [], failed: [] }
  let next = 0
  async function worker(): Promise<void> {
    while (next < items.length) {
      const item = items[next++] as T
      try {
        outcomes.done.push(await map(item))
      } catch (error) {
        outcomes.failed.push({ item, error })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return outcomes
}
