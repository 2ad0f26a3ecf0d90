import { outboundPolicy, refusedAddress, refusedHost } from "../content/outbound-address"
import { assertNever } from "../core/assert"
import { chunksOf } from "../core/chunks"
import { realRandom } from "../core/random"
import { outboxStatement } from "../db/outbox"
import { configOf, type StoredProvider } from "../db/providers"
import type { SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import { openCredentials } from "../platform/credentials"
import { publicOrigin } from "../platform/origin"
import { connectTcp } from "../platform/tcp"
import type {
  MessageChannel,
  OutboundMessage,
  OutboxStore,
  Provider,
  ProviderPorts,
  ProviderSettings,
  SendOutcome,
} from "../providers/provider"
import { findProvider } from "../providers/registry"
import { laterAt, retryAt } from "./backoff"

/** Of one statement; a bound value may have 2 MB. */
const outboxStatementMax = { items: 500, chars: 900_000 }

/** To whom messages are given. */
export interface Route {
  channel: MessageChannel
  kind: string
  stored: StoredProvider
  /** Epoch ms. */
  now: number
}

/** The route of a channel whose messages all go to the chosen provider: the built-in outbox when none was chosen (SEND-2). */
export function chosenRoute(channel: MessageChannel, stored: StoredProvider, now: number): Route {
  return { channel, kind: stored.kind ?? "outbox", stored, now }
}

/** Gives messages to a provider; one outcome a message, in their order. */
export async function handOver(env: Env, route: Route, messages: readonly OutboundMessage[]): Promise<SendOutcome[]> {
  if (messages.length === 0) return []
  const later = (detail: string): SendOutcome[] => messages.map(() => ({ kind: "retry", afterMs: null, detail }))
  const provider: Provider | null = findProvider(route.channel, route.kind)
  if (provider === null) return later(`No provider ${route.kind}.`)
  const settings = await settingsOf(env, provider, route)
  if (typeof settings === "string") return later(settings)
  const outcomes = await provider.sendAll(messages, settings, await portsOf(env, route))
  return outcomes.map((outcome) => withoutSecrets(outcome, settings))
}

/** A provider's settings, or why it cannot be used now; a person mends that, and the messages wait. */
export async function settingsOf(
  env: Env,
  provider: Provider,
  { kind, stored }: Pick<Route, "kind" | "stored">,
): Promise<ProviderSettings | string> {
  const { baseUrl, credentials: sealed } = configOf(stored, kind)
  const origin = await publicOrigin(env)
  const policy = outboundPolicy(env.OUTBOUND_ALLOW, origin === "" ? null : origin)
  const refusal = baseUrl === null ? null : refusedAddress(baseUrl, policy)
  if (refusal !== null) return refusal
  try {
    const parsed = provider.credentials.safeParse(await openCredentials(env, sealed))
    if (!parsed.success) return `The provider ${kind} is not set up.`
    const named = provider.hostOf?.(parsed.data)
    const refused = named === undefined ? null : refusedHost(named, policy)
    return refused ?? { baseUrl, credentials: parsed.data }
  } catch (error) {
    console.error("The credentials of a provider cannot be read", error)
    return "The provider's credentials cannot be read: give them again."
  }
}

async function portsOf(env: Env, { channel, kind, now }: Route): Promise<ProviderPorts> {
  const outbox: OutboxStore = {
    insert: async (all, at) => {
      for (const part of chunksOf(all, outboxStatementMax)) await outboxStatement(env.DB, part, at).run()
    },
  }
  return {
    fetch: (input, init) => fetch(input, init),
    connect: connectTcp,
    now: () => now,
    outbox,
    reportUrl: await reportUrlOf(env, channel, kind),
    file: async (key) => {
      const object = await env.DOCUMENTS.get(key)
      return object === null ? null : new Uint8Array(await object.arrayBuffer())
    },
  }
}

/** Where a provider's callbacks are taken (SEND-5). */
async function reportUrlOf(env: Env, channel: MessageChannel, kind: string): Promise<string | null> {
  const origin = await publicOrigin(env)
  return origin === "" ? null : `${origin}/webhooks/providers/${channel}/${kind}`
}

/** Shorter ones are no secrets, and would be found everywhere. */
const secretCharactersMin = 6

/** Providers tend to quote a key that they refuse; people who read the reason must not see it (SEC-32). */
function withoutSecrets(outcome: SendOutcome, { credentials }: ProviderSettings): SendOutcome {
  if (outcome.kind === "accepted") return outcome
  const secrets = Object.values(credentials as Record<string, unknown>).filter(
    (value): value is string => typeof value === "string" && value.length >= secretCharactersMin,
  )
  return { ...outcome, detail: secrets.reduce((detail, one) => detail.replaceAll(one, "•••"), outcome.detail) }
}

/** What a member is told of its delivery's outcome. */
export function resultOf(
  order: SendOrder,
  message: OutboundMessage,
  outcome: SendOutcome | undefined,
  now: number,
): SettleResult {
  const again = (detail: string, afterMs: number | null = null, throttled = false) =>
    retryAt(order, { now, afterMs, detail, throttled }, realRandom)
  switch (outcome?.kind) {
    case "accepted":
      return { status: "sent", at: now, providerId: outcome.providerId, to: message.to }
    case "refused": {
      const { permanent, address } = outcome
      const detail = `${outcome.code}: ${outcome.detail}`
      const closes = address === "stop" || address === "hardBounce"
      const closed = closes ? { closed: { address: message.to, reason: address } } : {}
      return permanent
        ? { status: "failed", reason: "failedPermanently", detail, ...closed }
        : { ...again(detail), ...closed }
    }
    case "retry":
      return again(outcome.detail, outcome.afterMs, outcome.throttled)
    case "later":
      return laterAt(outcome, now)
    case "unknown":
      return { status: "unknown", detail: outcome.detail }
    case undefined:
      return again("The provider gave no answer for this message.")
    default:
      return assertNever(outcome)
  }
}
