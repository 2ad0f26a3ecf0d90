import { assertNever } from "../core/assert"
import { hourMs } from "./calendar"
import { at, type Draft, putDelivery, putRun, runById } from "./draft"
import { type Flow, stepOf } from "./flow"
import { fractionOf } from "./fraction"
import { adjustmentsMax } from "./limits"
import { own } from "./own"
import { cancelDeliveries, endRun } from "./run-end"
import { type Delivery, deliveryAt, isInSegment, isUnsettled, parseDeliveryId, type Run, type Wait } from "./state"
import { moveRun, signalRun } from "./transition"
import type { CampaignControl, JournalEntry, OverduePolicy, Reason } from "./types"
import type { World } from "./world"

/** Whether a campaign sends nothing more at an instant although nobody may have told the member yet (CAM-5). */
function hasStopped(control: CampaignControl, now: number): boolean {
  // A workflow has no dates: what was begun goes through (WF-1).
  if (control.kind === "workflow" || control.atEnd !== "stop") return false
  return (
    control.status === "ended" || control.status === "archived" || (control.endsAt !== null && now >= control.endsAt)
  )
}

/** Applies the present controls to every run they concern, before anything else in a reaction. */
export function applyControls(draft: Draft): void {
  for (const run of draft.state.runs) applyControl(draft, run)
}

/** Ends, freezes or moves one run as its campaign's control says. An outdated control says nothing. */
function applyControl(draft: Draft, run: Run, skip: Reason | null = null): void {
  const definition = draft.world.campaigns.get(run.campaignId)
  if (!definition || definition.control.rev < run.rev) return
  const { control, flows } = definition
  if (control.status === "cancelled") {
    endRun(draft, run, { status: "cancelled", reason: "campaignCancelled" })
    return
  }
  if (hasStopped(control, draft.now)) {
    endRun(draft, run, { status: "exited", reason: "campaignEnded" })
    return
  }
  if (control.rev > run.rev && hasNoSegment(draft, control)) {
    endRun(draft, run, { status: "exited", reason: "leftSegment" })
    return
  }
  if (control.status === "paused") {
    freeze(draft, run, control)
    return
  }
  if (run.frozenAt !== undefined) return
  const flow = control.version === null ? undefined : flows.get(control.version)
  if (flow && control.version !== run.version) adopt(draft, run, { control, flow, skip })
  else if (control.rev > run.rev && run.wait?.dated && control.uses.occasions.length > 0) retime(draft, run, control)
}

/** EDT-13: its last segment was taken from the flow, and the flow lets go of those who are in none (CAM-16). */
function hasNoSegment(draft: Draft, control: CampaignControl): boolean {
  if (control.kind !== "flow" || control.onLeave !== "exit") return false
  return !control.segmentIds.some((id) => isInSegment(draft.state, id))
}

/** TIME-5: an occasion may have moved. What comes of it is marked with the revision, so that an older one cannot undo it. */
function retime(draft: Draft, run: Run, control: CampaignControl): void {
  signalRun(draft, run.id, { kind: "edited" })
  const after = runById(draft, run.id)
  if (after && after !== run && after.rev < control.rev) putRun(draft, { ...after, rev: control.rev })
}

function freeze(draft: Draft, run: Run, control: CampaignControl): void {
  if (run.frozenAt !== undefined) return
  const frozenAt = control.pausedAt ?? draft.now
  // A resume that was already applied is not undone by news of the pause before it.
  if (run.resumedAt !== undefined && frozenAt < run.resumedAt) return
  const frozen = putRun(draft, { ...run, frozenAt, rev: control.rev })
  draft.entries.push({ type: "runFrozen", ...at(frozen) })
  // What it holds back goes no more before others (POL-3).
  draft.news.add("slot")
}

/**
 * FLOW-14: a run goes on in the newer version from the step it stands on; waits are re-timed by their new definition. From
 * a step that is gone it moves to where the version says (FLOW-12), or leaves.
 */
