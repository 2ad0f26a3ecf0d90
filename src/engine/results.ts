import { hasResult } from "./consent"
import type { Draft } from "./draft"
import { approximateMs, parseDuration } from "./duration"
import { own } from "./own"
import { noteReset, type ResultField } from "./resets"
import { evaluateRule, ruleSchema } from "./rules"
import { endRun } from "./run-end"
import type { EventFact } from "./state"
import { subjectOf } from "./subject"
import type { CampaignControl } from "./types"

/** Looks whether what has just happened reaches the goal of a campaign that the member is or was in (CAM-10). */
export function checkGoals(draft: Draft, event: EventFact | null): void {
  for (const { control } of draft.world.campaigns.values()) {
    const startedAt = startOf(draft, control.id)
    if (startedAt === null || control.goal === null) continue
    if (hasResult(draft.state, control, { kind: "converted", now: draft.now })) continue
    if (isInTime(control, startedAt, draft.now) && isReached(draft, control, event)) convert(draft, control)
  }
}

function startOf(draft: Draft, campaignId: string): number | null {
  const run = draft.state.runs.find((one) => one.campaignId === campaignId)
  const startedAt = run?.startedAt ?? own(draft.state.ended, campaignId)?.startedAt
  const resetAt = own(draft.state.results, campaignId)?.resetAt
  // What was reset was reached by a run from before: it takes a new one to reach it again (CAM-12).
  return startedAt === undefined || (resetAt !== undefined && startedAt < resetAt) ? null : startedAt
}

function isInTime(control: CampaignControl, startedAt: number, now: number): boolean {
  const within = control.goal?.within === undefined ? null : parseDuration(control.goal.within)
  return within === null || now <= startedAt + approximateMs(within)
}

function isReached(draft: Draft, control: CampaignControl, event: EventFact | null): boolean {
  if (event !== null && control.goal?.event === event.name) return true
  if (control.goal?.rule === undefined) return false
  const rule = ruleSchema.safeParse(control.goal.rule)
  return rule.success && evaluateRule(rule.data, subjectOf(draft.state, null, control), draft.now).met
}

function convert(draft: Draft, control: CampaignControl): void {
  setResult(draft, control.id, "convertedAt")
  draft.entries.push({ type: "converted", campaignId: control.id })
  if (control.afterConversion === "stop") endRuns(draft, control.id, "converted")
}

/** The member wants no more of this campaign (CAM-11); without effect where the campaign does not offer it. */
export function dismiss(draft: Draft, campaignId: string): void {
  const control = draft.world.campaigns.get(campaignId)?.control
  if (!control?.dismissible || hasResult(draft.state, control, { kind: "dismissed", now: draft.now })) return
  setResult(draft, campaignId, "dismissedAt")
  draft.entries.push({ type: "dismissed", campaignId })
  endRuns(draft, campaignId, "dismissed")
}

function setResult(draft: Draft, campaignId: string, field: ResultField): void {
  const { results } = draft.state
  draft.state.results = { ...results, [campaignId]: { ...own(results, campaignId), [field]: draft.now } }
  draft.news.add("result")
  noteReset(draft, campaignId)
}

function endRuns(draft: Draft, campaignId: string, reason: "converted" | "dismissed"): void {
  for (const run of draft.state.runs) {
    if (run.campaignId === campaignId) endRun(draft, run, { status: "exited", reason })
  }
}
