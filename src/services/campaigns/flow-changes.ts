import { and, eq, gt, sql } from "drizzle-orm"
import { members, runs } from "../../db/schema"
import { chooseZone, type Delay, planDelay } from "../../engine/delay-plan"
import { type Flow, type Step, stepOf } from "../../engine/flow"
import type { Profile } from "../../engine/types"
import type { Ctx } from "../context"

/** What publishing does to the members on a changed step (FLOW-14). */
export interface StepChange {
  stepId: string
  members: number
  /** Members who would go on at once. */
  dueNow: number
  action: "stay" | "retime" | "exit"
}

/** Members on each step now, from the read model. */
export async function membersByStep(ctx: Ctx, campaignId: string): Promise<Map<string, number>> {
  const rows = await ctx.db
    .select({ stepId: runs.stepId, members: sql<number>`count(*)` })
    .from(runs)
    .where(and(eq(runs.campaignId, campaignId), eq(runs.status, "active")))
    .groupBy(runs.stepId)
  return new Map(rows.map((row) => [row.stepId, row.members]))
}

/** The steps that differ between two versions, and what becomes of the members on them. */
export async function changesBetween(
  ctx: Ctx,
  campaign: { id: string; timeZone: string },
  flows: { published: Flow; draft: Flow },
): Promise<StepChange[]> {
  const standing = await membersByStep(ctx, campaign.id)
  const ids = new Set([...Object.keys(flows.published.steps), ...Object.keys(flows.draft.steps)])
  const changes: StepChange[] = []
  for (const stepId of ids) {
    const before = stepOf(flows.published, stepId)
    const after = stepOf(flows.draft, stepId)
    if (JSON.stringify(before) === JSON.stringify(after)) continue
    const here = standing.get(stepId) ?? 0
    const waits = before === undefined || after === undefined ? null : changedWait(before, after)
    const action = after === undefined ? "exit" : waits === null ? "stay" : "retime"
    const dueNow = waits === null || here === 0 ? 0 : await countDue(ctx, { ...campaign, stepId, ...waits })
    changes.push({ stepId, members: here, dueNow, action })
  }
  return changes
}

interface ChangedWait {
  before: Delay
  after: Delay
}

/** The two lengths of a wait that has been changed; null when the change is of something else. */
function changedWait(before: Step, after: Step): ChangedWait | null {
  const waits = [waitOf(before), waitOf(after)]
  const [old, fresh] = waits
  return old && fresh && JSON.stringify(old) !== JSON.stringify(fresh) ? { before: old, after: fresh } : null
}

/** What a step waits for by the clock. */
function waitOf(step: Step): Delay | null {
  if (step.type === "delay") return step.delay
  return step.type === "waitForEvent" ? { for: step.timeout } : null
}

/** Rows looked at in one go. */
const pageSize = 5_000

/** Members on a step whose wait would be over by now if it had its new length all along. */
async function countDue(ctx: Ctx, of: { id: string; timeZone: string; stepId: string } & ChangedWait): Promise<number> {
  const now = ctx.clock.now()
  let due = 0
  for (let after = ""; ; ) {
    const rows = await ctx.db
      .select({ id: runs.id, enteredAt: runs.enteredAt, wakeAt: runs.wakeAt, profile: members.profile })
      .from(runs)
      .innerJoin(members, eq(members.id, runs.memberId))
      .where(and(eq(runs.campaignId, of.id), eq(runs.status, "active"), eq(runs.stepId, of.stepId), gt(runs.id, after)))
      .orderBy(runs.id)
      .limit(pageSize)
    due += rows.filter((row) => isDue(row, of, now)).length
    const last = rows.at(-1)
    if (rows.length < pageSize || last === undefined) return due
    after = last.id
  }
}

interface Waiting {
  enteredAt: number
  wakeAt: number | null
  profile: Partial<Profile>
}

/** A pause that moved the wait moves the new one as well. */
function isDue(row: Waiting, of: ChangedWait & { timeZone: string }, now: number): boolean {
  const until = (delay: Delay) => {
    const profile: Profile = { ...nobody, ...row.profile }
    const zone = chooseZone(("zone" in delay ? delay.zone : undefined) ?? "campaign", of.timeZone, profile)
    return planDelay(delay, { anchor: row.enteredAt, zone, profile }).until
  }
  const [before, after] = [until(of.before), until(of.after)]
  const shift = row.wakeAt !== null && before !== null ? row.wakeAt - before : 0
  return after === null || after + shift <= now
}

const nobody: Profile = { email: null, phone: null, locale: null, timeZone: null, push: [], attributes: {} }