function adopt(draft: Draft, run: Run, newer: { control: CampaignControl; flow: Flow; skip: Reason | null }): void {
  const { control, flow, skip } = newer
  const adopted: Run = { ...run, version: control.version ?? run.version, rev: control.rev }
  const step = stepOf(flow, run.stepId)
  if (step) {
    // Another type of step says other things, on another channel.
    if (run.wait?.type === step.type) refresh(draft, putRun(draft, adopted))
    else putRun(draft, adopted)
    signalRun(draft, run.id, { kind: "edited" }, { skip })
    return
  }
  const target = own(control.moves, run.stepId)
  if (target === undefined || !stepOf(flow, target)) {
    endRun(draft, run, { status: "exited", reason: "stepRemoved" })
    return
  }
  cancelDeliveries(draft, run, "stepRemoved")
  if (run.parked) draft.entries.push({ type: "runUnparked", ...at(run) })
  const { parked: _, ...moving } = adopted
  moveRun(draft, putRun(draft, moving), { stepId: target, skip })
}

/** EDT-06: what a contact policy has put off, and nobody has rendered yet, leaves with the text of the newer version. */
function refresh(draft: Draft, run: Run): void {
  const { deliveryId } = run.wait ?? {}
  const delivery = deliveryId === undefined ? undefined : deliveryAt(draft.state, deliveryId)
  if (delivery?.status !== "deferred" || delivery.attempts > 0 || delivery.begunAt !== undefined) return
  putDelivery(draft, { ...delivery, version: run.version })
}

/** A pause, as a resume tells of it. */
export interface Pause {
  campaignId: string
  pausedAt: number
  resumedAt: number
  overdue: OverduePolicy
}

/** Thaws a campaign's runs, and treats what was overdue by the chosen policy (CAM-8). A second telling changes nothing. */
export function resumeRuns(draft: Draft, pause: Pause): void {
  const ids = draft.state.runs.filter((run) => run.campaignId === pause.campaignId).map((run) => run.id)
  for (const id of ids) {
    const run = runById(draft, id)
    if (run && isNews(run, pause)) thaw(draft, run, pause)
  }
}

/** A resume not heard yet: later than the last one, or of the very pause that holds the run, be it of the same instant. */
function isNews(run: Run, pause: Pause): boolean {
  // Who has entered since has missed nothing, and loses nothing that is on its way.
  if (run.frozenAt === undefined && run.startedAt >= pause.resumedAt) return false
  return run.resumedAt === undefined || run.resumedAt < pause.resumedAt || run.frozenAt === pause.pausedAt
}

function thaw(draft: Draft, run: Run, pause: Pause): void {
  const control = draft.world.campaigns.get(run.campaignId)?.control
  const { frozenAt, ...rest } = run
  const wait = run.wait && explained(run.wait, waitAfter(run, run.wait, pause), pause)
  const rev = Math.max(run.rev, control?.rev ?? run.rev)
  const thawed = putRun(draft, { ...rest, rev, wait, resumedAt: pause.resumedAt })
  if (frozenAt !== undefined) draft.entries.push({ type: "runThawed", ...at(thawed) })
  if (wait && wait.until !== run.wait?.until)
    draft.entries.push(moveOf(thawed, { wait, pause, timeZone: control?.timeZone }))
  const missedSend = resumeDeliveries(draft, thawed, pause)
  const missedWait = run.wait !== null && isOverdue(run.wait.until, pause)
  const skip = pause.overdue === "skip" && (missedSend || missedWait) ? "pauseSkipped" : null
  // The pause may have hidden a new version of the flow, and things that the member did.
  applyControl(draft, thawed, skip)
  signalRun(draft, thawed.id, { kind: skip !== null && missedWait ? "timer" : "edited" }, { skip })
}

/** A wait that a pause has moved says so (TIME-6). */
function explained(before: Wait, wait: Wait, pause: Pause): Wait {
  if (wait.until === before.until || wait.explanation === undefined) return wait
  const adjustments = [...wait.explanation.adjustments, { kind: "pause", detail: policyText(pause) }].slice(
    -adjustmentsMax,
  )
  return { ...wait, explanation: { ...wait.explanation, adjustments, until: wait.until } }
}

