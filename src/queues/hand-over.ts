import { assertNever } from "../core/assert"
import { chunksOf } from "../core/chunks"
import { realRandom } from "../core/random"
import { outboxStatement } from "../db/outbox"
import type { ChosenProvider } from "../db/providers"
import type { SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import { publicOrigin } from "../platform/origin"
import type { MessageChannel, OutboundMessage, OutboxStore, Provider, SendOutcome } from "../providers/provider"
import { findProvider } from "../providers/registry"
import { retryAt } from "./backoff"

/** Of one statement; a bound value may have 2 MB. */
const outboxStatementMax = { items: 500, chars: 900_000 }

/** Gives messages to the channel's provider; one outcome a message, in their order. `now` in epoch ms. */
export async function handOver(
  env: Env,
  { channel, chosen, now }: { channel: MessageChannel; chosen: ChosenProvider; now: number },
  messages: readonly OutboundMessage[],
): Promise<SendOutcome[]> {
  if (messages.length === 0) return []
  const provider: Provider | null = findProvider(channel, chosen.kind)
  if (provider === null)
    return messages.map(() => ({ kind: "retry", afterMs: null, detail: `No provider ${chosen.kind}.` }))
  const outbox: OutboxStore = {
    insert: async (all, at) => {
      for (const part of chunksOf(all, outboxStatementMax)) await outboxStatement(env.DB, part, at).run()
    },
  }
  return await provider.sendAll(messages, chosen.settings, {
    fetch: (input, init) => fetch(input, init),
    now: () => now,
    outbox,
    reportUrl: await reportUrlOf(env, channel, chosen.kind),
  })
}

/** Where a provider's callbacks are taken (SEND-5). */
async function reportUrlOf(env: Env, channel: MessageChannel, kind: string): Promise<string | null> {
  const origin = await publicOrigin(env)
  return origin === "" ? null : `${origin}/webhooks/providers/${channel}/${kind}`
}

/** What a member is told of its delivery's outcome. */
export function resultOf(
  order: SendOrder,
  message: OutboundMessage,
  outcome: SendOutcome | undefined,
  now: number,
): SettleResult {
  const again = (detail: string, afterMs: number | null = null) => retryAt(order, { now, afterMs, detail }, realRandom)
  switch (outcome?.kind) {
    case "accepted":
      return { status: "sent", at: now, providerId: outcome.providerId, to: message.to }
    case "refused":
      if (outcome.permanent)
        return { status: "failed", reason: "failedPermanently", detail: `${outcome.code}: ${outcome.detail}` }
      return again(`${outcome.code}: ${outcome.detail}`)
    case "retry":
      return again(outcome.detail, outcome.afterMs)
    case "unknown":
      return { status: "unknown", detail: outcome.detail }
    case undefined:
      return again("The provider gave no answer for this message.")
    default:
      return assertNever(outcome)
  }
}
