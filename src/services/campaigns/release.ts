import { eq } from "drizzle-orm"
import * as z from "zod"
import { AppError, type FieldError } from "../../core/errors"
import { campaignUses, flowVersions } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import { sameFlow } from "../../engine/flow-diff"
import { type Moves, movesInto } from "../../engine/moves"
import { own } from "../../engine/own"
import { usesOf } from "../../engine/uses"
import { actorLabel } from "../access"
import type { Ctx } from "../context"
import { checkFlow, isError, problemError } from "../flows/check"
import { type FlowVersion, flowVersion, lastVersion } from "../flows/published"
import type { CampaignChange } from "./change"
import { changesBetween, type StepChange, standingMembers } from "./flow-changes"
import { statusByDates } from "./lifecycle"
import type { Campaign, CampaignRow } from "./row"
import { refuse, segmentErrors } from "./settings"
import { replaceDraft } from "./update"

/** What is to become the campaign's next version. */
export interface Release {
  /** Null for a regular campaign. */
  flow: Flow | null
  /** Where members of removed steps go. */
  move: Moves
  /** For the audit log. */
  action: "published" | "rolledBack"
  /** It becomes the draft as well. */
  replacesDraft: boolean
}

export const publishPreviewSchema = z
  .object({
    problems: z.array(
      z.object({ path: z.string(), code: z.string(), message: z.string(), stepId: z.string().optional() }),
    ),
    changes: z.array(
      z.object({
        stepId: z.string(),
        members: z.number().int(),
        dueNow: z.number().int(),
        action: z.enum(["stay", "move", "retime", "exit"]),
        /** With `move`: where they go. */
        to: z.string().optional(),
        /** `dueNow` was reckoned from a part of the members. */
        estimated: z.boolean().optional(),
      }),
    ),
  })
  .meta({ id: "PublishPreview" })

export interface PublishPreview {
  problems: FieldError[]
  changes: StepChange[]
}

/** What publishing meets: what is published now, who stands where, and where they would go. */
interface Situation {
  published: FlowVersion | null
  /** Members by step, of the steps that the release changes or lacks. */
  members: ReadonlyMap<string, number>
  moves: Moves
}

/** What a release would say and do (FLOW-14); changes nothing. */
export async function previewRelease(ctx: Ctx, campaign: Campaign, release: Release): Promise<PublishPreview> {
  const situation = await situationOf(ctx, campaign.row, release)
  const problems = [...(await problemsOf(ctx, campaign, release)), ...moveErrors(release, situation)]
  const { published, members, moves } = situation
  if (published === null || release.flow === null) return { problems, changes: [] }
  const flows = { before: published.flow, after: release.flow }
  return { problems, changes: await changesBetween(ctx, campaign.row, { ...flows, members, moves }) }
}

/**
 * The change that makes a release the campaign's version, with what its flow refers to, and lets the campaign go.
 * @throws invalid with every problem, conflict when a removed step has members and nothing says where they go (FLOW-12)
 */
export async function decideRelease(ctx: Ctx, campaign: Campaign, release: Release): Promise<CampaignChange> {
  const { row } = campaign
  const situation = await situationOf(ctx, row, release)
  refuse([...(await problemsOf(ctx, campaign, release)), ...moveErrors(release, situation)])
  checkOccupied(release, situation)
  const { version, also } = await versionOf(ctx, row, release, situation)
  const now = ctx.clock.now()
  const status = row.status === "draft" || row.status === "scheduled" ? statusByDates(row, now) : row.status
  return {
    set: { status, version, activatedAt: status === "active" ? (row.activatedAt ?? now) : row.activatedAt },
    action: release.action,
    before: { status: row.status, version: row.version },
    after: { status, version, ...(Object.keys(release.move).length === 0 ? {} : { move: release.move }) },
    also,
  }
}

