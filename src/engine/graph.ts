import { type Flow, type Step, stepOf, targetOf, typeOf } from "./flow"

/** One way from a step to another, as a run would take it. */
export interface Edge {
  from: string
  outcome: string
  to: string
}

/** Every way of the flow that leads to an existing step, by the outcome that takes it. */
export function edgesOf(flow: Flow): Edge[] {
  return Object.entries(flow.steps).flatMap(([from, step]) =>
    outcomeNames(step).flatMap((outcome) => {
      const to = targetOf(step, outcome)
      return to !== undefined && stepOf(flow, to) ? [{ from, outcome, to }] : []
    }),
  )
}

/** The ways that are taken at once: those that no wait of at least a minute lies before. */
export function hastyEdgesOf(flow: Flow): Edge[] {
  return edgesOf(flow).filter(({ from, outcome }) => {
    const step = stepOf(flow, from)
    return step && !typeOf(step).waitsBefore(step).includes(outcome)
  })
}

function outcomeNames(step: Step): string[] {
  return typeOf(step)
    .outcomes(step)
    .map((outcome) => outcome.name)
}

/** Steps that can be reached from one, itself included. */
export function reachableFrom(start: string, edges: readonly Edge[]): ReadonlySet<string> {
  const next = targetsByStep(edges)
  const reached = new Set([start])
  const rest = [start]
  for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
    for (const to of next.get(id) ?? []) {
      if (reached.has(to)) continue
      reached.add(to)
      rest.push(to)
    }
  }
  return reached
}

/** The shortest time in ms from the start to each step that can be reached. */
export function arrivalsOf(flow: Flow): ReadonlyMap<string, number> {
  const ways = edgesOf(flow).map((edge) => {
    const step = stepOf(flow, edge.from)
    return { ...edge, takes: (step && typeOf(step).takesAtLeast?.(step, edge.outcome)) ?? 0 }
  })
  const next = Map.groupBy(ways, (way) => way.from)
  const arrivals = new Map([[flow.start, 0]])
  const rest = [flow.start]
  // First in, first out: no step is looked at more often than there are steps.
  for (let id = rest.shift(); id !== undefined; id = rest.shift()) {
    for (const { to, takes } of next.get(id) ?? []) {
      const arrival = (arrivals.get(id) ?? 0) + takes
      if (arrival >= (arrivals.get(to) ?? Number.POSITIVE_INFINITY)) continue
      arrivals.set(to, arrival)
      rest.push(to)
    }
  }
  return arrivals
}

/**
 * Loops: the groups of steps from each of which every other of the group, and itself, can be reached (strongly connected
 * components by Tarjan's algorithm, with an explicit stack, because flows come from outside).
 */
export function loopsOf(steps: readonly string[], edges: readonly Edge[]): string[][] {
  const next = targetsByStep(edges)
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const loops: string[][] = []

  const close = (id: string): void => {
    const loop: string[] = []
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      isOpen.delete(one)
      loop.push(one)
      if (one === id) break
    }
    if (loop.length > 1 || next.get(id)?.includes(id)) loops.push(loop.reverse())
  }

  for (const root of steps) {
    if (order.has(root)) continue
    const walk: { id: string; at: number }[] = [{ id: root, at: 0 }]
    for (let top = walk.at(-1); top !== undefined; top = walk.at(-1)) {
      const { id } = top
      if (top.at === 0) {
        order.set(id, order.size)
        low.set(id, order.size - 1)
        open.push(id)
        isOpen.add(id)
      }
      const to = next.get(id)?.[top.at++]
      if (to !== undefined) {
        if (!order.has(to)) walk.push({ id: to, at: 0 })
        else if (isOpen.has(to)) low.set(id, Math.min(low.get(id) ?? 0, order.get(to) ?? 0))
        continue
      }
      walk.pop()
      const parent = walk.at(-1)
      if (parent) low.set(parent.id, Math.min(low.get(parent.id) ?? 0, low.get(id) ?? 0))
      if (low.get(id) === order.get(id)) close(id)
    }
  }
  return loops
}

function targetsByStep(edges: readonly Edge[]): Map<string, string[]> {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  return next
}
