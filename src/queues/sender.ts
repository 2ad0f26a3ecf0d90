import { assertNever } from "../core/assert"
import { chunksOf } from "../core/chunks"
import { realRandom } from "../core/random"
import { memberSeqs } from "../db/member-rows"
import { outboxStatement } from "../db/outbox"
import { readProvider } from "../db/providers"
import type { CampaignControl, DeliveryWakeup, MemberInput, SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import type { BeginResult } from "../member/calls"
import { appClock } from "../platform/clock"
import { rememberControls } from "../platform/definitions"
import { callsWidth, memberStub, settleFlush } from "../platform/members"
import { mapBounded, withRetry } from "../platform/retry"
import { type Flush, mergeFlushes } from "../platform/send"
import type { MessageChannel, OutboundMessage, OutboxStore, Provider, SendOutcome } from "../providers/provider"
import { findProvider } from "../providers/registry"
import { composeOrder } from "./compose"
import { retryAt } from "./backoff"

/** Of one statement; a bound value may have 2 MB. */
const outboxStatementMax = { items: 500, chars: 900_000 }

type Permits = Map<string, { control: CampaignControl | null; ticket: number }>

/** An order with its message, or with the answer when it cannot be composed. */
type Prepared = { order: SendOrder; message: OutboundMessage } | { order: SendOrder; result: SettleResult }

/**
 * Consumer of a message channel's queue (SEND-1). Each wake-up is taken as a question: the campaign's gate and the
 * member's object say whether something is to be sent now (SEND-6), the provider gets it, the object is told.
 * What fails half-way stays in the member's outbox and is sent again with the same key.
 */
export async function consumeChannel(env: Env, channel: MessageChannel, wakeups: readonly DeliveryWakeup[]): Promise<void> {
  const unique = [...new Map(wakeups.map((wakeup) => [wakeup.deliveryId, wakeup])).values()]
  const permits = await takePermits(env, new Set(unique.map((wakeup) => wakeup.campaignId)))
  let begun: BeginResult[]
  let settled: { order: SendOrder; result: SettleResult }[]
  let at: number
  const seqs = await memberSeqs(env.DB, unique.map((wakeup) => wakeup.memberId))
  try {
    begun = await begin(env, unique, permits, seqs)
    at = appClock.now()
    settled = await send(env, channel, begun.flatMap((answer) => (answer.kind === "go" ? [answer.order] : [])), permits, at)
  } finally {
    await Promise.all([...permits].map(([id, { ticket }]) => env.CAMPAIGN.getByName(id).giveBack(ticket)))
  }
  const refused = begun.flatMap((answer) => (answer.kind === "no" ? [answer.flush] : []))
  const told = await settle(env, settled, permits, at)
  await settleFlush(env, mergeFlushes([...refused, ...told]))
}

/** The present control of each campaign; holding its ticket keeps a cancel from being answered before we are done. */
async function takePermits(env: Env, campaignIds: ReadonlySet<string>): Promise<Permits> {
  const permits: Permits = new Map()
  await Promise.all(
    [...campaignIds].map(async (id) => {
      permits.set(id, await withRetry(async () => await env.CAMPAIGN.getByName(id).permit()))
    }),
  )
  rememberControls([...permits.values()].flatMap(({ control }) => control ?? []))
  return permits
}

async function begin(
  env: Env,
  wakeups: readonly DeliveryWakeup[],
  permits: Permits,
  seqs: ReadonlyMap<string, number>,
): Promise<BeginResult[]> {
  const { done, failed } = await mapBounded(wakeups, callsWidth, ({ memberId, deliveryId, campaignId }) =>
    withRetry(async () => {
      const control = permits.get(campaignId)?.control
      const known = { controls: control ? [control] : [], projectedSeq: seqs.get(memberId) ?? 0 }
      return (await memberStub(env, memberId).begin({ deliveryId, ...known })) as BeginResult
    }),
  )
  // Their outbox rows stay, and their objects' alarms come back to them.
  for (const { error } of failed) console.error("A delivery could not begin", error)
  return done
}

/** Renders and hands over; gives what each member is to be told. */
async function send(
  env: Env,
  channel: MessageChannel,
  orders: readonly SendOrder[],
  permits: Permits,
  now: number,
): Promise<{ order: SendOrder; result: SettleResult }[]> {
  const prepared: Prepared[] = []
  for (const order of orders) prepared.push(await composeOrder(env, order, permits.get(order.campaignId)?.control ?? null))
  const ready = prepared.flatMap((one) => ("message" in one ? [one] : []))
  const outcomes = ready.length > 0 ? await handOver(env, channel, ready.map((one) => one.message), now) : []
  return [
    ...prepared.flatMap((one) => ("result" in one ? [one] : [])),
    ...ready.map(({ order, message }, index) => ({ order, result: resultOf(order, message, outcomes[index], now) })),
  ]
}

async function handOver(
  env: Env,
  channel: MessageChannel,
  messages: readonly OutboundMessage[],
  now: number,
): Promise<SendOutcome[]> {
  const { kind, config } = await readProvider(env.DB, channel)
  const provider: Provider | null = findProvider(channel, kind)
  if (provider === null) return messages.map(() => ({ kind: "retry", afterMs: null, detail: `No provider ${kind}.` }))
  const outbox: OutboxStore = {
    insert: async (all, at) => {
      for (const part of chunksOf(all, outboxStatementMax)) await outboxStatement(env.DB, part, at).run()
    },
  }
  return await provider.sendAll(messages, provider.config.parse(config), { fetch, now: () => now, outbox })
}

function resultOf(order: SendOrder, message: OutboundMessage, outcome: SendOutcome | undefined, now: number): SettleResult {
  switch (outcome?.kind) {
    case "accepted":
      return { status: "sent", at: now, providerId: outcome.providerId, to: message.to }
    case "refused":
      if (outcome.permanent) return { status: "failed", reason: "failedPermanently", detail: `${outcome.code}: ${outcome.detail}` }
      return retryAt(order, now, null, `${outcome.code}: ${outcome.detail}`, realRandom)
    case "retry":
      return retryAt(order, now, outcome.afterMs, outcome.detail, realRandom)
    case "unknown":
      return { status: "unknown", detail: outcome.detail }
    case undefined:
      return retryAt(order, now, null, "The provider gave no answer for this message.", realRandom)
    default:
      return assertNever(outcome)
  }
}

async function settle(
  env: Env,
  settled: readonly { order: SendOrder; result: SettleResult }[],
  permits: Permits,
  at: number,
): Promise<Flush[]> {
  const { done, failed } = await mapBounded(settled, callsWidth, ({ order, result }) =>
    withRetry(async () => {
      const control = permits.get(order.campaignId)?.control
      const inputs: MemberInput[] = [{ kind: "deliverySettled", deliveryId: order.deliveryId, result }]
      return (await memberStub(env, order.memberId).receive({ inputs, controls: control ? [control] : [], at })) as Flush
    }),
  )
  // The provider has the message and will be asked again with the same key, which changes nothing.
  for (const { error } of failed) console.error("A member could not be told of its delivery", error)
  return done
}
