import type { SendOutcome } from "./provider"

/**
 * Does `work` for every item, at most `width` at a time; results in the order of the items.
 * Cloudflare lets one invocation wait for six answers at once and holds the rest back: what no key protects against a
 * second sending must not be counted as sent while it only waits for its turn, so it goes by `sendEach`.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}

/** Answers that one invocation may wait for at once on Cloudflare. */
const callsAtOnce = 6

/**
 * One call a message, for providers that take no batches; one outcome each, in their order. Time-outs count from the real
 * beginning of a call. `send` never throws.
 */
export async function sendEach<M>(
  messages: readonly M[],
  send: (message: M) => Promise<SendOutcome>,
): Promise<SendOutcome[]> {
  return await inParallel(messages, callsAtOnce, send)
}
