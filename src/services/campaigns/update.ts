import { eq, sql } from "drizzle-orm"
import { AppError, type FieldError } from "../../core/errors"
import { fingerprint } from "../../core/fingerprint"
import { flowDrafts } from "../../db/schema"
import type { CampaignStatus } from "../../engine/types"
import type { Ctx } from "../context"
import { unknownIn } from "../segments/rule"
import { attachedFlow } from "./attach"
import { type CampaignChange, changeCampaign } from "./change"
import { checkDataFields } from "./data-fields"
import { type Campaign, type CampaignView, viewOf } from "./row"
import type { CampaignPatch } from "./schema"
import { dateErrors, latenessMs, mergeSettings, policyErrors, refuse, resolveDates, segmentErrors } from "./settings"

/** What may still be said about a campaign that is over. */
const editableWhenOver: readonly string[] = ["name", "clientMessages", "unsubscribe", "categoryId", "groupId"]
const over: readonly CampaignStatus[] = ["ended", "completed", "cancelled", "archived"]

/**
 * Changes settings; tells the campaign's object, so that its clock and its runs follow.
 * @param input.ifMatch fingerprint of the campaign as its changer knows it: one that has changed meanwhile is a 412
 */
export async function updateCampaign(
  ctx: Ctx,
  input: { id: string; patch: CampaignPatch; ifMatch?: string | null },
): Promise<CampaignView> {
  const { patch, ifMatch = null } = input
  const campaign = await changeCampaign(ctx, input, (now) => {
    checkMatch(ifMatch, viewOf(now))
    return decide(ctx, now, patch)
  })
  await ctx.campaigns.changed(input.id)
  return viewOf(campaign)
}

async function decide(ctx: Ctx, campaign: Campaign, patch: CampaignPatch): Promise<CampaignChange | null> {
  const { row } = campaign
  const named = Object.keys(patch)
  if (named.length === 0) return null
  checkStatus(campaign, patch, named)
  const dates = datesAfter(row, patch)
  const attachment = patch.workflow == null ? null : await attachedFlow(ctx, row.kind, patch.workflow)
  const errors: FieldError[] = [...dateErrors(dates), ...(await policyErrors(ctx, patch))]
  if (patch.goal?.rule !== undefined) errors.push(...(await unknownIn(ctx, patch.goal.rule, "goal.rule")))
  if (patch.segmentIds !== undefined) errors.push(...(await segmentErrors(ctx, row.kind, patch.segmentIds)))
  if (Array.isArray(attachment)) errors.push(...attachment)
  refuse(errors)
  if (patch.dataFields !== undefined) await checkDataFields(ctx, row, patch.dataFields)
  const settings = mergeSettings(row.settings, patch)
  const before = viewOf(campaign) as unknown as Record<string, unknown>
  return {
    set: {
      name: patch.name ?? row.name,
      ...dates,
      settings,
      latenessMs: latenessMs(settings),
      categoryId: patch.categoryId === undefined ? row.categoryId : patch.categoryId,
      groupId: patch.groupId === undefined ? row.groupId : patch.groupId,
      ...(patch.workflow === undefined
        ? {}
        : { workflowId: patch.workflow?.id ?? null, workflowVersion: patch.workflow?.version ?? null }),
    },
    ...(patch.segmentIds === undefined ? {} : { segmentIds: patch.segmentIds }),
    action: "updated",
    before: Object.fromEntries(named.map((key) => [key, before[key]])),
    after: patch,
    ...(attachment === null ? {} : { also: [replaceDraft(ctx, row.id, attachment)] }),
  }
}

/** Throws staleVersion when a thing is not what its changer knows. */
export function checkMatch(ifMatch: string | null, view: object): void {
  if (ifMatch === null || ifMatch === fingerprint(view)) return
  throw new AppError("staleVersion", "Somebody else has changed it meanwhile. Read it again.")
}

/** The statement that makes a flow the draft, whoever is editing it: their next save is told (FLOW-16). */
export function replaceDraft(ctx: Ctx, campaignId: string, flow: unknown) {
  return ctx.db
    .update(flowDrafts)
    .set({ flow, rev: sql`${flowDrafts.rev} + 1`, updatedAt: ctx.clock.now() })
    .where(eq(flowDrafts.campaignId, campaignId))
}

/** Starts and Ends after the patch. A campaign that has started has started, wherever its zone is moved. */
function datesAfter({ startsAt, endsAt, timeZone, startsAtMs, activatedAt }: Campaign["row"], patch: CampaignPatch) {
  const dates = resolveDates(
    patch.startsAt === undefined ? startsAt : patch.startsAt,
    patch.endsAt === undefined ? endsAt : patch.endsAt,
    patch.timeZone ?? timeZone,
  )
  return activatedAt === null ? dates : { ...dates, startsAtMs }
}

/** A campaign that is over keeps its dates and rules; one that has started keeps its start. */
function checkStatus({ row }: Campaign, patch: CampaignPatch, named: readonly string[]): void {
  const fixed = over.includes(row.status) ? named.filter((key) => !editableWhenOver.includes(key)) : []
  if (fixed.length > 0) {
    throw new AppError("conflict", `The campaign is ${row.status}: ${fixed.join(", ")} can no longer be changed.`, {
      reason: "settingsFixed",
      named: [row.status],
    })
  }
  const moved = patch.startsAt !== undefined && patch.startsAt !== row.startsAt
  if (moved && row.activatedAt !== null)
    throw new AppError("conflict", "The campaign has started: Starts can no longer be changed.", {
      reason: "startsFixed",
    })
}