function policyText({ overdue }: Pause): string {
  return typeof overdue === "string" ? overdue : `spread over ${overdue.spreadOverHours} h`
}

/** How a pause moved a wait, for the journal. */
function moveOf(run: Run, move: { wait: Wait; pause: Pause; timeZone: string | undefined }): JournalEntry {
  const { wait, pause, timeZone } = move
  const policy = policyText(pause)
  const explanation = {
    anchor: wait.anchor,
    rule: `pause, then ${policy}`,
    zone: wait.zone?.name ?? timeZone ?? "UTC",
    zoneSource: wait.zone?.source ?? ("campaign" as const),
    adjustments: [{ kind: "pause", detail: policy }],
    until: wait.until,
  }
  return { type: "waitMoved", ...at(run), wait: explanation, because: "resumed" }
}

function isOverdue(until: number | null, pause: Pause): boolean {
  return until !== null && until <= pause.resumedAt
}

/** A wait after the pause: moved by exactly the time that both had in common, or spread, or as it was. */
function waitAfter(run: Run, wait: Wait, pause: Pause): Wait {
  if (wait.until === null) return wait
  const { overdue } = pause
  switch (overdue) {
    case "skip":
      return wait
    case "shift": {
      // A date stays the date it is: one that has gone by in the pause is due now.
      if (wait.dated) return isOverdue(wait.until, pause) ? { ...wait, until: pause.resumedAt, fixed: true } : wait
      const by = Math.max(0, pause.resumedAt - Math.max(pause.pausedAt, wait.anchor))
      return { ...wait, until: wait.until + by, shift: (wait.shift ?? 0) + by }
    }
    default:
      return isOverdue(wait.until, pause) ? { ...wait, until: spread(run.id, pause, overdue), fixed: true } : wait
  }
}

/** An instant within the hours after the resume, the same whenever asked for the same run. */
function spread(runId: string, pause: Pause, overdue: { spreadOverHours: number }): number {
  return pause.resumedAt + Math.floor(fractionOf(runId) * overdue.spreadOverHours * hourMs)
}

/** Treats what the run had queued when the pause came; answers whether something was left out. */
function resumeDeliveries(draft: Draft, run: Run, pause: Pause): boolean {
  let missed = false
  for (const delivery of draft.state.deliveries) {
    const origin = isUnsettled(delivery) ? parseDeliveryId(delivery.id) : null
    if (origin?.runId !== run.id) continue
    // What a contact policy has put off beyond the pause has missed nothing.
    if (delivery.status === "deferred" && (delivery.nextAt ?? 0) > pause.resumedAt) continue
    if (pause.overdue === "skip") {
      missed = true
      putDelivery(draft, { ...delivery, status: "skipped", reason: "pauseSkipped", nextAt: null })
      const { stepId, visit, channel, campaignId } = origin
      const where = { campaignId, runId: run.id, stepId, visit }
      draft.entries.push({ type: "deliverySkipped", ...where, channel, reason: "pauseSkipped" })
    } else putDelivery(draft, deliveryAfter(delivery, run, pause))
  }
  return missed
}

function deliveryAfter(delivery: Delivery, run: Run, pause: Pause): Delivery {
  const { overdue } = pause
  switch (overdue) {
    case "skip":
      return delivery
    case "shift": {
      const by = Math.max(0, pause.resumedAt - Math.max(pause.pausedAt, delivery.dueAt))
      return { ...delivery, dueAt: delivery.dueAt + by, nextAt: Math.max(delivery.nextAt ?? 0, pause.resumedAt) }
    }
    default: {
      if (typeof overdue !== "object") return assertNever(overdue)
      const instant = spread(run.id, pause, overdue)
      return { ...delivery, dueAt: instant, nextAt: instant }
    }
  }
}

/**
 * Campaigns whose control in this world is older than what the member has already seen: load them afresh, because
 * `react` leaves their runs alone.
 */
export function outdatedCampaigns(state: { runs: readonly Run[] }, world: World): string[] {
  return state.runs
    .filter((run) => (world.campaigns.get(run.campaignId)?.control.rev ?? run.rev) < run.rev)
    .map((run) => run.campaignId)
}
