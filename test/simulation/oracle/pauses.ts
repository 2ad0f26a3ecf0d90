import type { Overdue } from "../scenario"
import { moveOn, type Passage, type Rules, tell } from "./runs"
import type { Person, Run } from "./state"

/** What becomes of runs when their campaign goes on after a pause, or has another version. */

const hourMs = 3_600_000

/** Gives the new version to a run: it is moved off a step that has gone, and its wait is looked at again (FLOW-14). */
export function adopt(person: Person, run: Run, passage: Passage): void {
  const { flow, moves } = run.campaign
  if (flow?.steps[run.step] === undefined) moveOn(person, run, moves[run.step], passage)
  else tell(person, run, "edited", passage)
}

/**
 * CAM-8: `shift` moves waits by what they had in common with the pause, `skip` leaves out what was missed, and what is
 * overdue may be spread.
 */
export function thaw(person: Person, run: Run, pause: { overdue: Overdue; pausedAt: number; rules: Rules }): void {
  const { overdue, pausedAt, rules } = pause
  const { now } = person
  run.frozen = false
  const { wait } = run
  if (wait === null) return
  const missed = wait.until <= now
  if (typeof overdue === "object" && missed)
    run.wait = spread(person, run, { rules, longMs: overdue.spreadOverHours * hourMs })
  if (overdue === "shift" && wait.kind !== "sending") run.wait = shifted(run, wait, { pausedAt, now, missed })
  const skip = overdue === "skip" && missed
  if (skip && run.campaign.flow?.steps[run.step] !== undefined) tell(person, run, "timer", { rules, skip })
  else adopt(person, run, { rules, skip })
}

/** Some time within the hours; when is the system's to choose, once. */
function spread(person: Person, run: Run, { rules, longMs }: { rules: Rules; longMs: number }): Run["wait"] {
  const { now, id } = person
  const { wait, campaign, entry } = run
  if (wait === null) return null
  if (wait.kind === "sending") return { ...wait, until: now }
  const chosen = rules.spread(id, campaign.plan.key, entry) ?? now
  const fits = chosen >= now && chosen < now + longMs
  return { ...wait, until: fits ? chosen : now, fixed: true }
}

function shifted(
  run: Run,
  wait: Exclude<Run["wait"], null | { kind: "sending" }>,
  pause: { pausedAt: number; now: number; missed: boolean },
): Run["wait"] {
  const delay = run.campaign.flow?.steps[run.step]?.delay as { for?: string } | undefined
  const isDate = wait.kind === "delay" && delay !== undefined && delay.for === undefined
  if (isDate) return pause.missed ? { ...wait, until: pause.now, fixed: true } : wait
  const by = Math.max(0, pause.now - Math.max(pause.pausedAt, wait.anchor))
  return { ...wait, until: wait.until + by, shift: wait.shift + by }
}
