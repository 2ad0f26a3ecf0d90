import { realRandom } from "../core/random"
import { openDb } from "../db/client"
import { ambientStamp, readStamp } from "../db/rules"
import { endSegmentJob, moveSegmentJob, readSegmentJob, type SegmentJob } from "../db/segment-jobs"
import { membersAfter, type PlacedMember, readPlaced } from "../db/sleepers"
import type { Env } from "../env"
import { ambientOf } from "../platform/ambient"
import { decideSleepers } from "../platform/asleep"
import { appClock } from "../platform/clock"
import { bury } from "../platform/dead-letters"
import { knownFrom, receiveAll, settleFlush } from "../platform/members"
import { enqueue, mergeFlushes } from "../platform/send"
import { type AcceptedItem, wakeOf } from "../services/ingest/items"
import { storeItems } from "../services/ingest/store"
import { dispatchRows } from "./dispatch"

/** Members of one page: two or three transactions while they sleep, a call each while they are awake. */
const pageSize = 500
/** Members called at once: fewer than by those whom somebody waits for. */
const callsWidth = 16
/** Pages of one message. */
const pagesPerMessage = 10

/** Works at a job for one message; what is left goes on with the next. */
export async function continueSegmentJob(env: Env, id: string): Promise<void> {
  if (await workAtSegmentJob(env, id, pagesPerMessage)) await enqueue(env.QUEUE_INBOX, [{ segmentJob: id }])
}

/**
 * Works at a job for at most `pagesMax` pages. A page that is worked at twice, or by two at once, changes nothing more; a
 * job that is not there any more was done or has been superseded (MEM-6).
 * @returns whether something is left
 */
export async function workAtSegmentJob(env: Env, id: string, pagesMax: number): Promise<boolean> {
  let job = await readSegmentJob(env.DB, id)
  for (let page = 0; job !== null && page < pagesMax; page++) job = await workAtPage(env, job)
  return job !== null
}

/** Handles one page, then moves the job on; null when there is nothing more to do for this worker. */
async function workAtPage(env: Env, job: SegmentJob): Promise<SegmentJob | null> {
  const leaving = job.kind === null ? job.segmentId : null
  const of = job.sourceId === "everyone" ? null : (job.sourceId ?? leaving)
  const [rows, memberships, stamps] = (await env.DB.batch([
    ...membersAfter(env.DB, job.position, pageSize, of),
    ambientStamp(env.DB),
  ])) as [D1Result<unknown>, D1Result<unknown>, D1Result<unknown>]
  const members = readPlaced(rows, memberships)
  const last = members.at(-1)
  if (last === undefined) {
    await env.DB.batch(endSegmentJob(env.DB, job))
    return null
  }
  const moved = moveSegmentJob(env.DB, job, { position: last.row, done: members.length, now: appClock.now() })
  if (job.sourceId !== null) return await takeOver(env, job, { members, last, moved })
  await decidePage(env, members, readStamp(stamps).text)
  return (await moved.run()).results.length > 0 ? { ...job, position: last.row } : null
}

/** Every member of the page by the present rules: sleeping ones in one go, awake ones by themselves. */
async function decidePage(env: Env, members: readonly PlacedMember[], stamp: string): Promise<void> {
  await decideSleepers(env, new Map(members.map(({ id, hint }) => [id, hint])), await ambientOf(env, stamp))
  const calls = members.flatMap(({ id, hint }) =>
    hint.home === "table"
      ? []
      : [{ memberId: id, call: { inputs: [{ kind: "rulesChanged" as const }], stamp, ...knownFrom(hint) } }],
  )
  const { done, failed } = await receiveAll(env, calls, callsWidth)
  await settleFlush(env, mergeFlushes(done))
  await bury(env, failed)
}

/** MEM-4: the members of a page join the new list; the page is stored as a post would be, together with the job's move. */
async function takeOver(
  env: Env,
  job: SegmentJob,
  page: { members: readonly PlacedMember[]; last: PlacedMember; moved: D1PreparedStatement },
): Promise<SegmentJob | null> {
  if (job.kind !== "list") {
    await env.DB.batch(endSegmentJob(env.DB, job))
    return null
  }
  const { segmentId, createdAt: at } = job
  const items = page.members.map(
    ({ id }): AcceptedItem => ({
      memberId: id,
      patch: {},
      inputs: [{ kind: "joined", segmentId, at, source: "api" }],
    }),
  )
  const ctx = { db: openDb(env.DB), random: realRandom }
  const { statements, rows } = storeItems(ctx, wakeOf({ kind: "joins", segmentId }), items, appClock.now())
  const results = await env.DB.batch([page.moved, ...statements])
  await dispatchRows(env, rows)
  return (results[0]?.results.length ?? 0) > 0 ? { ...job, position: page.last.row } : null
}
