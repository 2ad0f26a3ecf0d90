import { type DueMember, dueCampaigns, dueMembers, prune } from "../db/due"
import { failBroken, pendingChunks } from "../db/imports"
import { pendingInbox } from "../db/inbox"
import type { Env } from "../env"
import { callsWidth, memberStub, settleFlush } from "../platform/members"
import { mapBounded, withRetry } from "../platform/retry"
import { type Flush, mergeFlushes } from "../platform/send"
import { dispatchInbox, importChunks } from "../queues/inbox"

/** Rows looked at in one pass; a pass is repeated while it finds a full page. */
export const pageSize = 200
const dayMs = 86_400_000

/** What a pass found to do. */
export interface Found {
  /** Rows of the inbox and chunks of imports. */
  inbox: number
  campaigns: number
  members: DueMember[]
}

export interface SweepOptions {
  /** Nothing is on its way any more: whatever is unsettled is sent again at once. */
  lost: boolean
  /** Members to be left alone. */
  skip?: (member: DueMember) => boolean
  /** Where the pass before ended: a member that was woken is due until its delivery has gone out, and is not woken again. */
  after?: DueMember | undefined
}

/**
 * Does what is overdue: accepted chunks that nobody handed out, campaigns whose clock has struck or that have jobs left,
 * members whose timer, delivery or record was lost on the way (REC-09, DEL-11).
 * @param until looks at what was due by this instant (epoch ms)
 */
export async function sweep(
  env: Env,
  until: number,
  { lost, skip = () => false, after }: SweepOptions,
): Promise<Found> {
  const inbox = await pendingInbox(env.DB, until, pageSize)
  if (inbox.length > 0) await dispatchInbox(env, inbox)
  const chunks = await pendingChunks(env.DB, until, pageSize)
  if (chunks.length > 0) await importChunks(env, chunks)
  const campaigns = await dueCampaigns(env.DB, until)
  for (const id of campaigns) await env.CAMPAIGN.getByName(id).changed()
  // Campaigns go first: at the instant of an end nothing is sent any more (TZ-38).
  const members = (await dueMembers(env.DB, until, pageSize, after)).filter((member) => !skip(member))
  await wakeMembers(env, members, lost)
  return { inbox: inbox.length + chunks.length, campaigns: campaigns.length, members }
}

/** Wakes members and brings what follows into the read model. One that cannot be reached is tried again by the next sweep. */
export async function wakeMembers(
  env: Env,
  members: readonly Pick<DueMember, "id" | "seq">[],
  resend: boolean,
): Promise<void> {
  const { done, failed } = await mapBounded(members, callsWidth, ({ id, seq }) =>
    withRetry(async () => (await memberStub(env, id).wake({ resend, projectedSeq: seq })) as Flush),
  )
  for (const { error } of failed) console.error("A member could not be woken", error)
  await settleFlush(env, mergeFlushes(done))
}

/** Forgets what is kept for a while only: webhook answers and Idempotency-Keys 7 days, sessions 12 hours, broken uploads a day. */
export async function forgetOld(env: Env, now: number): Promise<void> {
  const limits = { receipts: now - 7 * dayMs, idempotency: now - 7 * dayMs, sessions: now - dayMs / 2 }
  await env.DB.batch([...prune(env.DB, limits), ...failBroken(env.DB, now - dayMs)])
}
