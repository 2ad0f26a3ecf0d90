import type { Draft } from "./draft"
import { runById } from "./draft"
import { startWorkflow } from "./entry"
import { aftermathRoundsMax } from "./limits"
import { join, leave } from "./membership"
import { checkGoals } from "./results"
import type { Signal } from "./steps/step-type"
import { signalRun } from "./transition"

/**
 * Lets a reaction come to rest: what it has changed is told to goals and waiting runs, the joins and workflows that steps
 * have asked for are carried out, and everything due is fired, until nothing new comes of it. What a member could keep
 * going for ever this way is cut off after `aftermathRoundsMax` rounds; the rest follows with the next reaction.
 */
export function settleDown(draft: Draft): void {
  for (let round = 0; round < aftermathRoundsMax; round++) {
    tellNews(draft)
    for (const move of draft.moves.splice(0)) {
      const { segmentId, source } = move
      const carryOut = move.member ? join : leave
      carryOut(draft, { kind: move.member ? "joined" : "left", segmentId, at: draft.now, source })
    }
    for (const workflowId of draft.workflows.splice(0)) startWorkflow(draft, workflowId)
    fireDue(draft)
    if (draft.news.size + draft.moves.length + draft.workflows.length === 0) return
  }
}

function tellNews(draft: Draft): void {
  const news = new Set(draft.news)
  draft.news.clear()
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
    if (until !== null && until <= draft.now) signalRun(draft, id, { kind: "timer" })
  }
}
