import { type Flow, typeOf } from "./flow"
import { hastyEdgesOf, reachableFrom } from "./graph"
import { own } from "./own"
import type { Reference } from "./steps/step-type"

/** A row of `campaign_uses`: what a published flow needs at hand to run. */
export interface Use {
  kind: "campaign" | "workflow" | "occasion"
  ref: string
}

/** What a flow refers to outside itself, each once: kept when it is published, so that its runs find it. */
export function usesOf(flow: Flow): Use[] {
  return referencesIn(flow).flatMap(({ kind, ref }) => (kind === "result" ? [] : [{ kind, ref }]))
}

/** Everything a flow refers to outside itself, each once, also what its runs do without: for the checks. */
export function referencesIn(flow: Flow): Reference[] {
  const found = new Map<string, Reference>()
  for (const step of Object.values(flow.steps)) {
    for (const one of typeOf(step).refersTo?.(step) ?? []) found.set(`${one.kind} ${one.ref}`, one)
  }
  return [...found.values()]
}

/** Workflows that a flow starts without a wait of at least a minute before, by the step that does (FLOW-11). */
export function startedAtOnce(flow: Flow): { stepId: string; workflowId: string }[] {
  return [...reachableFrom(flow.start, hastyEdgesOf(flow))].flatMap((stepId) => {
    const step = own(flow.steps, stepId)
    const references = step ? (typeOf(step).refersTo?.(step) ?? []) : []
    return references.flatMap(({ kind, ref }) => (kind === "workflow" ? [{ stepId, workflowId: ref }] : []))
  })
}
