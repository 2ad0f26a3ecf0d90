import { pruneAttempts } from "../db/attempts"
import { type DueMember, dueCampaigns, dueMembers, dueSleepers, prune } from "../db/due"
import { deleteExports, oldExports, silentExports } from "../db/exports"
import { failBroken, pendingChunks } from "../db/imports"
import { pendingInbox } from "../db/inbox"
import { silentRebuild } from "../db/rebuild"
import { ambientStamp, readStamp } from "../db/rules"
import { silentSegmentJobs } from "../db/segment-jobs"
import type { Env } from "../env"
import { decideAsleep } from "../platform/asleep"
import { callsWidth, memberStub, settleFlush } from "../platform/members"
import { workAtRebuild } from "../platform/rebuild"
import { mapBounded, withRetry } from "../platform/retry"
import { type Flush, mergeFlushes } from "../platform/send"
import { dispatchInbox } from "../queues/dispatch"
import { workAtExport } from "../queues/exports"
import { importChunks } from "../queues/inbox"
import { workAtSegmentJob } from "../queues/segment-jobs"

/** Rows looked at in one pass; a pass is repeated while it finds a full page. */
export const pageSize = 200
const dayMs = 86_400_000
/** How long messages of attempts are kept, and what providers said: longer than attempts may take. */
const attemptsKeptMs = 14 * dayMs
/** Sleeping members decided in one pass. */
export const sleepersMax = 5_000
/** Pages of a segment's job worked at in one pass. */
const jobPagesMax = 20
/** A rebuild that has not moved on for so long was lost on its way between two messages, in ms. */
const rebuildSilenceMs = 60_000

/** What a pass found to do. */
export interface Found {
  /** Rows of the inbox, chunks of imports, segments' jobs, exports and sleeping members. */
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
 * Does what is overdue: accepted chunks that nobody handed out, segments whose job is silent, campaigns whose clock has
 * struck or that have jobs left, sleeping members whose rule segments time has changed, members whose timer, delivery or
 * record was lost on the way (REC-09, DEL-11).
 * @param until looks at what was due by this instant (epoch ms)
 */
export async function sweep(
  env: Env,
  until: number,
  { lost, skip = () => false, after }: SweepOptions,
): Promise<Found> {
  // Asked all at once: the time machine asks at every due instant, and mostly there are but members.
  const [inbox, chunks, jobs, files, rebuild, sleepers, campaigns, waiting] = await Promise.all([
    pendingInbox(env.DB, until, pageSize),
    pendingChunks(env.DB, until, pageSize),
    silentSegmentJobs(env.DB, until),
    silentExports(env.DB, until, pageSize),
    silentRebuild(env.DB, until - rebuildSilenceMs),
    dueSleepers(env.DB, until, sleepersMax),
    dueCampaigns(env.DB, until),
    dueMembers(env.DB, until, pageSize, after),
  ])
  if (inbox.length > 0) await dispatchInbox(env, inbox)
  if (chunks.length > 0) await importChunks(env, chunks)
  for (const id of jobs) await workAtSegmentJob(env, id, jobPagesMax)
  for (const id of files) await workAtExport(env, id)
  if (rebuild !== null) await workAtRebuild(env, until, jobPagesMax)
  await decideAsleep(env, sleepers)
  for (const id of campaigns) await env.CAMPAIGN.getByName(id).changed()
  const taken = inbox.length + chunks.length + jobs.length + files.length + sleepers.length
  const isUnchanged = taken + campaigns.length === 0 && rebuild === null
  // Campaigns go first: at the instant of an end nothing is sent any more (TZ-38). Then who is due is asked anew.
  const due = isUnchanged ? waiting : await dueMembers(env.DB, until, pageSize, after)
  const members = due.filter((member) => !skip(member))
  await wakeMembers(env, members, lost)
  return { inbox: taken, campaigns: campaigns.length, members }
}

/** Decides sleeping members whose rule segments are due by an instant (epoch ms); gives how many. */
export async function decideDue(env: Env, until: number): Promise<number> {
  const ids = await dueSleepers(env.DB, until, sleepersMax)
  await decideAsleep(env, ids)
  return ids.length
}

/** Wakes members and brings what follows into the read model. One that cannot be reached is tried again by the next sweep. */
export async function wakeMembers(
  env: Env,
  members: readonly Pick<DueMember, "id" | "seq">[],
  resend: boolean,
): Promise<void> {
  if (members.length === 0) return
  const stamp = readStamp(await ambientStamp(env.DB).all()).text
  const { done, failed } = await mapBounded(members, callsWidth, ({ id, seq }) =>
    withRetry(async () => (await memberStub(env, id).wake({ resend, projectedSeq: seq, stamp })) as Flush),
  )
  for (const { error } of failed) console.error("A member could not be woken", error)
  await settleFlush(env, mergeFlushes(done), { mayWait: new Set(members.map(({ id }) => id)) })
}

/** How long files of exports are kept: members who are erased are in none that is older (MEM-8). */
const exportsKeptMs = 30 * dayMs
/** Exports forgotten at once. */
const oldExportsMax = 100

/**
 * Forgets what is kept for a while only: webhook answers and Idempotency-Keys 7 days, sessions 12 hours, broken uploads a
 * day, exports 30 days.
 */
export async function forgetOld(env: Env, now: number): Promise<void> {
  const limits = { receipts: now - 7 * dayMs, idempotency: now - 7 * dayMs, sessions: now - dayMs / 2 }
  const old = await oldExports(env.DB, now - exportsKeptMs, oldExportsMax)
  // Files first: with a row gone nobody would find its file again.
  if (old.length > 0) await env.DOCUMENTS.delete(old.flatMap(({ key }) => (key === null ? [] : [key])))
  const forgotten = deleteExports(
    env.DB,
    old.map(({ id }) => id),
  )
  const attempts = pruneAttempts(env.DB, now - attemptsKeptMs)
  await env.DB.batch([...prune(env.DB, limits), ...failBroken(env.DB, now - dayMs), forgotten, ...attempts])
}
