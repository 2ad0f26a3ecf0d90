import { dayMs } from "./calendar"
import { finalResultOf } from "./consent"
import type { Draft } from "./draft"
import { own } from "./own"
import { clearResults, dropReset, noteReset, reentryAt } from "./resets"
import { isInSegment, type MemberState } from "./state"
import { startRun } from "./transition"
import type { CampaignControl, Reason } from "./types"
import type { CampaignDefinition } from "./world"

/** Whether a flow takes members in at an instant (CAM-5, CAM-6). */
function takesIn(control: CampaignControl, now: number): boolean {
  return (
    control.kind === "flow" &&
    control.status === "active" &&
    !control.entryClosed &&
    control.version !== null &&
    (control.startsAt === null || control.startsAt <= now) &&
    (control.endsAt === null || now < control.endsAt)
  )
}

/** Starts every flow that a join leads into (CAM-6). */
export function enterBySegment(draft: Draft, segmentId: string): void {
  for (const definition of draft.world.campaigns.values()) {
    if (definition.control.segmentIds.includes(segmentId)) enter(draft, definition)
  }
}

/**
 * Starts one flow for a member who is already in its segments.
 * @param since epoch ms; given: only for one who has joined after it. Who joins at that very instant, once the flow runs,
 *   is let in by the join itself.
 */
export function enrol(draft: Draft, campaignId: string, since: number | null): void {
  const definition = draft.world.campaigns.get(campaignId)
  if (!definition) return
  const inside = definition.control.segmentIds.some((segmentId) =>
    since === null
      ? isInSegment(draft.state, segmentId)
      : draft.state.memberships.some((one) => one.segmentId === segmentId && one.member && one.at > since),
  )
  // Enrolment runs over everyone, also twice: those who are or were in already are no news.
  const { control } = definition
  if (!inside || whyNotIn(draft.state, control, draft.now) !== null || !hasJoinedSince(draft.state, control)) return
  enter(draft, definition)
}

/** Days that have passed let in whoever joins (again), not everyone who was in before (CAM-15). */
function hasJoinedSince(state: MemberState, control: CampaignControl): boolean {
  const last = own(state.ended, control.id)
  if (last === undefined || typeof control.reentry !== "object") return true
  return state.memberships.some(
    ({ segmentId, member, at }) => member && at > last.startedAt && control.segmentIds.includes(segmentId),
  )
}

/** Resets what is due to be reset, and starts flows again that allow it then (CAM-12, CAM-15). */
export function fireResets(draft: Draft): void {
  for (const [campaignId, at] of Object.entries(draft.state.resets)) {
    const control = draft.world.campaigns.get(campaignId)?.control
    // A campaign that is not at hand may be another time; one that is gone for a day is gone.
    if (!control && at <= draft.now - dayMs) dropReset(draft, campaignId)
    if (at > draft.now || !control) continue
    clearResults(draft, control)
    if (control.reentry === "onReset") enrol(draft, campaignId, null)
    noteReset(draft, campaignId, draft.now)
  }
}

/** Starts every internal workflow that an event sets off (WF-1). */
export function enterByEvent(draft: Draft, name: string): void {
  for (const { control } of draft.world.campaigns.values()) {
    if (control.trigger?.event === name && control.status === "active") startWorkflow(draft, control.id)
  }
}

/** Starts a workflow for the member, or says why not: it is under way already, or not to be started (FLOW-11, WF-1). */
export function startWorkflow(draft: Draft, workflowId: string): void {
  const definition = draft.world.campaigns.get(workflowId)
  const { control } = definition ?? {}
  const flow = control?.version == null ? undefined : definition?.flows.get(control.version)
  const startable = control?.kind === "workflow" && control.status === "active"
  const refuse = (reason: Reason): void => {
    draft.entries.push({ type: "runNotStarted", campaignId: workflowId, reason })
  }
  if (!definition || !flow || !startable) refuse("notQualified")
  else if (draft.state.runs.some((run) => run.campaignId === workflowId)) refuse("alreadyActive")
  else startRun(draft, definition, flow)
}

function enter(draft: Draft, definition: CampaignDefinition): void {
  const { control, flows } = definition
  const flow = control.version === null ? undefined : flows.get(control.version)
  if (!flow || !takesIn(control, draft.now)) return
  const reason = whyNotIn(draft.state, control, draft.now)
  if (reason === null) startRun(draft, definition, flow)
  else draft.entries.push({ type: "runNotStarted", campaignId: control.id, reason })
}

/** Why a member may not start (another) run of a flow now, or null (CAM-15). */
export function whyNotIn(state: MemberState, control: CampaignControl, now: number): Reason | null {
  if (state.runs.some((run) => run.campaignId === control.id)) return "alreadyActive"
  const result = finalResultOf(state, control, now)
  if (result !== null) return result
  const last = own(state.ended, control.id)
  if (!last) return null
  const { reentry } = control
  if (reentry === "never") return "reentryDisabled"
  if (reentry === "onRejoin") return hasRejoined(state, control, last.endedAt) ? null : "reentryDisabled"
  if (reentry === "onReset")
    return now >= (reentryAt(state, control) ?? Number.POSITIVE_INFINITY) ? null : "reentryDisabled"
  return now >= last.startedAt + reentry.afterDays * dayMs ? null : "reentryDisabled"
}

/** Whether the member has left one of the flow's segments and joined it again since the last run. */
function hasRejoined(state: MemberState, control: CampaignControl, since: number): boolean {
  return control.segmentIds.some((id) => isInSegment(state, id) && (own(state.rejoinedAt, id) ?? 0) > since)
}
