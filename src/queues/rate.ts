import { configOf } from "../db/providers"
import type { SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import { appClock, clockHeld } from "../platform/clock"
import { withRetry } from "../platform/retry"
import type { Route } from "./hand-over"
import type { Settled } from "./sender"

/** How long messages wait here for their turn while the local clock is held, in ms of real time: turns go by that. */
const heldWaitMaxMs = 20_000

/** What may leave now, and what comes back at its turn. */
export interface Admitted {
  go: SendOrder[]
  later: Settled[]
}

/**
 * Lets through what the provider's send rate allows now (SEND-4); what is over comes back at its turn, which counts as no
 * attempt. Without a rate everything may leave and nobody is asked.
 */
export async function admit(env: Env, route: Route, orders: readonly SendOrder[]): Promise<Admitted> {
  const perSecond = configOf(route.stored, route.kind).ratePerSecond
  if (perSecond === null || orders.length === 0) return { go: [...orders], later: [] }
  // Those that have waited for their turn come first: the waits are given in that order.
  const [returning, fresh] = [orders.filter(hasTurn), orders.filter((order) => !hasTurn(order))]
  const rate = env.RATE.getByName(`${route.channel} ${route.kind}`)
  const ask = { perSecond, returning: returning.length, fresh: fresh.length }
  const waits = await withRetry(async () => await rate.take(ask))
  const turns = [...returning, ...fresh].map((order, index) => ({ order, wait: waits[index] ?? 0 }))
  return {
    go: turns.filter(({ wait }) => wait === 0).map(({ order }) => order),
    later: turns.filter(({ wait }) => wait > 0).map(later),
  }
}

function hasTurn({ turnAt }: SendOrder): boolean {
  return turnAt !== undefined
}

function later({ order, wait }: { order: SendOrder; wait: number }): Settled {
  const retryAt = appClock.now() + Math.ceil(wait)
  return { order, result: { status: "retry", retryAt, detail: "The send rate has no turn before.", turn: true } }
}

/**
 * What may leave, group by group: one group, but while the local clock is held. Turns go by real time, which the held clock
 * knows nothing of: there the next ones are waited for.
 * @param admitting `admit` for the route
 */
export async function* byTurns(
  admitting: (orders: readonly SendOrder[]) => Promise<Admitted>,
  orders: readonly SendOrder[],
): AsyncGenerator<Admitted> {
  let waiting = orders
  for (let slept = 0; ; ) {
    const admitted = await admitting(waiting)
    const next = Math.min(...admitted.later.map(({ result }) => retryOf(result))) - appClock.now()
    if (admitted.later.length === 0 || !clockHeld() || slept + next > heldWaitMaxMs) {
      yield admitted
      return
    }
    yield { go: admitted.go, later: [] }
    await scheduler.wait(next)
    slept += next
    waiting = admitted.later.map(({ order, result }) => ({ ...order, turnAt: retryOf(result) }))
  }
}

/** When what was put off comes back (epoch ms). */
function retryOf(result: SettleResult): number {
  return result.status === "retry" ? result.retryAt : appClock.now()
}
