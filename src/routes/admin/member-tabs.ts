import { explanationWords } from "../../../web/explain-words"
import type { ExplainView } from "../../../web/pages/member-explain"
import type { InsightView, PlannedRow } from "../../../web/pages/member-insight"
import { ruleLineWords } from "../../../web/policy-words"
import { quoted } from "../../../web/quoted"
import { type TimelineEntry, type TimelineNames, timelineRows } from "../../../web/timeline-words"
import type { Ui } from "../../../web/ui"
import { notFound } from "../../core/errors"
import { getCampaign } from "../../services/campaigns/get"
import type { Ctx } from "../../services/context"
import { deliveryQuerySchema, listDeliveries } from "../../services/deliveries/list"
import { explainMember } from "../../services/members/explain"
import { memberTimeline, type TimelineItem } from "../../services/members/timeline"
import { memberInsight, type Planned } from "../../services/overview/member-insight"
import { campaignChoices, flowNames, occasionNames, segmentChoices } from "../../services/overview/names"
import { holderNames } from "../../services/overview/policy-holders"
import { pageQuerySchema } from "../../services/page"
import type { AppContext } from "../env"
import { readQuery } from "./forms"
import { surroundings } from "./surroundings"
import { deliveryRow } from "./views"

/** Names for all that a timeline, an explanation or a plan may mention. */
export async function namesFor(ctx: Ctx, campaignIds: readonly string[]): Promise<TimelineNames> {
  const [names, segments, occasions, holders] = await Promise.all([
    flowNames(ctx, { campaignIds }),
    segmentChoices(ctx),
    occasionNames(ctx),
    holderNames(ctx),
  ])
  const segmentNames = new Map(segments.map((segment) => [segment.id, segment.name]))
  return {
    campaign: (campaignId) => names.campaigns.get(campaignId) ?? campaignId,
    step: (campaignId, stepId) => names.steps.get(campaignId)?.get(stepId) ?? stepId,
    segment: (segmentId) => segmentNames.get(segmentId) ?? segmentId,
    occasion: (id) => occasions.get(id) ?? id,
    holders,
  }
}

/** What has happened to the member, newest first. */
export async function timelineTab(c: AppContext, { id, timeZone }: { id: string; timeZone: string | null }) {
  const ctx = c.get("ctx")
  const { items, nextCursor } = await memberTimeline(ctx, { id, ...readQuery(c, pageQuerySchema) })
  const entries = items.map(entryOf)
  const names = { ...(await namesFor(ctx, entries.flatMap(campaignsIn))), zone: timeZone ?? undefined }
  return { rows: timelineRows(await surroundings(c), entries, names), nextCursor }
}

/** The API's view of a journal entry is that entry with its instant. */
function entryOf(item: TimelineItem): TimelineEntry {
  return item as unknown as TimelineEntry
}

/** The entry's own campaign, and those of the earlier messages that it names. */
function campaignsIn(entry: TimelineEntry): string[] {
  const earlier = "because" in entry && Array.isArray(entry.because) ? entry.because : []
  return [...("campaignId" in entry ? [entry.campaignId] : []), ...earlier.map((id) => id.split(".")[0] ?? "")]
}

export async function deliveriesTab(c: AppContext, memberId: string) {
  const ctx = c.get("ctx")
  const { items, nextCursor } = await listDeliveries(ctx, { ...readQuery(c, deliveryQuerySchema), memberId })
  const [names, holders] = await Promise.all([
    flowNames(ctx, { campaignIds: items.map((item) => item.campaignId) }),
    holderNames(ctx),
  ])
  return { rows: items.map((item) => deliveryRow(item, names)), nextCursor, holders }
}

/** Why the member is or is not in the chosen campaign (ANA-5). */
export async function explainTab(c: AppContext, member: { id: string; timeZone: string | null }): Promise<ExplainView> {
  const ctx = c.get("ctx")
  const campaignId = c.req.query("campaignId") ?? ""
  const campaigns = await campaignChoices(ctx)
  if (campaignId === "") return { campaignId, campaigns, words: null }
  const [campaign, told] = await Promise.all([
    getCampaign(ctx, { id: campaignId, library: "any" }),
    explainMember(ctx, { id: member.id, campaignId }),
  ])
  const earlier = told.skipped.flatMap((left) => left.deferral?.because.map((one) => one.campaignId) ?? [])
  const names = await namesFor(ctx, [campaignId, ...earlier])
  const { id, name, kind, timeZone } = campaign
  const around = { names, campaign: { id, name, kind, zone: member.timeZone ?? timeZone } }
  const known = campaigns.some((one) => one.id === id) ? campaigns : [{ id, name }, ...campaigns]
  return { campaignId, campaigns: known, words: explanationWords(await surroundings(c), told, around) }
}

/** Everything planned for the member, and what is known beside profile, segments and runs (MEM-7). */
export async function insightTab(c: AppContext, id: string): Promise<InsightView> {
  const ctx = c.get("ctx")
  const insight = await memberInsight(ctx, { id })
  if (insight === null) throw notFound("member")
  const mentioned = [...insight.planned, ...insight.results, ...insight.data].map((one) => one.campaignId)
  const names = await namesFor(ctx, mentioned)
  const ui = await surroundings(c)
  return {
    held: insight.held,
    planned: insight.planned.map((one) => plannedRow(ui, one, names)),
    results: insight.results.map((one) => ({ ...one, campaignName: names.campaign(one.campaignId) })),
    suppressions: insight.suppressions,
    attendance: insight.attendance.map((one) => ({ ...one, occasionName: names.occasion(one.occasionId) })),
    data: insight.data.map((one) => ({ ...one, campaignName: names.campaign(one.campaignId) })),
  }
}

function plannedRow(ui: Ui, planned: Planned, names: TimelineNames): PlannedRow {
  const { kind, at, campaignId } = planned
  return { kind, at, campaignId, campaignName: names.campaign(campaignId), text: plannedWords(ui, planned, names) }
}

function plannedWords(ui: Ui, planned: Planned, names: TimelineNames): string {
  const i = ui.t.insight
  switch (planned.kind) {
    case "step":
      return i.step(quoted(ui.locale, names.step(planned.campaignId, planned.stepId)))
    case "delivery": {
      const step = quoted(ui.locale, names.step(planned.campaignId, planned.stepId))
      if (planned.rule === null) return i.delivery(step)
      return i.deferred(step, ruleLineWords(ui, planned.rule, names.holders).join("; "))
    }
    case "reset":
      return i.reset
    case "start":
      return i.start
  }
}
