import { awaitRecords, hintStatements, type MemberHint, readHints } from "../db/member-rows"
import type { ActivityRecord, DeliveryReport } from "../engine/types"
import type { Env } from "../env"
import type { ReceiveCall } from "../member/calls"
import type { MemberObject } from "../member/member-object"
import { appClock } from "./clock"
import { readFreshControls } from "./definitions"
import { project, type Strays } from "./project"
import { mapBounded, type Outcomes, withRetry } from "./retry"
import { type Flush, mergeFlushes, sendRecordsLater, sendWakeups } from "./send"

/** Calls to member objects under way at once from one invocation. */
export const callsWidth = 64

/** The object of a member (external id, matched exactly). */
export function memberStub(env: Env, memberId: string): DurableObjectStub<MemberObject> {
  return env.MEMBER.getByName(memberId)
}

export interface Delivery {
  memberId: string
  call: ReceiveCall
}

/**
 * Calls many members' objects. What follows from it is the caller's to hand on.
 * @param width calls under way at once
 */
export async function receiveAll(
  env: Env,
  calls: readonly Delivery[],
  width = callsWidth,
): Promise<Outcomes<Delivery, Flush>> {
  return await mapBounded(calls, width, ({ memberId, call }) =>
    withRetry(async () => (await memberStub(env, memberId).receive(call)) as Flush),
  )
}

/** What is to be observed when the outcome of calls is handed on. */
export interface HandOn {
  /** Must hold exactly when all records are in the read model, or told to be soon. */
  done?: D1PreparedStatement
  /**
   * Members whose records may wait a moment while something of theirs is on its way, and are told with its outcome: half the
   * rows. They are marked as due, so that none of it can get lost.
   */
  mayWait?: ReadonlySet<string>
  /** Of these, members who need no mark: in place of `done`, `handed` sees to it that they are found again. */
  newcomers?: { of: ReadonlySet<string>; handed: D1PreparedStatement }
}

/**
 * Hands inputs to many members: calls their objects, queues what they want sent, brings their records into the
 * read model, and then tells members whose campaign has changed meanwhile.
 * @param handOn left out when a call failed
 * @returns the calls that failed, for the caller to make again later
 */
export async function deliver(
  env: Env,
  calls: readonly Delivery[],
  handOn?: HandOn,
): Promise<{ item: Delivery; error: unknown }[]> {
  const { done, failed } = await receiveAll(env, calls)
  await settleFlush(env, mergeFlushes(done), failed.length === 0 ? handOn : {})
  return failed
}

/** Queues wake-ups, projects records, and tells strays of their campaigns' present state. */
export async function settleFlush(env: Env, flush: Flush, handOn: HandOn = {}): Promise<void> {
  const { done, mayWait, newcomers } = handOn
  await sendWakeups(env, flush.wakeups)
  const sending = new Set(mayWait && flush.wakeups.map((wakeup) => wakeup.memberId).filter((id) => mayWait.has(id)))
  const later = flush.records.filter(({ memberId }) => sending.has(memberId))
  const now = flush.records.filter(({ memberId }) => !sending.has(memberId))
  await sendRecordsLater(env, later)
  const known = later.filter(({ memberId }) => !newcomers?.of.has(memberId))
  const marks = known.length > 0 ? [awaitRecords(env.DB, known, appClock.now())] : []
  const last = newcomers !== undefined && known.length < later.length ? newcomers.handed : done
  const strays = await project(env, now, last === undefined ? marks : [...marks, last])
  await brakeCampaigns(env, now)
  if (strays.runs.length + strays.joins.length > 0) await tellStrays(env, strays)
}

/** Campaigns of which an email has bounced for good or was complained of may have to stop (DEL-23). */
async function brakeCampaigns(env: Env, records: readonly ActivityRecord[]): Promise<void> {
  const concerned = records.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      entry.type === "deliveryReported" && entry.channel === "email" && entry.first && isBad(entry.report)
        ? [entry.campaignId]
        : [],
    ),
  )
  for (const id of new Set(concerned)) await env.CAMPAIGN.getByName(id).checkBrakes()
}

function isBad(report: DeliveryReport): boolean {
  return report.type === "complained" || (report.type === "bounced" && report.permanent)
}

/**
 * Applies the present control of their campaigns to runs that a change has missed, and lets those in whom an activation
 * has missed; nudges campaigns that may be complete.
 */
async function tellStrays(env: Env, { runs, joins }: Strays): Promise<void> {
  const news = [
    ...runs.flatMap(({ memberId, campaignId, astray }) =>
      astray === 1 ? [{ memberId, input: { kind: "campaignChanged" as const, campaignId } }] : [],
    ),
    ...joins.map(({ memberId, campaignId, since }) => ({
      memberId,
      input: { kind: "enrolled" as const, campaignId, since },
    })),
  ]
  const concerned = [...new Set(news.map(({ input }) => input.campaignId))]
  const controls = concerned.length === 0 ? [] : await readFreshControls(env, concerned)
  const calls = [...Map.groupBy(news, ({ memberId }) => memberId)].map(([memberId, of]) => {
    const inputs = [...new Map(of.map(({ input }) => [`${input.kind} ${input.campaignId}`, input])).values()]
    return { memberId, call: { inputs, controls } }
  })
  const { done, failed } = await receiveAll(env, calls)
  for (const { error } of failed) console.error("A member could not be told of its campaign's change", error)
  const { records, wakeups } = mergeFlushes(done)
  await sendWakeups(env, wakeups)
  await project(env, records)
  const closing = new Set(runs.filter((s) => s.closing === 1).map((s) => s.campaignId))
  for (const campaignId of closing) await env.CAMPAIGN.getByName(campaignId).checkComplete()
}

/** What a call may tell an object of itself: its seed while nothing of it is in the read model, then how far that is. */
export function knownFrom(hint: MemberHint): Pick<ReceiveCall, "seed" | "projectedSeq"> {
  return hint.seq === 0 ? { seed: hint.seed } : { projectedSeq: hint.seq }
}

/** What the table knows of members, in one read: sequence numbers, and seeds for objects that were never used. */
export async function memberHints(env: Env, ids: readonly string[]) {
  const [rows, memberships] = await env.DB.batch(hintStatements(env.DB, ids))
  return readHints(rows as D1Result<unknown>, memberships as D1Result<unknown>)
}
