import { controlsById, readControls } from "../db/controls"
import { memberSeqs, readSeqs } from "../db/member-rows"
import { type ChosenProvider, providerOf, readProvider } from "../db/providers"
import type { DeliveryWakeup, SendOrder, SettleResult } from "../engine/types"
import type { Env } from "../env"
import type { BeginResult } from "../member/calls"
import { appClock } from "../platform/clock"
import { rememberControls } from "../platform/definitions"
import { callsWidth, memberStub, settleFlush } from "../platform/members"
import { mapBounded, withRetry } from "../platform/retry"
import { type Flush, mergeFlushes } from "../platform/send"
import type { MessageChannel } from "../providers/provider"
import { composeOrder } from "./compose"
import { whileSending } from "./give-way"
import { handOver, resultOf } from "./hand-over"
import { type Controls, controlsOf, crowdSize, enqueueReport, settleReports, wakeupOf } from "./settle"

interface Settled {
  order: SendOrder
  result: SettleResult
}

/** One batch of wake-ups on its way through the consumer. */
interface Round {
  env: Env
  channel: MessageChannel
  /** Read after the campaigns' tickets were taken. */
  controls: Controls
  /** Epoch ms: when its messages are handed over. Members of a batch share the instant. */
  now: number
}

/**
 * Consumer of a message channel's queue (SEND-1). Each wake-up is taken as a question: the campaign's gate and the
 * member's object say whether something is to be sent now (SEND-6), the provider gets it, the object is told.
 * What fails half-way stays in the member's outbox and is sent again with the same key.
 */
export async function consumeChannel(
  env: Env,
  channel: MessageChannel,
  wakeups: readonly DeliveryWakeup[],
): Promise<void> {
  const { round, settled, refused } = await whileSending(sendBatch(env, channel, wakeups))
  const report = { at: round.now, settled: settled.map(({ order, result }) => ({ ...wakeupOf(order), result })) }
  if (settled.length >= crowdSize) {
    await enqueueReport(env, report)
    await settleFlush(env, mergeFlushes(refused))
  } else await settleReports(env, [report], round.controls, refused)
}

/** Everything up to the provider's answers, and the tickets given back. */
async function sendBatch(
  env: Env,
  channel: MessageChannel,
  wakeups: readonly DeliveryWakeup[],
): Promise<{ round: Round; settled: Settled[]; refused: Flush[] }> {
  const unique = [...new Map(wakeups.map((wakeup) => [wakeup.deliveryId, wakeup])).values()]
  const tickets = await takeTickets(env, new Set(unique.map((wakeup) => wakeup.campaignId)))
  const refused: Flush[] = []
  const round: Round = { env, channel, controls: new Map(), now: appClock.now() }
  let settled: Settled[]
  try {
    const known = await look(env, channel, unique)
    round.controls = known.controls
    const orders: SendOrder[] = []
    for (const answer of await begin(round, unique, known.seqs)) {
      if (answer.kind === "go") orders.push(answer.order)
      else refused.push(answer.flush)
    }
    round.now = appClock.now()
    settled = await send(round, known.provider, orders)
  } finally {
    await Promise.all(tickets.map(({ id, ticket }) => env.CAMPAIGN.getByName(id).giveBack(ticket)))
  }
  return { round, settled, refused }
}

/** Holding a campaign's ticket keeps a cancel from being answered before we are done. */
async function takeTickets(env: Env, campaignIds: ReadonlySet<string>): Promise<{ id: string; ticket: number }[]> {
  return await Promise.all(
    [...campaignIds].map(async (id) => ({
      id,
      ticket: await withRetry(async () => await env.CAMPAIGN.getByName(id).takeTicket()),
    })),
  )
}

/** All that the batch needs to know, in one read of the primary. */
async function look(env: Env, channel: MessageChannel, wakeups: readonly DeliveryWakeup[]) {
  const [controlRows, seqRows, providerRows] = (await env.DB.batch([
    controlsById(env.DB, [...new Set(wakeups.map((wakeup) => wakeup.campaignId))]),
    memberSeqs(
      env.DB,
      wakeups.map((wakeup) => wakeup.memberId),
    ),
    providerOf(env.DB, channel),
  ])) as [D1Result, D1Result, D1Result]
  const controls = readControls(controlRows)
  rememberControls(controls)
  return {
    controls: new Map(controls.map((control) => [control.id, control])),
    seqs: readSeqs(seqRows),
    provider: readProvider(providerRows),
  }
}

/** Asks each member's object for leave to send. */
async function begin(
  { env, controls }: Round,
  wakeups: readonly DeliveryWakeup[],
  seqs: ReadonlyMap<string, number>,
): Promise<BeginResult[]> {
  const { done, failed } = await mapBounded(wakeups, callsWidth, ({ memberId, deliveryId, campaignId }) => {
    const call = { deliveryId, controls: controlsOf(controls, campaignId), projectedSeq: seqs.get(memberId) ?? 0 }
    return withRetry(async () => (await memberStub(env, memberId).begin(call)) as BeginResult)
  })
  // Their outbox rows stay, and the sweeper comes back to them.
  for (const { error } of failed) console.error("A delivery could not begin", error)
  return done
}

/** Renders and hands over; gives what each member is to be told. */
async function send(
  { env, channel, controls, now }: Round,
  provider: ChosenProvider,
  orders: readonly SendOrder[],
): Promise<Settled[]> {
  const composed = await Promise.all(
    orders.map((order) => composeOrder(env, order, controls.get(order.campaignId) ?? null)),
  )
  const ready = composed.flatMap((one) => ("message" in one ? [one] : []))
  const failed = composed.flatMap((one) => ("result" in one ? [one] : []))
  const outcomes = await handOver(
    env,
    channel,
    provider,
    ready.map((one) => one.message),
    now,
  )
  return [
    ...failed,
    ...ready.map(({ order, message }, index) => ({ order, result: resultOf(order, message, outcomes[index], now) })),
  ]
}
