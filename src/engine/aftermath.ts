import type { Draft } from "./draft"
import { runById } from "./draft"
import { fireResets, startWorkflow } from "./entry"
import { aftermathRoundsMax } from "./limits"
import { join, leave } from "./membership"
import { checkGoals } from "./results"
import { reviewDeferred } from "./review"
import { park } from "./run-end"
import { decideRules } from "./segments"
import type { Signal } from "./steps/step-type"
import { signalRun } from "./transition"

/**
 * Lets a reaction come to rest: what it has changed is told to goals and waiting runs, the joins and workflows that steps
 * have asked for are carried out, and everything due is fired, until nothing new comes of it. What a member could keep
 * going for ever this way is cut off: by the fuse of starts, and after `aftermathRoundsMax` rounds altogether (RUN-4).
 */
export function settleDown(draft: Draft): void {
  for (let round = 0; round < aftermathRoundsMax; round++) {
    decideRules(draft)
    if (concernsDeferred(draft)) {
      draft.news.delete("slot")
      reviewDeferred(draft)
    }
    tellNews(draft)
    // One by one: what a join starts sees the moves that are still to come.
    for (let left = draft.moves.length; left > 0; left--) {
      const move = draft.moves.shift()
      if (move) carryOut(draft, move)
    }
    for (const workflowId of draft.workflows.splice(0)) startWorkflow(draft, workflowId)
    fireDue(draft)
    fireResets(draft)
    if (draft.news.size + draft.moves.length + draft.workflows.length === 0) return
  }
  for (const campaignId of draft.workflows.splice(0)) {
    draft.entries.push({ type: "runNotStarted", campaignId, reason: "loopGuard" })
  }
}

/** A move that a step or a rule has asked for comes after all that is known of the segment, also within one instant. */
function carryOut(draft: Draft, { segmentId, member, source }: Draft["moves"][number]): void {
  const known = draft.state.memberships.find((one) => one.segmentId === segmentId)
  if (source === "rule" && (known?.member ?? false) === member) return
  const at = Math.max(draft.now, (known?.at ?? 0) + 1)
  if (member) join(draft, { kind: "joined", segmentId, at, source })
  else leave(draft, { kind: "left", segmentId, at, source })
}

/** What may bring forward, or end, what contact policies have put off. */
function concernsDeferred({ news }: Draft): boolean {
  return news.has("slot") || news.has("consent") || news.has("result") || news.has("profile")
}

function tellNews(draft: Draft): void {
  const news = new Set(draft.news)
  draft.news.clear()
  // That a slot has come free concerns only what waits for one.
  if (news.delete("slot")) draft.news.add("slot")
  if (news.size === 0) return
  checkGoals(draft, null)
  if (news.has("profile")) signalAll(draft, { kind: "profile" })
}

/** Tells every run of the member. */
export function signalAll(draft: Draft, signal: Signal): void {
  for (const run of draft.state.runs) signalRun(draft, run.id, signal)
}

/** Fires every timer that is due, each once: what a run waits for next has its own instant. */
function fireDue(draft: Draft): void {
  for (const { id } of draft.state.runs) {
    const run = runById(draft, id)
    const until = run?.wait?.until ?? null
    if (!run || until === null) continue
    if (!Number.isSafeInteger(until)) park(draft, run, { reason: "failedPermanently", detail: `No instant: ${until}` })
    else if (until <= draft.now) signalRun(draft, id, { kind: "timer" })
  }
}
