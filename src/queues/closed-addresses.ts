import type { SendOrder } from "../engine/types"
import type { Env } from "../env"
import { closedDeliveries } from "../platform/closed-addresses"
import type { MessageChannel } from "../providers/provider"
import type { Settled } from "./sender"

const closed = {
  status: "skipped",
  reason: "suppressed",
  detail: "The address is closed: it has bounced or complained, or its member was erased.",
} as const

/** Parts orders from those to addresses that are closed, whoever comes with them (SEND-5, UNS-11). */
export async function withoutClosed(
  env: Env,
  channel: MessageChannel,
  orders: readonly SendOrder[],
): Promise<{ open: readonly SendOrder[]; closed: Settled[] }> {
  const found = await closedDeliveries(env, channel, orders)
  const isClosed = ({ deliveryId }: SendOrder) => found.has(deliveryId)
  return {
    open: orders.filter((order) => !isClosed(order)),
    closed: orders.filter(isClosed).map((order) => ({ order, result: closed })),
  }
}
