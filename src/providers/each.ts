import type { OutboundMessage, SendOutcome } from "./provider"

/** Calls under way at once: the runtime opens no more connections, and a time-out counts from the real beginning. */
const width = 6

/** One call a message, for providers that take no batches; one outcome each, in their order. `send` never throws. */
export async function sendEach<M extends OutboundMessage>(
  messages: readonly M[],
  send: (message: M) => Promise<SendOutcome>,
): Promise<SendOutcome[]> {
  const outcomes: SendOutcome[] = []
  let next = 0
  async function worker(): Promise<void> {
    for (let index = next++; index < messages.length; index = next++) {
      outcomes[index] = await send(messages[index] as M)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, messages.length) }, worker))
  return outcomes
}
