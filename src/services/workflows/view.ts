import { type Campaign, type CampaignRow, viewOf } from "../campaigns/row"
import type { Ctx } from "../context"
import type { WorkflowUser, WorkflowView } from "./schema"
import { usersOf } from "./users"

/** A workflow with who uses it. */
export async function workflowView(ctx: Ctx, { row }: Pick<Campaign, "row">): Promise<WorkflowView> {
  return viewWith(row, (await usersOf(ctx, [row.id])).get(row.id) ?? [])
}

export function viewWith(row: CampaignRow, usedBy: WorkflowUser[]): WorkflowView {
  const view = viewOf({ row, segmentIds: [] })
  const { timeZone, lateness, categoryId, groupId, unsubscribe, dataFields, createdAt, updatedAt } = view
  return {
    id: row.id,
    kind: row.workflowKind ?? "standalone",
    trigger: row.triggerEvent === null ? null : { event: row.triggerEvent },
    name: row.name,
    status: row.status,
    version: row.version,
    timeZone,
    lateness,
    categoryId,
    groupId,
    unsubscribe,
    dataFields,
    usedBy,
    pausedAt: view.pausedAt,
    pauseReason: view.pauseReason,
    createdAt,
    updatedAt,
  }
}
