import type { Flow } from "./flow"
import { own } from "./own"

/** Removed step → step of the flow that its members go to (FLOW-12). */
export type Moves = Record<string, string>

/**
 * Where members of all steps that a flow no longer has go: what was said at earlier versions, followed on to steps that
 * are still there, and what is said now. Steps that lead nowhere are left out.
 * @param earlier the moves of the version before
 * @param now what is said with this one; it counts more
 */
export function movesInto(flow: Flow, earlier: Moves, now: Moves): Moves {
  const said: Moves = { ...earlier, ...now }
  const moves: [string, string][] = []
  for (const stepId of Object.keys(said)) {
    const target = own(flow.steps, stepId) === undefined ? destination(flow, said, stepId) : null
    if (target !== null) moves.push([stepId, target])
  }
  return Object.fromEntries(moves.sort())
}

/** The first step along the moves that the flow has. */
function destination(flow: Flow, said: Moves, from: string): string | null {
  const seen = new Set<string>()
  let stepId: string | undefined = from
  while (stepId !== undefined && !seen.has(stepId)) {
    if (own(flow.steps, stepId) !== undefined) return stepId
    seen.add(stepId)
    stepId = own(said, stepId)
  }
  return null
}
