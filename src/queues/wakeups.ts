import type { DeliveryWakeup } from "../engine/types"
import type { WakeupMessage } from "../env"

/**
 * All wake-ups of a batch. One that is handed out again may be of an invocation that died with its work done, before the
 * read model heard of it: then only the member's object knows, and leave that came along is not relied upon.
 */
export function wakeupsOf(batch: MessageBatch<WakeupMessage | DeliveryWakeup>): DeliveryWakeup[] {
  return batch.messages.flatMap(({ body, attempts }) => {
    // A release before this one sent them singly.
    const wakeups = "wakeups" in body ? body.wakeups : [body]
    return attempts > 1 ? wakeups.map(({ leave: _, ...wakeup }) => wakeup) : wakeups
  })
}
