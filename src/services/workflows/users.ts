import { and, eq, inArray, notInArray, sql } from "drizzle-orm"
import { campaigns, campaignUses } from "../../db/schema"
import type { CampaignStatus } from "../../engine/types"
import type { Ctx } from "../context"
import type { WorkflowUser } from "./schema"

/** What is over uses nothing any more. */
const over: CampaignStatus[] = ["completed", "cancelled", "archived"]

/** The campaigns that use workflows (WF-1): attached ones, and flows whose published version starts them. */
export async function usersOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, WorkflowUser[]>> {
  const wanted = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`
  const columns = { id: campaigns.id, name: campaigns.name, kind: campaigns.kind }
  const [attached, starting] = await ctx.db.batch([
    ctx.db
      .select({ ...columns, workflowId: campaigns.workflowId })
      .from(campaigns)
      .where(and(sql`${campaigns.workflowId} IN ${wanted}`, notInArray(campaigns.status, [...over, "ended"]))),
    ctx.db
      .select({ ...columns, workflowId: campaignUses.ref })
      .from(campaignUses)
      .innerJoin(campaigns, eq(campaigns.id, campaignUses.campaignId))
      .where(
        and(
          inArray(campaignUses.kind, ["workflow"]),
          sql`${campaignUses.ref} IN ${wanted}`,
          notInArray(campaigns.status, over),
        ),
      ),
  ])
  const users = new Map<string, WorkflowUser[]>()
  const add = (rows: typeof attached, how: WorkflowUser["how"]) => {
    for (const { workflowId, ...user } of rows) {
      // A workflow that starts itself does not stand in its own way.
      if (workflowId === null || workflowId === user.id) continue
      users.set(workflowId, [...(users.get(workflowId) ?? []), { ...user, how }])
    }
  }
  add(attached, "attached")
  add(starting, "starts")
  return users
}
