import { providerOf, readProvider } from "../db/providers"
import type { DeliveryWakeup } from "../engine/types"
import type { Env } from "../env"
import type { MessageChannel } from "../providers/provider"
import { composeOrder, type SavedMessages } from "./compose"
import { chosenRoute, handOver, resultOf } from "./hand-over"
import { handOverPush } from "./push"
import { consume, type Sender } from "./sender"
import { jobOf } from "./subject"

/** Consumer of a message channel's queue (SEND-1). */
export async function consumeChannel(
  env: Env,
  channel: MessageChannel,
  wakeups: readonly DeliveryWakeup[],
): Promise<void> {
  await consume(env, messageSender(channel), wakeups)
}

/** Renders messages and hands them to the channel's provider. */
function messageSender(channel: MessageChannel): Sender {
  return {
    tellsAtOnce: false,
    reads: (env) => [providerOf(env.DB, channel)],
    async send({ env, controls, now }, orders, [provider]) {
      const saved: SavedMessages = new Map()
      const composed = await Promise.all(
        orders.map(async (order) =>
          composeOrder(order, await jobOf(env, order, controls.get(order.campaignId)), saved),
        ),
      )
      const ready = composed.flatMap((one) => ("message" in one ? [one] : []))
      const without = composed.flatMap((one) => ("result" in one ? [one] : []))
      const route = chosenRoute(channel, readProvider(provider), now)
      if (channel === "push" && route.kind !== "outbox") return [...without, ...(await handOverPush(env, route, ready))]
      const outcomes = await handOver(
        env,
        route,
        ready.map((one) => one.message),
      )
      return [
        ...without,
        ...ready.map(({ order, message }, index) => ({
          order,
          result: resultOf(order, message, outcomes[index], now),
        })),
      ]
    },
  }
}
