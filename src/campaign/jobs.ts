import { assertNever } from "../core/assert"
import {
  addJob,
  type CampaignRow,
  endJob,
  type JobRow,
  moveJob,
  pageOfDeferred,
  pageOfRuns,
  pageOfSegments,
  readJobs,
} from "../db/campaign-rows"
import { claimMembers } from "../db/member-rows"
import type { Resume } from "../db/resumes"
import type { CampaignControl, MemberInput } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { bury } from "../platform/dead-letters"
import { deliver, knownFrom, memberHints } from "../platform/members"

/** Members handled per page; a page is one transaction of the read model. */
const pageSize = 200

/** What is told to the members of a job. */
type JobArgs =
  | { kind: "enrolled"; since: number | null }
  | { kind: "campaignChanged" }
  | ({ kind: "campaignResumed" } & Resume)

/** Existing members of the segments: those that qualify start (CAM-6). Run again, it starts nobody twice. */
export async function addEnrolment(env: Env, campaignId: string, row: CampaignRow, now: number): Promise<void> {
  const since = row.enrol === "futureOnly" ? row.activatedAt : null
  const args: JobArgs = { kind: "enrolled", since }
  await addJob(env.DB, { id: `${campaignId}.enrol.${row.rev}`, campaignId, kind: "enrol", args, now }).run()
}

/** Every member with an active run learns what has become of the campaign. */
export async function addTelling(env: Env, campaignId: string, rev: number, args: JobArgs, now: number): Promise<void> {
  await addJob(env.DB, { id: `${campaignId}.tell.${rev}.${args.kind}`, campaignId, kind: "tell", args, now }).run()
}

/** Its contact policies have changed: what they have put off may leave earlier (POL-1). */
export async function addReview(env: Env, campaignId: string, rev: number, now: number): Promise<void> {
  const args: JobArgs = { kind: "campaignChanged" }
  await addJob(env.DB, { id: `${campaignId}.review.${rev}`, campaignId, kind: "review", args, now }).run()
}

/**
 * Works at the campaign's jobs for at most `pagesMax` pages.
 * @param control read after the jobs' cause was committed
 * @returns whether jobs are left
 */
export async function workAtJobs(env: Env, control: CampaignControl, pagesMax: number): Promise<boolean> {
  let pages = pagesMax
  for (const job of await readJobs(env.DB, control.id)) {
    let position: string | null = job.position ?? ""
    while (position !== null) {
      if (pages-- <= 0) return true
      position = await workAtPage(env, control, job, position)
    }
  }
  return false
}

/** Whom a job concerns. */
const pages = { enrol: pageOfSegments, tell: pageOfRuns, review: pageOfDeferred } as const

/** Handles one page, then moves the job on (a page that is handled twice changes nothing); null when the job is done. */
async function workAtPage(env: Env, control: CampaignControl, job: JobRow, position: string): Promise<string | null> {
  const page = pages[job.kind]
  const ids = await page(env.DB, control.id, position, pageSize)
  const last = ids.at(-1)
  if (last === undefined) {
    await endJob(env.DB, job.id).run()
    return null
  }
  const input = inputOf(control.id, job.args as JobArgs)
  let hints = await memberHints(env, ids)
  const asleep = ids.filter((id) => hints.get(id)?.home === "table")
  if (asleep.length > 0) {
    await claimMembers(env.DB, asleep, appClock.now()).run()
    // What was written to their rows before they were claimed belongs to their seeds.
    hints = await memberHints(env, ids)
  }
  const calls = ids.map((memberId) => {
    const hint = hints.get(memberId)
    return { memberId, call: { inputs: [input], controls: [control], ...(hint && knownFrom(hint)) } }
  })
  await bury(env, await deliver(env, calls))
  await moveJob(env.DB, job.id, last, ids.length).run()
  return last
}

function inputOf(campaignId: string, args: JobArgs): MemberInput {
  switch (args.kind) {
    case "enrolled":
      return { kind: "enrolled", campaignId, since: args.since }
    case "campaignChanged":
      return { kind: "campaignChanged", campaignId }
    case "campaignResumed":
      return {
        kind: "campaignResumed",
        campaignId,
        pausedAt: args.pausedAt,
        resumedAt: args.resumedAt,
        overdue: args.overdue,
      }
    default:
      return assertNever(args)
  }
}
