import { chunksOf } from "../core/chunks"
import { ambientStamp, readStamp } from "../db/rules"
import type { CampaignControl, DeliveryPlace } from "../engine/types"
import type { Env, SettledMessage } from "../env"
import { readFreshControls } from "../platform/definitions"
import { receiveAll, settleFlush } from "../platform/members"
import { enqueue, type Flush, mergeFlushes } from "../platform/send"
import { giveWay } from "./give-way"

/**
 * Deliveries of a batch from which its outcomes go through a queue of their own: the next batch can go out while members
 * are still being told of this one. When thousands are due at one instant, what leaves late counts more than what is
 * booked late. Fewer are told at once: a message of their own would cost as much as they do.
 */
export const crowdSize = 50
/** Of one message, which may have 128 kB. */
const reportMax = { items: 100, chars: 40_000 }

/** The controls of campaigns by id. */
export type Controls = ReadonlyMap<string, CampaignControl>

/** A delivery's place, without the rest of an order. */
export function placeOf({ deliveryId, memberId, campaignId, channel }: DeliveryPlace): DeliveryPlace {
  return { deliveryId, memberId, campaignId, channel }
}

/** Sends outcomes to the consumer below. */
export async function enqueueReport(env: Env, report: SettledMessage): Promise<void> {
  for (const settled of chunksOf(report.settled, reportMax)) await enqueue(env.QUEUE_SETTLED, [{ ...report, settled }])
}

/** Consumer of outcomes. What is lost on the way stays in the members' outboxes and is sent again with the same key. */
export async function consumeSettled(env: Env, batch: MessageBatch<SettledMessage>): Promise<void> {
  await giveWay()
  const reports = batch.messages.map((message) => message.body)
  const ids = new Set(reports.flatMap((report) => report.settled.map((one) => one.campaignId)))
  const [controls, stamps] = await Promise.all([readFreshControls(env, [...ids]), ambientStamp(env.DB).all()])
  const known = { controls: new Map(controls.map((control) => [control.id, control])), stamp: readStamp(stamps).text }
  await settleReports(env, reports, known)
}

/** Tells each member's object what became of its delivery; its run goes on from there. */
export async function settleReports(
  env: Env,
  reports: readonly SettledMessage[],
  known: { controls: Controls; stamp: string },
): Promise<void> {
  await settleFlush(env, mergeFlushes(await tellMembers(env, reports, known)))
}

/** Only the telling; what follows from it is the caller's to send on. */
export async function tellMembers(
  env: Env,
  reports: readonly SettledMessage[],
  { controls, stamp }: { controls: Controls; stamp: string },
): Promise<Flush[]> {
  const calls = reports.flatMap(({ at, settled }) =>
    settled.map(({ deliveryId, memberId, campaignId, result, projectedSeq }) => {
      const inputs = [{ kind: "deliverySettled" as const, deliveryId, result }]
      const call = { inputs, controls: controlsOf(controls, campaignId), stamp, at }
      return { memberId, call: projectedSeq === undefined ? call : { ...call, projectedSeq } }
    }),
  )
  const { done, failed } = await receiveAll(env, calls)
  for (const { error } of failed) console.error("A member could not be told of its delivery", error)
  return done
}

/** What is known of a delivery's campaign, and of those whose messages it reuses. */
export function controlsOf(controls: Controls, campaignId: string): CampaignControl[] {
  const control = controls.get(campaignId)
  return control ? [control, ...control.uses.campaignIds.flatMap((id) => controls.get(id) ?? [])] : []
}
