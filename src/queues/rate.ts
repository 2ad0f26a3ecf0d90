import { configOf } from "../db/providers"
import type { SendOrder } from "../engine/types"
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
  const rate = env.RATE.getByName(`${route.channel} ${route.kind}`)
  const take = async (all: readonly { held: boolean }[]) => {
    const returning = all.filter((one) => one.held).length
    return await withRetry(async () => await rate.take({ perSecond, returning, fresh: all.length - returning }))
  }
  // Those that have waited for their turn come first: the waits are given in that order.
  let waiting = orders
    .map((order) => ({ order, held: order.turnAt !== undefined }))
    .toSorted((a, b) => Number(b.held) - Number(a.held))
  const go: SendOrder[] = []
  let slept = 0
  for (;;) {
    const waits = await take(waiting)
    go.push(...waiting.filter((_, index) => waits[index] === 0).map(({ order }) => order))
    const left = waiting.flatMap(({ order }, index) => (waits[index] === 0 ? [] : [{ order, wait: waits[index] ?? 0 }]))
    const next = Math.min(...left.map(({ wait }) => wait))
    if (left.length === 0 || !clockHeld() || slept + next > heldWaitMaxMs) return { go, later: left.map(later) }
    slept += next
    await scheduler.wait(next)
    waiting = left.map(({ order }) => ({ order, held: true }))
  }
}

function later({ order, wait }: { order: SendOrder; wait: number }): Settled {
  const retryAt = appClock.now() + Math.ceil(wait)
  return { order, result: { status: "retry", retryAt, detail: "The send rate has no turn before.", turn: true } }
}
