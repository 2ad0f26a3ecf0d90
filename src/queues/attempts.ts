import { chunksOf } from "../core/chunks"
import { attemptsOf, countProviderErrors, forgetAttempts, keepAttempts } from "../db/attempts"
import type { SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import type { OutboundMessage } from "../providers/provider"
import type { Route } from "./hand-over"

/** Of one statement; a bound value may have 2 MB. */
const keptMax = { items: 100, chars: 900_000 }
/** Different things that one batch may add to what providers said. */
const errorsMax = 5

/** A message that was handed over, and what its member is told. */
export interface Tried {
  order: SendOrder
  message: OutboundMessage
  result: SettleResult
  /** Whether it may have reached the provider: one that was refused has left nothing there. */
  reached: boolean
}

/** Messages of orders that were tried before, by delivery: what was said first is said again, whatever has changed since (DEL-15). */
export async function messagesKept(env: Env, orders: readonly SendOrder[]): Promise<Map<string, OutboundMessage>> {
  const again = orders.filter((order) => order.attempt > 1).map((order) => order.deliveryId)
  if (again.length === 0) return new Map()
  const { results } = await attemptsOf(env.DB, again).all<{ deliveryId: string; message: string }>()
  return new Map(results.map(({ deliveryId, message }) => [deliveryId, JSON.parse(message) as OutboundMessage]))
}

/**
 * Keeps messages that may have reached the provider and did not settle, forgets those of attempts that did, and counts
 * what the provider had against them. Writes nothing when all went well at once.
 * @param kept messages of earlier attempts
 */
export async function noteAttempts(
  env: Env,
  route: Route,
  { tried, kept }: { tried: readonly Tried[]; kept: ReadonlyMap<string, unknown> },
): Promise<void> {
  const open = tried.filter(
    ({ order, result, reached }) =>
      reached && !kept.has(order.deliveryId) && (result.status === "retry" || result.status === "unknown"),
  )
  const rows = open.map(({ order: { deliveryId, memberId }, message }) => {
    return { deliveryId, memberId, message: JSON.stringify(message) }
  })
  const over = tried.filter(({ order, result }) => kept.has(order.deliveryId) && result.status === "sent")
  const statements = [...chunksOf(rows, keptMax)].map((part) => keepAttempts(env.DB, part, route.now))
  if (over.length > 0)
    statements.push(
      forgetAttempts(
        env.DB,
        over.map(({ order }) => order.deliveryId),
      ),
    )
  const errors = errorsOf(route, tried)
  if (errors.length > 0) statements.push(countProviderErrors(env.DB, errors, route.now))
  if (statements.length > 0) await env.DB.batch(statements)
}

function errorsOf({ channel, kind }: Route, tried: readonly Tried[]) {
  const counts = new Map<string, number>()
  for (const { result } of tried) {
    // Where there was nobody to send to, the provider had nothing against it.
    if (result.status === "sent" || result.status === "skipped") continue
    if (result.status === "retry" && result.turn) continue // it was not even tried
    const detail = withoutAddresses(result.detail)
    counts.set(detail, (counts.get(detail) ?? 0) + 1)
  }
  return [...counts].slice(0, errorsMax).map(([detail, n]) => ({ channel, kind, detail, n }))
}

/** What is shown of all members together tells of none of them (MEM-8). */
function withoutAddresses(detail: string): string {
  return detail.replaceAll(/[^\s<>"'`]+@[^\s<>"'`]+/g, "…").replaceAll(/\+?\d[\d -]{6,}\d/g, "…")
}
