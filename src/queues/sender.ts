import { realClock } from "../core/clock"
import { controlsForSending, readControls } from "../db/controls"
import { memberSeqs, readSeqs } from "../db/member-rows"
import { ambientStamp, readStamp } from "../db/rules"
import type { DeliveryWakeup, SendOrder, SettleResult } from "../engine/types"
import type { Env, SettledDelivery } from "../env"
import type { BeginResult } from "../member/calls"
import { appClock } from "../platform/clock"
import { rememberControls } from "../platform/definitions"
import { holds } from "../platform/leave"
import { callsWidth, memberStub, settleFlush } from "../platform/members"
import { mapBounded, withRetry } from "../platform/retry"
import { type Flush, mergeFlushes } from "../platform/send"
import { whileSending } from "./give-way"
import { type Controls, controlsOf, crowdSize, enqueueReport, placeOf, tellMembers } from "./settle"

/** A claim older than this, in ms of real time, is one of an invocation that has died. */
const claimMaxMs = 5 * 60_000
/** Deliveries that this isolate is busy with, and since when: a doubled wake-up has nothing to do (DEL-09). */
const claims = new Map<string, number>()

/** What a member is to be told of its delivery. */
export interface Settled {
  order: SendOrder
  result: SettleResult
}

/** One batch of wake-ups on its way through the consumer. */
export interface Round {
  env: Env
  /** Read after the campaigns' tickets were taken. */
  controls: Controls
  /** What surrounds members, read with the controls. */
  stamp: string
  /** The last record of each member in the read model, read with the controls. */
  seqs: ReadonlyMap<string, number>
  /** Epoch ms: when its effects are done. Members of a batch share the instant. */
  now: number
}

/** How effects of one kind are done: messages of a channel, calls, documents, notes. */
export interface Sender {
  /** Whether members are told at once, however many: what was done is not to be done again while its outcome waits. */
  tellsAtOnce: boolean
  /** What it must know beside campaigns and members; read together with those. */
  reads(env: Env): D1PreparedStatement[]
  /**
   * Whether leave that came with a wake-up will do: what is handed over once more, because a queue gave the same wake-up to
   * two at once, is then told apart by its key (DEL-09).
   */
  takesLeave(read: readonly D1Result[]): boolean
  /**
   * Does what the orders ask for; gives what becomes of each. What throws stays in the members' outboxes.
   * @param read results of `reads`, in its order
   */
  send(round: Round, orders: readonly SendOrder[], read: readonly D1Result[]): Promise<Settled[]>
}

/**
 * Works off wake-ups of one kind (SEND-1). Each is taken as a question: the campaign's gate and the member say whether
 * something is to be done now (SEND-6), the sender does it, the member's object is told. What fails half-way stays in
 * the member's outbox and is done again with the same key.
 */
export async function consume(env: Env, sender: Sender, wakeups: readonly DeliveryWakeup[]): Promise<void> {
  const mine = claim(wakeups)
  if (mine.length > 0) await settleFlush(env, mergeFlushes(await work(env, sender, mine).finally(() => release(mine))))
}

function claim(wakeups: readonly DeliveryWakeup[]): DeliveryWakeup[] {
  const now = realClock.now()
  const mine: DeliveryWakeup[] = []
  for (const wakeup of wakeups) {
    if (now - (claims.get(wakeup.deliveryId) ?? Number.NEGATIVE_INFINITY) < claimMaxMs) continue
    claims.set(wakeup.deliveryId, now)
    mine.push(wakeup)
  }
  return mine
}

/** Before anything is sent on: the next attempt's wake-up may be among it. */
function release(mine: readonly DeliveryWakeup[]): void {
  for (const { deliveryId } of mine) claims.delete(deliveryId)
}

/** Gives what is to be sent on. */
async function work(env: Env, sender: Sender, wakeups: readonly DeliveryWakeup[]): Promise<Flush[]> {
  const { round, settled, refused } = await whileSending(sendBatch(env, sender, wakeups))
  const report = { at: round.now, settled: settled.map((one) => reportOf(one, round.seqs)) }
  if (sender.tellsAtOnce || settled.length < crowdSize)
    return [...refused, ...(await tellMembers(env, [report], round))]
  await enqueueReport(env, report)
  return refused
}

function reportOf({ order, result }: Settled, seqs: Round["seqs"]): SettledDelivery {
  const projectedSeq = seqs.get(order.memberId)
  return { ...placeOf(order), result, ...(projectedSeq === undefined ? {} : { projectedSeq }) }
}

/** Everything up to the provider's answers, and the tickets given back. */
async function sendBatch(
  env: Env,
  sender: Sender,
  wakeups: readonly DeliveryWakeup[],
): Promise<{ round: Round; settled: Settled[]; refused: Flush[] }> {
  const tickets = await takeTickets(env, new Set(wakeups.map((wakeup) => wakeup.campaignId)))
  const refused: Flush[] = []
  const round: Round = { env, controls: new Map(), stamp: "", seqs: new Map(), now: appClock.now() }
  let settled: Settled[]
  try {
    const known = await look(env, sender, wakeups)
    round.controls = known.controls
    round.stamp = known.stamp
    round.seqs = known.seqs
    const orders: SendOrder[] = []
    for (const answer of await begin(round, wakeups, sender.takesLeave(known.read))) {
      if (answer.kind === "go") orders.push(answer.order)
      else refused.push(answer.flush)
    }
    round.now = appClock.now()
    settled = await sender.send(round, orders, known.read)
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
async function look(env: Env, sender: Sender, wakeups: readonly DeliveryWakeup[]) {
  const [controlRows, seqRows, stamps, ...read] = (await env.DB.batch([
    controlsForSending(env.DB, [...new Set(wakeups.map((wakeup) => wakeup.campaignId))]),
    memberSeqs(
      env.DB,
      wakeups.map((wakeup) => wakeup.memberId),
    ),
    ambientStamp(env.DB),
    ...sender.reads(env),
  ])) as [D1Result, D1Result, D1Result, ...D1Result[]]
  const controls = readControls(controlRows)
  rememberControls(controls)
  return {
    controls: new Map(controls.map((control) => [control.id, control])),
    seqs: readSeqs(seqRows),
    stamp: readStamp(stamps).text,
    read,
  }
}

/** Leave to send: what came with the wake-up while that holds, else what the member's object says. */
async function begin(
  { env, controls, stamp, seqs }: Round,
  wakeups: readonly DeliveryWakeup[],
  takesLeave: boolean,
): Promise<BeginResult[]> {
  const given: BeginResult[] = []
  const now = appClock.now()
  const asked = wakeups.filter(({ leave, memberId, campaignId }) => {
    const known = { seq: seqs.get(memberId), control: controls.get(campaignId), now }
    if (!takesLeave || leave === undefined || !holds(leave, known)) return true
    given.push({ kind: "go", order: JSON.parse(leave.order) as SendOrder })
    return false
  })
  const { done, failed } = await mapBounded(asked, callsWidth, ({ memberId, deliveryId, campaignId }) => {
    const projectedSeq = seqs.get(memberId) ?? 0
    const call = { deliveryId, controls: controlsOf(controls, campaignId), stamp, projectedSeq }
    return withRetry(async () => (await memberStub(env, memberId).begin(call)) as BeginResult)
  })
  // Their outbox rows stay, and the sweeper comes back to them.
  for (const { error } of failed) console.error("A delivery could not begin", error)
  return [...given, ...done]
}
