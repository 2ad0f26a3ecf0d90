import { slicesOf } from "../core/chunks"
import type { Channel, DeliveryWakeup, OutboundChannel } from "../engine/types"
import type { Env } from "../env"
import { documentSender } from "./documents"
import { consume, type Sender } from "./sender"
import { serviceSender } from "./service-calls"
import { staffSender } from "./staff"

/**
 * Effects done at once. A service may take a minute to answer, and until all of a round have, none of it is told; in
 * production an invocation has six connections.
 */
const roundSize = { local: 100, production: 6 }

const senders: Record<Exclude<OutboundChannel, Channel>, Sender> = {
  webhook: serviceSender,
  pdf: documentSender,
  staff: staffSender,
}

function isIntegration(channel: OutboundChannel): channel is keyof typeof senders {
  return Object.hasOwn(senders, channel)
}

/** Consumer of what steps do beside writing to members: calls, documents, notes (FLOW-9, FLOW-10). */
export async function consumeIntegration(env: Env, wakeups: readonly DeliveryWakeup[]): Promise<void> {
  const size = env.LOCAL === "true" ? roundSize.local : roundSize.production
  for (const [channel, group] of Map.groupBy(wakeups, (wakeup) => wakeup.channel)) {
    if (!isIntegration(channel)) throw new Error(`Deliveries of the channel ${channel} have a queue of their own`)
    for (const round of slicesOf(group, size)) await consume(env, senders[channel], round)
  }
}
