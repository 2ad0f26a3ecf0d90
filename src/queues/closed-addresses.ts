import type { SendOrder } from "../engine/types"
import type { Env } from "../env"
import { closedDeliveries } from "../platform/closed-addresses"
import type { MessageChannel } from "../providers/provider"
import type { Settled } from "./sender"

const closed = {
  status: "skipped",
  reason: "suppressed",
  detail: "The address is of a member who was erased.",
} as const

/** Parts orders from those to addresses of erased members: these are not written to, whoever comes with them (UNS-11). */
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
