import { type Flow, type Step, stepOf, typeOf } from "./flow"
import { own } from "./own"

/** Where a new step is put: it takes the outcome's place, and leads on to where the outcome led. */
export interface After {
  stepId: string
  outcome: string
}

/**
 * Ids of all steps as one walks through the flow, main outcomes first. Those that nothing leads to come behind, and Ends at
 * the very end.
 */
export function stepsInOrder(flow: Flow): string[] {
  const seen = new Set<string>()
  const open = [flow.start, ...Object.keys(flow.steps)].reverse()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = stepOf(flow, id)
    if (step === undefined || seen.has(id)) continue
    seen.add(id)
    open.push(...waysOf(step).reverse())
  }
  const isEnd = (id: string) => stepOf(flow, id)?.type === "end"
  return [...[...seen].filter((id) => !isEnd(id)), ...[...seen].filter(isEnd)]
}

function waysOf(step: Step): string[] {
  const named = typeOf(step)
    .outcomes(step)
    .flatMap(({ name }) => own(step.outcomes, name) ?? [])
  return [...new Set([...named, ...Object.values(step.outcomes)])]
}

/** An id for a new step that says what it is: from its name, else its type. */
export function freshStepId(flow: Flow, step: Pick<Step, "name" | "type">): string {
  const base =
    step.name
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, idBaseMax) || step.type
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (stepOf(flow, id) === undefined) return id
  }
}

/** Leaves room for a number within the 64 characters of an id. */
const idBaseMax = 48

/** The flow with a step written anew in its place. */
export function withStep(flow: Flow, stepId: string, step: Step): Flow {
  return { ...flow, steps: { ...flow.steps, [stepId]: step } }
}

/** The flow with one more step; put behind an outcome, it takes over what the outcome led to, unless it says otherwise. */
export function withNewStep(flow: Flow, step: Step, after: After | null): { flow: Flow; stepId: string } {
  const stepId = freshStepId(flow, step)
  const before = after === null ? undefined : stepOf(flow, after.stepId)
  if (after === null || before === undefined) return { flow: withStep(flow, stepId, step), stepId }
  const main = typeOf(step).outcomes(step)[0]?.name
  const led = own(before.outcomes, after.outcome)
  const takesOver = main !== undefined && led !== undefined && Object.keys(step.outcomes).length === 0
  const fresh = takesOver ? { ...step, outcomes: { [main]: led } } : step
  const linked = withStep(flow, after.stepId, {
    ...before,
    outcomes: { ...before.outcomes, [after.outcome]: stepId },
  })
  return { flow: withStep(linked, stepId, fresh), stepId }
}

/** The flow without a step: what led to it leads to where its main outcome led. */
export function withoutStep(flow: Flow, stepId: string): Flow {
  const removed = stepOf(flow, stepId)
  if (removed === undefined) return flow
  const main = typeOf(removed).outcomes(removed)[0]?.name
  const target = main === undefined ? undefined : own(removed.outcomes, main)
  const next = target === stepId ? undefined : target
  const kept = Object.entries(flow.steps).filter(([id]) => id !== stepId)
  const steps = Object.fromEntries(
    kept.map(([id, step]): [string, Step] => [id, { ...step, outcomes: led(step.outcomes, stepId, next) }]),
  )
  return { start: flow.start === stepId ? (next ?? kept[0]?.[0] ?? stepId) : flow.start, steps }
}

function led(outcomes: Record<string, string>, from: string, to: string | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outcomes).flatMap(([outcome, target]) => {
      if (target !== from) return [[outcome, target]]
      return to === undefined ? [] : [[outcome, to]]
    }),
  )
}

/** The flow with a copy of a step, which nothing leads to yet and which leads to where the step leads. */
export function withCopy(flow: Flow, stepId: string, name: string): { flow: Flow; stepId: string } | null {
  const step = stepOf(flow, stepId)
  if (step === undefined) return null
  const { position: _, ...rest } = step
  const copy: Step = { ...rest, name }
  const copyId = freshStepId(flow, copy)
  return { flow: withStep(flow, copyId, copy), stepId: copyId }
}
