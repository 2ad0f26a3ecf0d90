import { type Clause, entryClauses, entryHints, type Hint } from "./explain-entry"
import { type Deferral, type LeftOut, leftOut, type WaitingFor, waitHints, waitingFor } from "./explain-run"
import { stepOf } from "./flow"
import { own } from "./own"
import type { EndedRun, MemberState, Run } from "./state"
import type { CampaignDefinition, RuleSet } from "./world"

export type { Clause, Deferral, Hint, LeftOut, WaitingFor }

/** The run that the explanation is about. Instants are epoch ms. */
export interface RunTold {
  runId: string
  /** 1 for the member's first run of this flow. */
  entry: number
  startedAt: number
  /** Present run: where it stands. */
  at: { stepId: string; visit: number; enteredAt: number; version: number } | null
  /** Ended run: when, and why. */
  endedAt: number | null
  reason: string | null
}

export interface Explanation {
  enrolled: boolean
  /** Of the present run, else of the last one, else `notEntered`. */
  status: "active" | "failed" | "completed" | "exited" | "cancelled" | "notEntered"
  because: Clause[]
  /** The present run, else the last one; null: never entered. */
  run: RunTold | null
  waitingFor: WaitingFor | null
  /** What was skipped, put off or failed in this campaign, and by what; the latest last. */
  skipped: LeftOut[]
  /** What would let the member in, or take the run on. */
  wouldChange: Hint[]
}

/**
 * Why a member is or is not in a flow, what it waits for, what was left out and what would change that (ANA-5), by the
 * rules that decide it. Instants are epoch ms.
 * @param state also of a member that never entered
 * @param around `rules`: the rule segments, for the criteria that keep the member out of one; null: not at hand
 */
export function explain(
  state: MemberState,
  { control, flows }: CampaignDefinition,
  around: { now: number; rules: RuleSet | null },
): Explanation {
  const { now, rules } = around
  const run = state.runs.find((one) => one.campaignId === control.id)
  const last = own(state.ended, control.id)
  const flow = run === undefined ? undefined : flows.get(run.version)
  const step = run && flow && stepOf(flow, run.stepId)
  const clauses = entryClauses(state, control, { now, rules })
  return {
    enrolled: run !== undefined,
    status: run === undefined ? (last?.status ?? "notEntered") : run.parked ? "failed" : "active",
    because: clauses,
    run: runTold(state, control.id, { run, last }),
    waitingFor: run === undefined ? null : waitingFor(state, control, { run, step }),
    skipped: leftOut(state, control),
    wouldChange:
      run === undefined ? entryHints(state, control, { clauses, now }) : waitHints(state, control, { run, step }),
  }
}

function runTold(
  state: MemberState,
  campaignId: string,
  runs: { run: Run | undefined; last: EndedRun | undefined },
): RunTold | null {
  const { run, last } = runs
  if (run !== undefined) {
    const { id: runId, entry, startedAt, stepId, visit, enteredAt, version } = run
    return { runId, entry, startedAt, at: { stepId, visit, enteredAt, version }, endedAt: null, reason: null }
  }
  if (last === undefined) return null
  const runId = `${campaignId}.${state.uid}.${last.entry}`
  return {
    runId,
    entry: last.entry,
    startedAt: last.startedAt,
    at: null,
    endedAt: last.endedAt,
    reason: last.reason ?? null,
  }
}