async function situationOf(ctx: Ctx, row: CampaignRow, release: Release): Promise<Situation> {
  const published = row.version === null ? null : await flowVersion(ctx, row.id, row.version)
  if (published === null || release.flow === null) return { published, members: new Map(), moves: {} }
  return {
    published,
    members: await standingMembers(ctx, row.id, { before: published.flow, after: release.flow }),
    moves: movesInto(release.flow, published.moves, release.move),
  }
}

/** What is wrong with the moves that were asked for. */
function moveErrors({ flow, move }: Release, { published, members }: Situation): FieldError[] {
  return Object.entries(move).flatMap(([from, to]): FieldError[] => {
    const error = (code: string, message: string) => [{ path: `move.${from}`, code, message, stepId: from }]
    const known = (published !== null && own(published.flow.steps, from) !== undefined) || members.has(from)
    if (flow === null || (!known && own(flow.steps, from) === undefined)) {
      return error("unknownStep", `“${from}” is no step that members can stand on.`)
    }
    if (own(flow.steps, from) !== undefined) return error("notRemoved", `“${from}” is still there: its members stay.`)
    if (own(flow.steps, to) === undefined) return error("unknownTarget", `There is no step “${to}” to move them to.`)
    return []
  })
}

/** 409 when a step with members on it is gone (FLOW-12). */
function checkOccupied({ flow }: Release, { members, moves }: Situation): void {
  if (flow === null) return
  const occupied = [...members]
    .filter(([stepId]) => own(flow.steps, stepId) === undefined && own(moves, stepId) === undefined)
    .map(([stepId, n]) => ({ stepId, members: n }))
  if (occupied.length === 0) return
  const steps = occupied.map((one) => `“${one.stepId}” (${one.members})`).join(", ")
  throw new AppError("conflict", `Members stand on steps that are no longer there: ${steps}.`, {
    reason: "stepsOccupied",
    named: occupied.map((one) => one.stepId),
    extra: { occupied },
  })
}

/** The version that the release becomes; the published one when nothing has changed since. */
async function versionOf(
  ctx: Ctx,
  row: CampaignRow,
  { flow, replacesDraft }: Release,
  { published, moves }: Situation,
): Promise<{ version: number | null; also: NonNullable<CampaignChange["also"]> }> {
  if (flow === null) return { version: null, also: [] }
  const draft = replacesDraft ? [replaceDraft(ctx, row.id, flow)] : []
  if (published !== null && sameFlow(published.flow, flow) && sameMoves(published.moves, moves)) {
    return { version: published.version, also: draft }
  }
  const version = (await lastVersion(ctx, row.id)) + 1
  const publishedAt = ctx.clock.now()
  const insert = ctx.db
    .insert(flowVersions)
    .values({ campaignId: row.id, version, flow, moves, publishedAt, publishedBy: actorLabel(ctx.actor) })
  return { version, also: [insert, ...replaceUses(ctx, row.id, flow), ...draft] }
}

/** What the published flow refers to, so that its runs find it. */
function replaceUses(ctx: Ctx, campaignId: string, flow: Flow): NonNullable<CampaignChange["also"]> {
  return [
    ctx.db.delete(campaignUses).where(eq(campaignUses.campaignId, campaignId)),
    ...usesOf(flow).map((use) => ctx.db.insert(campaignUses).values({ campaignId, ...use })),
  ]
}

function sameMoves(a: Moves, b: Moves): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
}

/** What keeps the campaign from being published. */
async function problemsOf(ctx: Ctx, { row, segmentIds }: Campaign, { flow }: Release): Promise<FieldError[]> {
  const errors = await segmentErrors(ctx, row.kind, segmentIds)
  if (row.endsAtMs !== null && row.endsAtMs <= ctx.clock.now()) {
    errors.push({ path: "endsAt", code: "past", message: "Ends is in the past." })
  }
  if (flow === null) return errors
  return [...errors, ...(await checkFlow(ctx, row, flow)).filter(isError).map(problemError)]
}
