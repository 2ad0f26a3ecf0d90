import { notFound } from "../../core/errors"
import { isoOf, isoOrNull } from "../../core/instant"
import { readRules, ruleSegments, rulesRev } from "../../db/rules"
import { type DryRunEntry, dryRun } from "../../engine/dry-run"
import { createMember, everyone, type MemberState } from "../../engine/state"
import type { Profile } from "../../engine/types"
import type { CampaignDefinition, RuleSet } from "../../engine/world"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import { refuse } from "../campaigns/settings"
import { flowNamed } from "../campaigns/versions"
import type { Ctx } from "../context"
import { checkFlow, isError, problemError } from "../flows/check"
import { definitionsWith } from "./definitions"
import { renderOrder } from "./render"
import type { DryRunItem, DryRunRequest } from "./schema"

/** Messages rendered in one play; further ones are told without their content. */
const renderedMax = 200
/** A made-up member's ids. */
const invented = { id: "dry-run", uid: "dryrun0000000000" } as const

/**
 * Plays a flow for one member, real or made up, through all its waits (ANA-6): time travels, nothing is written, nothing is
 * sent. The flow need not be published.
 * @throws invalid with the problems of a draft that could not be published, notFound for an unknown member
 */
export async function dryRunCampaign(
  ctx: Ctx,
  input: CampaignRef & DryRunRequest,
): Promise<{ timeline: DryRunItem[] }> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  const flow = await flowNamed(ctx, campaign, input.version, "version")
  if (input.version === "draft") refuse((await checkFlow(ctx, campaign.row, flow)).filter(isError).map(problemError))
  const startAt = input.startAt ?? ctx.clock.now()
  const state = await memberOf(ctx, input.member, { startAt, segmentIds: campaign.segmentIds })
  const campaigns = await definitionsWith(ctx, input.id, flow)
  const rules = await ruleSet(ctx)
  const entries = dryRun({ state, campaignId: input.id, campaigns, rules, startAt, events: input.events })
  return { timeline: await itemsOf(ctx, campaigns, entries) }
}

/** The member named as its object has it, or one made of a profile, who has just joined the segments given. */
async function memberOf(
  ctx: Ctx,
  member: DryRunRequest["member"],
  of: { startAt: number; segmentIds: readonly string[] },
): Promise<MemberState> {
  if (typeof member === "string") {
    const state = await ctx.members.state(member)
    if (state === null) throw notFound("member")
    return state
  }
  const { id = invented.id, segmentIds = of.segmentIds, attributes = {}, ...given } = member
  const kept = Object.entries(attributes).filter((entry): entry is [string, Profile["attributes"][string]] => {
    return entry[1] !== null
  })
  const profile: Profile = {
    email: given.email ?? null,
    phone: given.phone ?? null,
    locale: given.locale ?? null,
    timeZone: given.timeZone ?? null,
    push: given.push ?? [],
    attributes: Object.fromEntries(kept),
  }
  const memberships = segmentIds
    .filter((segmentId) => segmentId !== everyone)
    .map((segmentId) => ({ segmentId, member: true, at: of.startAt, source: "api" as const }))
  return createMember({ id, uid: invented.uid, profile, memberships, now: of.startAt })
}

async function ruleSet(ctx: Ctx): Promise<RuleSet> {
  const db = ctx.db.$client
  const revision = db.prepare(`SELECT ${rulesRev} AS rev`)
  const [stamp, segments] = (await db.batch([revision, ruleSegments(db)])) as [D1Result<{ rev: number }>, D1Result]
  return readRules(segments, stamp.results[0]?.rev ?? 0)
}

async function itemsOf(
  ctx: Ctx,
  campaigns: ReadonlyMap<string, CampaignDefinition>,
  entries: readonly DryRunEntry[],
): Promise<DryRunItem[]> {
  const items: DryRunItem[] = []
  let rendered = 0
  for (const entry of entries) {
    const definition = campaigns.get(entry.campaignId ?? "")
    const { order } = entry
    const message =
      order && definition && rendered < renderedMax ? await renderOrder(ctx, definition, order, entry.at) : null
    if (message !== null) rendered++
    items.push({ ...itemOf(entry), ...(message === null ? {} : { message }) })
  }
  return items
}

/** One line in the API's words: instants as ISO 8601. */
function itemOf(entry: DryRunEntry): DryRunItem {
  const { at, stepId, type, stepType, campaignId, visit, outcome, channel, reason, detail, name, wait, deferral } =
    entry
  return {
    at: isoOf(at),
    stepId,
    type,
    stepType,
    campaignId,
    visit,
    ...(outcome === undefined ? {} : { outcome }),
    ...(channel === undefined ? {} : { channel }),
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    ...(name === undefined ? {} : { name }),
    ...(wait === undefined ? {} : { wait: { ...wait, anchor: isoOf(wait.anchor), until: isoOrNull(wait.until) } }),
    ...(deferral === undefined ? {} : { deferral: { ...deferral, until: isoOf(deferral.until) } }),
  }
}
