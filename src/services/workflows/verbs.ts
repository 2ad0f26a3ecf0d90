import type * as z from "zod"
import { AppError } from "../../core/errors"
import { archiveCampaign } from "../campaigns/archive"
import { cancelCampaign } from "../campaigns/cancel"
import { changeCampaign } from "../campaigns/change"
import { copyCampaign } from "../campaigns/copy"
import { insertCampaign, newRow } from "../campaigns/create"
import { checkDataFields } from "../campaigns/data-fields"
import { pauseCampaign } from "../campaigns/pause"
import { publishCampaign, type publishSchema, rollbackCampaign, type rollbackSchema } from "../campaigns/publish"
import { removeCampaign } from "../campaigns/remove"
import { resumeCampaign, type resumeSchema } from "../campaigns/resume"
import { type CampaignRow, loadCampaign } from "../campaigns/row"
import { defaultSettings, latenessMs, mergeSettings, policyErrors, refuse } from "../campaigns/settings"
import { checkMatch } from "../campaigns/update"
import { companyTimeZone } from "../company/time-zone"
import type { Ctx } from "../context"
import { newFlow } from "../flows/new-flow"
import type { WorkflowCreate, WorkflowPatch, WorkflowView } from "./schema"
import { usersOf } from "./users"
import { viewWith, workflowView } from "./view"

/** Workflows are looked for among workflows only. */
export const library = "workflows" as const
interface Ref {
  id: string
}

/** Makes a draft workflow (WF-1). Its runs go to their end whatever becomes of it, unless it is cancelled. */
export async function createWorkflow(ctx: Ctx, input: WorkflowCreate): Promise<WorkflowView> {
  const { kind, trigger, name, ...patch } = input
  refuse(await policyErrors(ctx, patch))
  const timeZone = input.timeZone ?? (await companyTimeZone(ctx))
  const settings = mergeSettings({ ...defaultSettings, atEnd: "finish" }, patch)
  const { categoryId, groupId } = patch
  const row: CampaignRow = {
    ...newRow(ctx, { kind: "workflow", name, timeZone, settings, categoryId, groupId }),
    workflowKind: kind,
    triggerEvent: trigger?.event ?? null,
  }
  await insertCampaign(ctx, { row, segmentIds: [] }, { flow: newFlow(), action: "created" })
  return getWorkflow(ctx, { id: row.id })
}

/** One workflow; 404 when there is none. */
export async function getWorkflow(ctx: Ctx, { id }: Ref): Promise<WorkflowView> {
  return workflowView(ctx, await loadCampaign(ctx, id, library))
}

/** Changes settings. Whether it is standalone or internal is decided once. */
export async function updateWorkflow(
  ctx: Ctx,
  input: Ref & { patch: WorkflowPatch; ifMatch?: string | null },
): Promise<WorkflowView> {
  const { trigger, name, timeZone, categoryId, groupId, ...rest } = input.patch
  await changeCampaign(ctx, { id: input.id, library }, async ({ row }) => {
    checkMatch(input.ifMatch ?? null, viewWith(row, []))
    if (Object.keys(input.patch).length === 0) return null
    if (row.status === "archived")
      throw new AppError("conflict", "The workflow is archived.", { reason: "workflowArchived" })
    if (trigger !== undefined && row.workflowKind !== "internal") {
      const message = "A standalone workflow is started by flows, not by an event."
      throw new AppError("invalid", message, { errors: [{ path: "trigger", code: "standalone", message }] })
    }
    refuse(await policyErrors(ctx, { categoryId, groupId }))
    if (rest.dataFields !== undefined) await checkDataFields(ctx, row, rest.dataFields)
    const settings = mergeSettings(row.settings, rest)
    return {
      set: {
        name: name ?? row.name,
        timeZone: timeZone ?? row.timeZone,
        settings,
        latenessMs: latenessMs(settings),
        categoryId: categoryId === undefined ? row.categoryId : categoryId,
        groupId: groupId === undefined ? row.groupId : groupId,
        triggerEvent: trigger?.event ?? row.triggerEvent,
      },
      action: "updated",
      before: { name: row.name, triggerEvent: row.triggerEvent, timeZone: row.timeZone, settings: row.settings },
      after: input.patch,
    }
  })
  await ctx.campaigns.changed(input.id)
  return getWorkflow(ctx, input)
}

/** Makes the draft a version that flows can start and campaigns can attach (WF-1, FLOW-13). */
export async function publishWorkflow(ctx: Ctx, input: Ref & z.infer<typeof publishSchema>): Promise<WorkflowView> {
  await publishCampaign(ctx, { ...input, library })
  return getWorkflow(ctx, input)
}

/** Publishes an earlier version once more, as a new one (FLOW-14). */
export async function rollbackWorkflow(ctx: Ctx, input: Ref & z.infer<typeof rollbackSchema>): Promise<WorkflowView> {
  await rollbackCampaign(ctx, { ...input, library })
  return getWorkflow(ctx, input)
}

/** Puts a workflow that nothing uses out of the way: it starts nobody any more, runs under way go on (WF-1). */
export async function archiveWorkflow(ctx: Ctx, { id }: Ref): Promise<WorkflowView> {
  await archiveCampaign(ctx, { id, library }, (row) => checkUnused(ctx, row))
  return getWorkflow(ctx, { id })
}

/** A new draft workflow with the settings and the flow of another. */
export async function copyWorkflow(ctx: Ctx, input: Ref & { name?: string | undefined }): Promise<WorkflowView> {
  return getWorkflow(ctx, await copyCampaign(ctx, { ...input, library }))
}

/** Deletes a draft, or an archived workflow that nobody ever ran through. */
export async function removeWorkflow(ctx: Ctx, { id }: Ref): Promise<void> {
  const { row } = await loadCampaign(ctx, id, library)
  await checkUnused(ctx, row)
  await removeCampaign(ctx, { id, library })
}

/** Freezes its runs; nobody starts it until it is resumed (CAM-8). */
export async function pauseWorkflow(ctx: Ctx, { id }: Ref): Promise<WorkflowView> {
  await pauseCampaign(ctx, { id, library })
  return getWorkflow(ctx, { id })
}

export async function resumeWorkflow(ctx: Ctx, input: Ref & z.infer<typeof resumeSchema>): Promise<WorkflowView> {
  await resumeCampaign(ctx, { ...input, library })
  return getWorkflow(ctx, input)
}

/** Stops every run on its step, for good (CAM-7). */
export async function cancelWorkflow(ctx: Ctx, { id }: Ref): Promise<WorkflowView> {
  await cancelCampaign(ctx, { id, library })
  return getWorkflow(ctx, { id })
}

/** 409 naming who uses it. */
async function checkUnused(ctx: Ctx, row: CampaignRow): Promise<void> {
  const users = (await usersOf(ctx, [row.id])).get(row.id) ?? []
  if (users.length === 0) return
  const names = users.map((user) => `“${user.name}”`).join(", ")
  throw new AppError("conflict", `The workflow is used by ${names}.`, {
    reason: "workflowUsed",
    named: users.map((user) => user.name),
    extra: { usedBy: users },
  })
}
