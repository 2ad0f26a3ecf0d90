import { slicesOf } from "../core/chunks"
import { providerOf, readProvider } from "../db/providers"
import type { DeliveryWakeup, SendOrder } from "../engine/types"
import type { Env } from "../env"
import { mapBounded } from "../platform/retry"
import type { MessageChannel, OutboundMessage } from "../providers/provider"
import { findProvider } from "../providers/registry"
import { messagesKept, noteAttempts, type Tried } from "./attempts"
import { withoutClosed } from "./closed-addresses"
import { type Composed, composeOrder, type SavedMessages } from "./compose"
import { chosenRoute, handOver, type Route, resultOf } from "./hand-over"
import { admitPush, handOverPush } from "./push"
import { admit, byTurns } from "./rate"
import { consume, type Round, type Sender, type Settled } from "./sender"
import { jobOf } from "./subject"

/** Wake-ups of one round: a cancel is answered when the rounds under way are done (CAM-4). */
const roundSize = 100
/** While one round waits for the provider, the next is made ready. */
const roundsWidth = 2

/** Consumer of a message channel's queue (SEND-1). */
export async function consumeChannel(
  env: Env,
  channel: MessageChannel,
  wakeups: readonly DeliveryWakeup[],
): Promise<void> {
  const sender = messageSender(channel)
  const rounds = slicesOf(wakeups, roundSize)
  const { failed } = await mapBounded(rounds, roundsWidth, (round) => consume(env, sender, round))
  if (failed[0] !== undefined) throw failed[0].error
}

/** Renders messages and hands them to the channel's provider. */
function messageSender(channel: MessageChannel): Sender {
  return {
    tellsAtOnce: false,
    reads: (env) => [providerOf(env.DB, channel)],
    takesLeave: ([provider]) => {
      const { kind } = readProvider(provider)
      return findProvider(channel, kind ?? "outbox")?.idempotent === true
    },
    async send(round, orders, [provider]) {
      const route = chosenRoute(channel, readProvider(provider), round.now)
      const admitting = (some: readonly SendOrder[]) => (isAimed(route) ? admitPush : admit)(round.env, route, some)
      const settled: Settled[] = []
      for await (const { go, later } of byTurns(admitting, orders)) {
        settled.push(...later, ...(await attempt(round, route, go)))
      }
      return settled
    },
  }
}

/** Whether its messages go to every device of a member by the provider of its kind. */
function isAimed({ channel, kind }: Route): boolean {
  return channel === "push" && kind !== "outbox"
}

/** One attempt at each order; gives what becomes of each. */
async function attempt(round: Round, route: Route, orders: readonly SendOrder[]): Promise<Settled[]> {
  if (orders.length === 0) return []
  const { env } = round
  const { open, closed } = await withoutClosed(env, route.channel, orders)
  const kept = await messagesKept(env, open)
  const composed = await compose(round, open, kept)
  const ready = composed.flatMap((one) => ("message" in one ? [one] : []))
  const without: Settled[] = composed.flatMap((one) => ("result" in one ? [one] : []))
  const tried = await send(env, route, ready)
  await noteAttempts(env, route, { tried, kept })
  return [...closed, ...without, ...tried]
}

/** Each order's message: the one that was sent before, if it was, else rendered now. */
async function compose(
  { env, controls }: Round,
  orders: readonly SendOrder[],
  kept: ReadonlyMap<string, OutboundMessage>,
): Promise<Composed[]> {
  const saved: SavedMessages = new Map()
  return await Promise.all(
    orders.map(async (order) => {
      const message = kept.get(order.deliveryId)
      if (message !== undefined) return { order, message }
      return await composeOrder(order, await jobOf(env, order, controls.get(order.campaignId)), saved)
    }),
  )
}

async function send(
  env: Env,
  route: Route,
  ready: readonly { order: SendOrder; message: OutboundMessage }[],
): Promise<Tried[]> {
  if (isAimed(route)) {
    const settled = await handOverPush(env, route, ready)
    return ready.flatMap(({ order, message }, index) => {
      const result = settled[index]?.result
      return result === undefined ? [] : [{ order, message, result, reached: true }]
    })
  }
  const messages = ready.map((one) => one.message)
  const outcomes = await handOver(env, route, messages)
  return ready.map(({ order, message }, index) => {
    const outcome = outcomes[index]
    return {
      order,
      message,
      result: resultOf(order, message, outcome, route.now),
      reached: outcome?.kind !== "refused" && outcome?.kind !== "later",
    }
  })
}
