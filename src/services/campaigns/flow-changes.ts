import { and, eq, sql } from "drizzle-orm"
import { counters, runs } from "../../db/schema"
import { type Flow, type Step, stepOf } from "../../engine/flow"
import { sameStep } from "../../engine/flow-diff"
import type { Moves } from "../../engine/moves"
import { own } from "../../engine/own"
import type { Ctx } from "../context"
import { openOf } from "../place"
import { type ChangedWait, countDue, waitOf } from "./due-count"
import type { CampaignRow } from "./row"

/** What says how many members are on a step: those who came and those who left, by whichever outcome. */
const movesOnly = sql`(${counters.metric} = 'entered' OR ${counters.metric} = 'left' OR ${counters.metric} LIKE 'left:%')`

/** What publishing does to the members on a changed step (FLOW-14). */
export interface StepChange {
  stepId: string
  members: number
  /** Members who would go on at once. */
  dueNow: number
  /** `stay`: they wait as before, or go on from here by the new definition. */
  action: "stay" | "move" | "retime" | "exit"
  /** With `move`: where they go. */
  to?: string
  /** `dueNow` was reckoned from a part of the members. */
  estimated?: true
}

/** Two flows, one published, one to be. */
interface Flows {
  before: Flow
  after: Flow
}

/** Steps that a release changes, adds or removes, in the order of the flows. */
function changedSteps({ before, after }: Flows): string[] {
  const ids = new Set([...Object.keys(before.steps), ...Object.keys(after.steps)])
  return [...ids].filter((id) => !sameStep(stepOf(before, id), stepOf(after, id)))
}

/**
 * Members on the steps that a release changes or lacks, parked ones included; steps without any are left out. The counters
 * say first whether there is anybody: only then are the campaign's runs counted, in one pass.
 */
export async function standingMembers(ctx: Ctx, campaignId: string, flows: Flows): Promise<Map<string, number>> {
  const changed = new Set(changedSteps(flows))
  const occupancy = await ctx.db
    .select({
      stepId: counters.stepId,
      n: sql<number>`sum(CASE ${counters.metric} WHEN 'entered' THEN ${counters.n} ELSE -${counters.n} END)`,
    })
    .from(counters)
    .where(and(eq(counters.campaignId, campaignId), movesOnly))
    .groupBy(counters.stepId)
  const concerned = occupancy
    .filter(({ stepId, n }) => n > 0 && (changed.has(stepId) || stepOf(flows.after, stepId) === undefined))
    .map(({ stepId }) => stepId)
  if (concerned.length === 0) return new Map()
  const rows = await ctx.db
    .select({ stepId: runs.stepId, members: sql<number>`count(*)` })
    .from(runs)
    .where(and(openOf(campaignId), sql`${runs.stepId} IN (SELECT value FROM json_each(${JSON.stringify(concerned)}))`))
    .groupBy(runs.stepId)
  return new Map(rows.map((row) => [row.stepId, row.members]))
}

/** What becomes of the members on every step that a release changes, adds or removes. */
export async function changesBetween(
  ctx: Ctx,
  campaign: CampaignRow,
  of: Flows & { members: ReadonlyMap<string, number>; moves: Moves },
): Promise<StepChange[]> {
  const steps = new Set([...changedSteps(of), ...of.members.keys()])
  const changes: StepChange[] = []
  for (const stepId of steps) {
    const after = stepOf(of.after, stepId)
    const members = of.members.get(stepId) ?? 0
    if (after === undefined) changes.push(removal(of, stepId, members))
    else changes.push(await change(ctx, campaign, { stepId, members, before: stepOf(of.before, stepId), after }))
  }
  return changes
}

function removal(of: Flows & { moves: Moves }, stepId: string, members: number): StepChange {
  const to = own(of.moves, stepId)
  const target = to === undefined ? undefined : stepOf(of.after, to)
  if (to === undefined || target === undefined) return { stepId, members, dueNow: 0, action: "exit" }
  // They enter the step anew: at a wait they wait, elsewhere they go on.
  return { stepId, members, dueNow: holds(target) ? 0 : members, action: "move", to }
}

async function change(
  ctx: Ctx,
  campaign: CampaignRow,
  of: { stepId: string; members: number; before: Step | undefined; after: Step },
): Promise<StepChange> {
  const { stepId, members, before, after } = of
  const waits = before === undefined ? null : changedWait(before, after)
  if (waits !== null) {
    const due = members === 0 ? { n: 0 } : await countDue(ctx, campaign, { stepId, members, ...waits })
    return { stepId, members, dueNow: due.n, action: "retime", ...(due.estimated ? { estimated: true } : {}) }
  }
  // A wait that becomes another kind of step begins that one at once; what is on its way is waited for first.
  const begins = before !== undefined && before.type !== after.type && holds(before)
  return { stepId, members, dueNow: begins && !holds(after) ? members : 0, action: "stay" }
}

/** Whether members who come to a step stay there until time has passed or something has happened. */
function holds(step: Step): boolean {
  return waitOf(step) !== null
}

/** The two lengths of a wait that has been changed; null when the change is of something else. */
function changedWait(before: Step, after: Step): ChangedWait | null {
  if (before.type !== after.type) return null
  const [old, fresh] = [waitOf(before), waitOf(after)]
  return old && fresh && JSON.stringify(old) !== JSON.stringify(fresh) ? { before: old, after: fresh } : null
}
