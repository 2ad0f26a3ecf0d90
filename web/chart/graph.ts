/** The graph behind a chart: layers from top to bottom, loops set aside, long lines cut into pieces. Pure. */

export interface ChartEdge {
  from: string
  /** Name of the outcome. */
  outcome: string
  to: string
  /** Position among the outcomes of its step, and how many there are. */
  port: number
  ports: number
}

/** A line that goes down: the nodes it passes, the first a step, the last a step, between them bends. */
export interface Chain {
  edge: ChartEdge
  path: string[]
}

export interface LayeredGraph {
  /** Ids of steps and bends by layer, in order from left to right. */
  layers: string[][]
  /** Layer of each step and bend. */
  layerOf: Map<string, number>
  chains: Chain[]
  /** Lines that lead back up (or to their own step). */
  loops: ChartEdge[]
  /** Steps to which nothing leads from the start. */
  unreachable: Set<string>
}

const orderingSweeps = 8

/** Layers the steps by the longest way from the start and orders each layer so that few lines cross. */
export function layerGraph(ids: readonly string[], start: string, edges: readonly ChartEdge[]): LayeredGraph {
  const known = new Set(ids)
  const real = edges.filter((edge) => known.has(edge.from) && known.has(edge.to))
  const out = groupBy(real, (edge) => edge.from)
  const { order, loops } = walk(known.has(start) ? [start, ...ids] : ids, out)
  const unreachable = new Set(ids)
  for (const id of reach(start, out)) unreachable.delete(id)
  const down = real.filter((edge) => !loops.has(edge))
  const layerOf = longestWays(
    order,
    groupBy(down, (edge) => edge.from),
  )
  const lost = order.filter((id) => unreachable.has(id))
  const found = order.filter((id) => !unreachable.has(id))
  const { layers, chains } = cutLongLines([...found, ...lost], down, layerOf)
  orderLayers(layers, chains)
  return { layers, layerOf, chains, loops: [...loops], unreachable }
}

/** Depth-first from the roots: a topological order of the steps, and the edges that close a circle. */
function walk(roots: readonly string[], out: Map<string, ChartEdge[]>) {
  const done = new Set<string>()
  const open = new Set<string>()
  const loops = new Set<ChartEdge>()
  const finished: string[] = []
  const visit = (id: string) => {
    open.add(id)
    for (const edge of out.get(id) ?? []) {
      if (open.has(edge.to)) loops.add(edge)
      else if (!done.has(edge.to)) visit(edge.to)
    }
    open.delete(id)
    done.add(id)
    finished.push(id)
  }
  for (const root of roots) if (!done.has(root)) visit(root)
  return { order: finished.reverse(), loops }
}

function reach(start: string, out: Map<string, ChartEdge[]>): Set<string> {
  const seen = new Set([start])
  for (const id of seen) for (const edge of out.get(id) ?? []) seen.add(edge.to)
  return seen
}

function longestWays(order: readonly string[], out: Map<string, ChartEdge[]>): Map<string, number> {
  const layerOf = new Map(order.map((id) => [id, 0]))
  for (const id of order) {
    for (const edge of out.get(id) ?? []) {
      layerOf.set(edge.to, Math.max(layerOf.get(edge.to) ?? 0, (layerOf.get(id) ?? 0) + 1))
    }
  }
  return layerOf
}

function cutLongLines(order: readonly string[], down: readonly ChartEdge[], layerOf: Map<string, number>) {
  const layers: string[][] = Array.from({ length: Math.max(0, ...layerOf.values()) + 1 }, () => [])
  for (const id of order) layers[layerOf.get(id) ?? 0]?.push(id)
  const chains = down.map((edge): Chain => {
    const path = [edge.from]
    for (let layer = (layerOf.get(edge.from) ?? 0) + 1; layer < (layerOf.get(edge.to) ?? 0); layer++) {
      const bend = `${edge.from}\u0000${edge.outcome}\u0000${layer}`
      layerOf.set(bend, layer)
      layers[layer]?.push(bend)
      path.push(bend)
    }
    return { edge, path: [...path, edge.to] }
  })
  return { layers, chains }
}

interface Link {
  above: string
  below: string
  /** Where on the upper node the line leaves: -0.5 left … 0.5 right. */
  shift: number
}

/** Sorts each layer by the middle of its neighbours, down and up again, and keeps the best order seen. */
function orderLayers(layers: string[][], chains: readonly Chain[]): void {
  const links: Link[] = chains.flatMap(({ edge, path }) =>
    path.slice(1).map((below, i) => ({
      above: path[i] ?? below,
      below,
      shift: i === 0 ? (edge.port + 0.5) / edge.ports - 0.5 : 0,
    })),
  )
  const byBelow = groupBy(links, (link) => link.below)
  const byAbove = groupBy(links, (link) => link.above)
  let best = layers.map((layer) => [...layer])
  let fewest = Number.POSITIVE_INFINITY
  for (let sweep = 0; sweep < orderingSweeps; sweep++) {
    const place = positions(layers)
    const downwards = sweep % 2 === 0
    const indexes = layers.map((_, i) => (downwards ? i : layers.length - 1 - i))
    for (const i of indexes) {
      const layer = layers[i]
      if (!layer) continue
      const wish = new Map(
        layer.map((id) => {
          const near = downwards
            ? (byBelow.get(id) ?? []).map((link) => (place.get(link.above) ?? 0) + link.shift)
            : (byAbove.get(id) ?? []).map((link) => (place.get(link.below) ?? 0) - link.shift)
          return [id, near.length > 0 ? mean(near) : (place.get(id) ?? 0)]
        }),
      )
      layer.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0))
      layer.forEach((id, x) => {
        place.set(id, x)
      })
    }
    const crossings = countCrossings(links, positions(layers), layers)
    if (crossings < fewest) {
      fewest = crossings
      best = layers.map((layer) => [...layer])
    }
    if (fewest === 0) break
  }
  best.forEach((layer, i) => {
    layers[i] = layer
  })
}

function positions(layers: readonly string[][]): Map<string, number> {
  return new Map(layers.flatMap((layer) => layer.map((id, x) => [id, x] as const)))
}

function countCrossings(links: readonly Link[], place: Map<string, number>, layers: readonly string[][]): number {
  const layerOf = new Map(layers.flatMap((layer, i) => layer.map((id) => [id, i] as const)))
  let crossings = 0
  for (const [, group] of groupBy(links, (link) => String(layerOf.get(link.above)))) {
    for (let i = 0; i < group.length; i++) {
      for (let j = i + 1; j < group.length; j++) {
        const [a, b] = [group[i], group[j]]
        if (!a || !b) continue
        const above = (place.get(a.above) ?? 0) + a.shift - (place.get(b.above) ?? 0) - b.shift
        const below = (place.get(a.below) ?? 0) - (place.get(b.below) ?? 0)
        if (above * below < 0) crossings++
      }
    }
  }
  return crossings
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
