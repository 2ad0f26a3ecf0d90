import { outboundPolicy, refusedAddress } from "../content/outbound-address"
import { configOf, type StoredProvider } from "../db/providers"
import type { SendOrder } from "../engine/types"
import type { Env } from "../env"
import { publicOrigin } from "../platform/origin"
import type { OutboundMessage, SendOutcome } from "../providers/provider"
import { handOver, type Route } from "./hand-over"
import { blockedCode, reachableKinds, type Shot, settledByTargets, shotsOf, type Tried } from "./push-targets"
import { type Admitted, admit } from "./rate"
import type { Settled } from "./sender"

/** A push message that is ready to go. */
export interface ReadyPush {
  order: SendOrder
  message: OutboundMessage
}

/** As `admit`: a message waits until each provider of its member's devices has a turn for it (SEND-4). */
export async function admitPush(env: Env, route: Route, orders: readonly SendOrder[]): Promise<Admitted> {
  let go = [...orders]
  const later: Settled[] = []
  for (const kind of reachableKinds(route.stored)) {
    const concerned = go.filter((order) => order.profile.push.some((target) => target.kind === kind))
    const admitted = await admit(env, { ...route, kind }, concerned)
    const waiting = new Set(admitted.later.map((one) => one.order))
    later.push(...admitted.later)
    go = go.filter((order) => !waiting.has(order))
  }
  return { go, later }
}

/**
 * Gives each message to all of its member's targets, each once, by the provider of its kind (DEL-21); one outcome a
 * message, in their order.
 * @param now epoch ms
 */
export async function handOverPush(
  env: Env,
  { stored, now }: { stored: StoredProvider; now: number },
  ready: readonly ReadyPush[],
): Promise<Settled[]> {
  const reachable = reachableKinds(stored)
  const shots = ready.map(({ order, message }) => shotsOf(order, message, reachable))
  const refusals = await blocked(env, stored, shots.flat())
  const open = shots.flat().filter((shot) => !refusals.has(shot))
  const outcomes = new Map<Shot, SendOutcome>(refusals)
  const byKind = Map.groupBy(open, (shot) => shot.target.kind)
  await Promise.all(
    [...byKind].map(async ([kind, ofKind]) => {
      const route = { channel: "push" as const, kind, stored, now }
      const answers = await handOver(
        env,
        route,
        ofKind.map((shot) => shot.message),
      )
      for (const [index, shot] of ofKind.entries()) {
        const answer = answers[index]
        if (answer !== undefined) outcomes.set(shot, answer)
      }
    }),
  )
  return ready.map(({ order }, index) => {
    const tried = (shots[index] ?? []).map((shot): Tried => ({ ...shot, outcome: outcomes.get(shot) }))
    return { order, result: settledByTargets(order, tried, now) }
  })
}

async function blocked(env: Env, stored: StoredProvider, shots: readonly Shot[]): Promise<Map<Shot, SendOutcome>> {
  const refusals = new Map<Shot, SendOutcome>()
  for (const shot of shots) {
    const detail = shot.target.kind === "webpush" ? await refusedEndpoint(env, stored, shot.target.endpoint) : null
    if (detail !== null) refusals.set(shot, { kind: "refused", permanent: true, code: blockedCode, detail })
  }
  return refusals
}

/** Why the endpoint of a web push subscription is not called, or null: it comes from outside, and may name any address (API-5). */
export async function refusedEndpoint(env: Env, stored: StoredProvider, endpoint: string): Promise<string | null> {
  // With an address of its own the provider calls that one, which was checked with the settings.
  if (configOf(stored, "webpush").baseUrl !== null) return null
  const origin = await publicOrigin(env)
  return refusedAddress(endpoint, outboundPolicy(env.OUTBOUND_ALLOW, origin === "" ? null : origin))
}
