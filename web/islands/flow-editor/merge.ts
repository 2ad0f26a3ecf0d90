import type { Flow, Step } from "../../../src/engine/flow"
import { same } from "./same"

/** Two edits of one draft put together. Pure. */
export interface Merge {
  flow: Flow
  /** Steps that both have changed in ways that cannot both stand. */
  conflicts: string[]
}

/** What somebody else has changed: ids of steps. */
export interface Changes {
  changed: string[]
  added: string[]
  removed: string[]
  start: boolean
}

/**
 * Three-way merge per step (FLOW-16): what only one of the two changed stands as that one has it; within a step its place,
 * its lines and its content are looked at apart. Where both changed the same thing, `prefer` says whose stands.
 */
export function mergeFlows(base: Flow, mine: Flow, theirs: Flow, prefer: "mine" | "theirs" = "mine"): Merge {
  const conflicts: string[] = []
  const ids = [...new Set([...Object.keys(theirs.steps), ...Object.keys(mine.steps)])]
  const steps: Record<string, Step> = {}
  for (const id of ids) {
    const [b, m, t] = [stepAt(base, id), stepAt(mine, id), stepAt(theirs, id)]
    const merged = mergeStep(b, m, t, prefer)
    if (merged.conflict) conflicts.push(id)
    if (merged.step !== undefined) steps[id] = merged.step
  }
  const start = pick(base.start, mine.start, theirs.start, prefer).value
  return { flow: withoutLooseEnds({ start, steps }), conflicts }
}

/** What `after` says otherwise than `before`; where cards stand does not count. */
export function changesBetween(before: Flow, after: Flow): Changes {
  const content = (step: Step | undefined) => (step === undefined ? undefined : { ...step, position: undefined })
  const ids = Object.keys(after.steps)
  return {
    changed: ids.filter(
      (id) => stepAt(before, id) !== undefined && !same(content(stepAt(before, id)), content(stepAt(after, id))),
    ),
    added: ids.filter((id) => stepAt(before, id) === undefined),
    removed: Object.keys(before.steps).filter((id) => stepAt(after, id) === undefined),
    start: before.start !== after.start,
  }
}

export function isEmpty({ changed, added, removed, start }: Changes): boolean {
  return changed.length + added.length + removed.length === 0 && !start
}

export function stepAt(flow: Flow, id: string): Step | undefined {
  return Object.hasOwn(flow.steps, id) ? flow.steps[id] : undefined
}

function pick<T>(base: T, mine: T, theirs: T, prefer: "mine" | "theirs"): { value: T; conflict: boolean } {
  if (same(mine, theirs) || same(base, mine)) return { value: theirs, conflict: false }
  if (same(base, theirs)) return { value: mine, conflict: false }
  return { value: prefer === "mine" ? mine : theirs, conflict: true }
}

function mergeStep(
  base: Step | undefined,
  mine: Step | undefined,
  theirs: Step | undefined,
  prefer: "mine" | "theirs",
): { step: Step | undefined; conflict: boolean } {
  const whole = pick(base, mine, theirs, prefer)
  if (!whole.conflict || mine === undefined || theirs === undefined)
    return { step: whole.value, conflict: whole.conflict }
  const content = pick(contentOf(base), contentOf(mine), contentOf(theirs), prefer)
  const outcomes: Record<string, string> = {}
  let conflict = content.conflict
  for (const name of new Set([...Object.keys(theirs.outcomes), ...Object.keys(mine.outcomes)])) {
    const way = pick(base?.outcomes[name], mine.outcomes[name], theirs.outcomes[name], prefer)
    if (way.conflict) conflict = true
    if (way.value !== undefined) outcomes[name] = way.value
  }
  // Where a card stands is nobody's work: no conflict.
  const { value: position } = pick(base?.position, mine.position, theirs.position, prefer)
  const step = { ...content.value, outcomes, ...(position === undefined ? {} : { position }) } as Step
  return { step, conflict }
}

function contentOf(step: Step | undefined) {
  if (step === undefined) return undefined
  const { outcomes: _, position: __, ...content } = step
  return content
}

/** Lines that lead to steps which the other has deleted are open again. */
function withoutLooseEnds(flow: Flow): Flow {
  const steps = Object.fromEntries(
    Object.entries(flow.steps).map(([id, step]) => {
      const kept = Object.entries(step.outcomes).filter(([, to]) => stepAt(flow, to) !== undefined)
      return [
        id,
        kept.length === Object.keys(step.outcomes).length ? step : { ...step, outcomes: Object.fromEntries(kept) },
      ]
    }),
  )
  const start = stepAt(flow, flow.start) === undefined ? (Object.keys(steps)[0] ?? flow.start) : flow.start
  return { start, steps }
}
