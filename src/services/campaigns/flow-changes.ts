import { and, eq, sql } from "drizzle-orm"
import { runs } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import type { Ctx } from "../context"

/** What publishing does to the members on a changed step (FLOW-14). */
export interface StepChange {
  stepId: string
  members: number
  /** Members who would go on at once. */
  dueNow: number
  action: "stay" | "retime" | "move" | "exit"
}

interface Standing {
  members: number
}

/** Members on each step now, from the read model. */
export async function membersByStep(ctx: Ctx, campaignId: string): Promise<Map<string, Standing>> {
  const rows = await ctx.db
    .select({ stepId: runs.stepId, members: sql<number>`count(*)` })
    .from(runs)
    .where(and(eq(runs.campaignId, campaignId), eq(runs.status, "active")))
    .groupBy(runs.stepId)
  return new Map(rows.map((row) => [row.stepId, { members: row.members }]))
}

const waits = new Set(["delay", "waitForEvent"])

/** The steps that differ between two versions, and what becomes of the members on them. */
export function changesOf(published: Flow, draft: Flow, standing: ReadonlyMap<string, Standing>): StepChange[] {
  const ids = new Set([...Object.keys(published.steps), ...Object.keys(draft.steps)])
  return [...ids].flatMap((stepId) => {
    const before = published.steps[stepId]
    const after = draft.steps[stepId]
    if (JSON.stringify(before) === JSON.stringify(after)) return []
    const members = standing.get(stepId)?.members ?? 0
    const action = after === undefined ? "exit" : before !== undefined && waits.has(after.type) ? "retime" : "stay"
    return [{ stepId, members, dueNow: 0, action } as const]
  })
}
