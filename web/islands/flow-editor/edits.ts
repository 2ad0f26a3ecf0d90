import type { Flow, Step } from "../../../src/engine/flow"
import { stepAt } from "./merge"

/** Edits of a flow, each giving a new one. Pure. */

export interface Point {
  x: number
  y: number
}

/** Where a new step is put: it takes the outcome's place. */
export interface After {
  stepId: string
  outcome: string
}

/** Leaves room for a number within the 64 characters of an id. */
const idBaseMax = 48

/** An id for a new step that says what it is, not yet among `taken`. */
export function freshId(taken: { has(id: string): boolean }, name: string, type: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase()
  const base =
    plain
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, idBaseMax) || type
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.has(id)) return id
  }
}

/** "Email", then "Email 2": no two steps of one name. */
function freshName(flow: Flow, name: string): string {
  const names = new Set(Object.values(flow.steps).map((step) => step.name))
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name} ${n}`
    if (!names.has(tried)) return tried
  }
}

/** Adds a step; behind an outcome it leads on to where that led, by its main outcome. */
export function withNew(
  flow: Flow,
  blank: Step,
  put: { name: string; main: string | undefined; after: After | null; position?: Point | undefined },
): { flow: Flow; stepId: string } {
  const name = freshName(flow, put.name)
  const stepId = freshId(new Set(Object.keys(flow.steps)), name, blank.type)
  const before = put.after === null ? undefined : stepAt(flow, put.after.stepId)
  const led = put.after === null ? undefined : before?.outcomes[put.after.outcome]
  const outcomes = put.main !== undefined && led !== undefined ? { [put.main]: led } : {}
  const position = put.position === undefined ? {} : { position: rounded(put.position) }
  const step = { ...blank, name, outcomes, ...position } as Step
  const added = { ...flow, steps: { ...flow.steps, [stepId]: step } }
  if (put.after === null || before === undefined) return { flow: added, stepId }
  return { flow: connected(added, put.after.stepId, put.after.outcome, stepId), stepId }
}

/** Leads an outcome to a step; null: to nothing. */
export function connected(flow: Flow, from: string, outcome: string, to: string | null): Flow {
  const step = stepAt(flow, from)
  if (step === undefined || step.outcomes[outcome] === (to ?? undefined)) return flow
  const { [outcome]: _, ...others } = step.outcomes
  return withStep(flow, from, { ...step, outcomes: to === null ? others : { ...step.outcomes, [outcome]: to } })
}

/**
 * Takes steps out. What led to one leads to where its main outcome led, through as many removed ones as there are.
 * @param mainOf a step's main outcome
 */
export function withoutSteps(flow: Flow, ids: readonly string[], mainOf: (id: string) => string | undefined): Flow {
  const gone = new Set(ids)
  const nextOf = (id: string): string | undefined => {
    const seen = new Set<string>()
    let at: string | undefined = id
    while (at !== undefined && gone.has(at) && !seen.has(at)) {
      seen.add(at)
      at = stepAt(flow, at)?.outcomes[mainOf(at) ?? ""]
    }
    return at === undefined || gone.has(at) ? undefined : at
  }
  const kept = Object.entries(flow.steps).filter(([id]) => !gone.has(id))
  const steps = Object.fromEntries(
    kept.map(([id, step]): [string, Step] => {
      if (!Object.values(step.outcomes).some((to) => gone.has(to))) return [id, step]
      const outcomes = Object.entries(step.outcomes).flatMap(([name, to]): [string, string][] => {
        const next = nextOf(to)
        return next === undefined ? [] : [[name, next]]
      })
      return [id, { ...step, outcomes: Object.fromEntries(outcomes) }]
    }),
  )
  const start = gone.has(flow.start) ? (nextOf(flow.start) ?? kept[0]?.[0] ?? flow.start) : flow.start
  return { start, steps }
}

/** Steps taken along to be put elsewhere. */
export type Clip = Record<string, Step>

export function clipOf(flow: Flow, ids: readonly string[]): Clip {
  return Object.fromEntries(
    ids.flatMap((id) => {
      const step = stepAt(flow, id)
      return step === undefined ? [] : [[id, step]]
    }),
  )
}

/** How far beside the original a copy stands, when nothing else is said. */
const copyShift = 40

/** Puts copies of steps in; lines among them lead among the copies, others to where they led when that is there. */
export function withClip(flow: Flow, clip: Clip, nameOf: (name: string) => string): { flow: Flow; ids: string[] } {
  const taken = new Set(Object.keys(flow.steps))
  const copies = Object.entries(clip).map(([id, step]) => {
    const name = taken.has(id) ? nameOf(step.name || id) : step.name
    return { id, step: { ...step, name } }
  })
  const ids = new Map<string, string>()
  for (const { id, step } of copies) {
    const copyId = freshId(taken, step.name, step.type)
    taken.add(copyId)
    ids.set(id, copyId)
  }
  const steps = { ...flow.steps }
  const by = freeShift(flow, clip)
  for (const { id, step } of copies) {
    const outcomes = Object.entries(step.outcomes).flatMap(([name, to]): [string, string][] => {
      const target = ids.get(to) ?? (stepAt(flow, to) === undefined ? undefined : to)
      return target === undefined ? [] : [[name, target]]
    })
    steps[ids.get(id) ?? id] = { ...step, outcomes: Object.fromEntries(outcomes), ...shifted(step, by) }
  }
  return { flow: { ...flow, steps }, ids: [...ids.values()] }
}

/** How far aside copies go, down and to the right, so that none lies exactly on a card, as those of an earlier paste. */
function freeShift(flow: Flow, clip: Clip): number {
  const taken = Object.values(flow.steps).flatMap(({ position }) => position ?? [])
  const wanted = Object.values(clip).flatMap(({ position }) => position ?? [])
  const covers = (by: number) =>
    wanted.some(({ x, y }) =>
      taken.some((at) => Math.abs(at.x - x - by) < copyShift && Math.abs(at.y - y - by) < copyShift),
    )
  let by = copyShift
  while (covers(by)) by += copyShift
  return by
}

function shifted({ position }: Step, by: number): { position?: Point } {
  return position === undefined ? {} : { position: { x: position.x + by, y: position.y + by } }
}

/** Writes where cards stand. */
export function withPositions(flow: Flow, positions: ReadonlyMap<string, Point>): Flow {
  const steps = Object.entries(flow.steps).map(([id, step]): [string, Step] => {
    const position = positions.get(id)
    if (position === undefined) return [id, step]
    const at = rounded(position)
    return [id, step.position?.x === at.x && step.position.y === at.y ? step : { ...step, position: at }]
  })
  return { ...flow, steps: Object.fromEntries(steps) }
}

/** Forgets where cards stand: they are laid out by themselves again. */
export function withoutPositions(flow: Flow): Flow {
  const steps = Object.entries(flow.steps).map(([id, { position: _, ...step }]): [string, Step] => [id, step as Step])
  return { ...flow, steps: Object.fromEntries(steps) }
}

export function withStep(flow: Flow, stepId: string, step: Step): Flow {
  return { ...flow, steps: { ...flow.steps, [stepId]: step } }
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) }
}

/** Where a flow ends by one line only: a new step goes there, before the End. */
export function beforeEnd(flow: Flow): After | null {
  const last = Object.entries(flow.steps).flatMap(([stepId, { outcomes }]) =>
    Object.entries(outcomes)
      .filter(([, to]) => stepAt(flow, to)?.type === "end")
      .map(([outcome]) => ({ stepId, outcome })),
  )
  return last.length === 1 ? (last[0] ?? null) : null
}
