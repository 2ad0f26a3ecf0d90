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
 * No message of a batch begins later than this, in ms of real time: with the time of one call it is less than a cancel
 * waits for what is in flight (CAM-7).
 */
export const beginMaxMs = 9_000

/** Comes back at once: it was not tried. */
export const notBegun: SendOutcome = { kind: "later", afterMs: 1_000, detail: "The batch was longer than its time." }
const afterSilence: SendOutcome = { kind: "retry", afterMs: null, detail: "A message before it got no answer." }

/** The provider asks for a pause: who was not begun takes it too, which is no attempt. */
function afterPause(afterMs: number | null): SendOutcome {
  return { kind: "later", afterMs: Math.max(afterMs ?? 0, 1_000), detail: "The provider asks for a pause." }
}

/**
 * One call a message, for providers that take no batches; one outcome each, in their order. Time-outs count from the real
 * beginning of a call. `send` never throws.
 * A call that got no answer leaves its message `unknown`, and whether it was even connected nobody can tell (workerd says
 * "Network connection lost." of either): while the provider's end is gone each batch must risk one message, not all. So
 * the first goes alone, and after an `unknown` none begins.
 */
export async function sendEach<M>(
  messages: readonly M[],
  send: (message: M) => Promise<SendOutcome>,
): Promise<SendOutcome[]> {
  return await sendTo(messages, send, true)
}

/** As `sendEach`, for messages that go to many ends: the silence of one says nothing of the others. */
export async function sendEachElsewhere<M>(
  messages: readonly M[],
  send: (message: M) => Promise<SendOutcome>,
): Promise<SendOutcome[]> {
  return await sendTo(messages, send, false)
}

async function sendTo<M>(
  messages: readonly M[],
  send: (message: M) => Promise<SendOutcome>,
  toOneEnd: boolean,
): Promise<SendOutcome[]> {
  const batch: { stop: SendOutcome | null } = { stop: null }
  const timer = setTimeout(() => {
    batch.stop ??= notBegun
  }, beginMaxMs)
  const one = async (message: M): Promise<SendOutcome> => {
    if (batch.stop !== null) return batch.stop
    const outcome = await send(message)
    if (toOneEnd && outcome.kind === "unknown") batch.stop = afterSilence
    if (toOneEnd && outcome.kind === "retry" && outcome.throttled) batch.stop = afterPause(outcome.afterMs)
    return outcome
  }
  const alone = toOneEnd ? messages.slice(0, 1) : []
  const first = await inParallel(alone, 1, one)
  const rest = await inParallel(messages.slice(alone.length), callsAtOnce, one)
  clearTimeout(timer)
  return [...first, ...rest]
}
