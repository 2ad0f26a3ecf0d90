import { type ChartEdge, type LayeredGraph, layerGraph } from "./graph"
import { placeNodes, portShift } from "./place"
import { sizes } from "./sizes"
import { Tracks } from "./tracks"

export interface PlacedNode {
  id: string
  /** Upper left corner. */
  x: number
  y: number
  unreachable: boolean
}

export interface PlacedEdge {
  edge: ChartEdge
  /** Corners of the line, from the card's lower edge to the next one's upper edge. */
  points: [number, number][]
  /** Middle of the outcome's name. */
  label: [number, number]
  labelWidth: number
  loop: boolean
}

export interface ChartLayout {
  width: number
  height: number
  nodes: PlacedNode[]
  edges: PlacedEdge[]
}

/**
 * Lays a flow out from top to bottom: cards in layers, lines at right angles, loops led around outside.
 * @param ids steps in the order of the document
 */
export function layoutFlow(ids: readonly string[], start: string, edges: readonly ChartEdge[]): ChartLayout {
  const graph = layerGraph(ids, start, edges)
  const x = placeNodes(graph)
  const middles = ids.map((id) => x.get(id) ?? 0)
  const bounds = {
    left: Math.min(
      0,
      ...[...x.values()].map((at) => at - sizes.bendWidth),
      ...middles.map((at) => at - sizes.cardWidth / 2),
    ),
    right: Math.max(
      0,
      ...[...x.values()].map((at) => at + sizes.bendWidth),
      ...middles.map((at) => at + sizes.cardWidth / 2),
    ),
  }
  const tracks = new Tracks(graph.layers.length)
  const downs = graph.chains.map((chain) => planDown(chain, graph, x, tracks))
  const loops = planLoops(graph, x, tracks, bounds)
  const tops = layerTops(graph, tracks)
  const shift = sizes.margin - Math.min(bounds.left, ...loops.map((loop) => loop.lane))
  const right = Math.max(bounds.right, ...loops.map((loop) => loop.lane))
  const nodes = ids.map((id) => ({
    id,
    x: (x.get(id) ?? 0) - sizes.cardWidth / 2 + shift,
    y: tops[graph.layerOf.get(id) ?? 0] ?? 0,
    unreachable: graph.unreachable.has(id),
  }))
  const resolve = (plan: Plan): PlacedEdge => {
    const points = plan.points(tops, tracks).map(([px, py]): [number, number] => [px + shift, py])
    const [startX, startY] = points[0] ?? [0, 0]
    const room = sizes.cardWidth / plan.edge.ports
    return {
      edge: plan.edge,
      points,
      label: [startX, startY + 6 + sizes.labelHeight / 2],
      labelWidth: Math.min(160, plan.edge.ports === 1 ? 160 : room + (plan.edge.ports === 2 ? sizes.gap / 2 : -4)),
      loop: plan.loop,
    }
  }
  return {
    width: Math.ceil(right + shift + sizes.margin),
    height: Math.ceil((tops.at(-1) ?? 0) + sizes.cardHeight + tracks.height(graph.layers.length) + sizes.margin),
    nodes,
    edges: [...downs, ...loops].map(resolve),
  }
}

interface Plan {
  edge: ChartEdge
  loop: boolean
  points(tops: readonly number[], tracks: Tracks): [number, number][]
}

/** A line downwards: through the channel below each layer it passes. */
function planDown(
  chain: LayeredGraph["chains"][number],
  graph: LayeredGraph,
  x: Map<string, number>,
  tracks: Tracks,
): Plan {
  const { edge, path } = chain
  const first = graph.layerOf.get(edge.from) ?? 0
  const xs = path.map((id, i) => (x.get(id) ?? 0) + (i === 0 ? portShift(edge.port, edge.ports) : 0))
  const taken = xs.slice(1).map((to, i) => {
    const from = xs[i] ?? to
    // Lines that meet at one card share their last track.
    const group = i === xs.length - 2 ? `to ${edge.to}` : `${edge.from} ${edge.outcome} ${i}`
    return Math.abs(from - to) < 1 ? null : tracks.take(first + i + 1, [from, to], group)
  })
  return {
    edge,
    loop: false,
    points: (tops, laid) => {
      const points: [number, number][] = [[xs[0] ?? 0, (tops[first] ?? 0) + sizes.cardHeight]]
      taken.forEach((track, i) => {
        if (track !== null) {
          const y = laid.y(first + i + 1, track, tops)
          points.push([xs[i] ?? 0, y], [xs[i + 1] ?? 0, y])
        }
      })
      points.push([xs.at(-1) ?? 0, tops[first + taken.length] ?? 0])
      return points
    },
  }
}

/** A line back up: down into its channel, outside to a lane of its own, up, and in from above. */
function planLoops(
  graph: LayeredGraph,
  x: Map<string, number>,
  tracks: Tracks,
  bounds: { left: number; right: number },
) {
  const lanes = { left: 0, right: 0 }
  return graph.loops.map((edge): Plan & { lane: number } => {
    const from = graph.layerOf.get(edge.from) ?? 0
    const to = graph.layerOf.get(edge.to) ?? 0
    const fromX = (x.get(edge.from) ?? 0) + portShift(edge.port, edge.ports)
    const side = fromX - bounds.left <= bounds.right - fromX ? "left" : "right"
    lanes[side]++
    const lane = side === "left" ? bounds.left - lanes.left * 20 : bounds.right + lanes.right * 20
    const into = (x.get(edge.to) ?? 0) + (side === "left" ? -1 : 1) * (sizes.cardWidth / 2 - 32)
    const name = `loop ${edge.from} ${edge.outcome}`
    const lower = tracks.take(from + 1, [fromX, lane], name)
    const upper = tracks.take(to, [lane, into], name)
    return {
      edge,
      loop: true,
      lane,
      points: (tops, laid) => {
        const bottom = laid.y(from + 1, lower, tops)
        const top = laid.y(to, upper, tops)
        return [
          [fromX, (tops[from] ?? 0) + sizes.cardHeight],
          [fromX, bottom],
          [lane, bottom],
          [lane, top],
          [into, top],
          [into, tops[to] ?? 0],
        ]
      },
    }
  })
}

function layerTops(graph: LayeredGraph, tracks: Tracks): number[] {
  const tops: number[] = []
  let y = sizes.margin + tracks.height(0)
  for (let layer = 0; layer < graph.layers.length; layer++) {
    tops.push(y)
    y += sizes.cardHeight + tracks.height(layer + 1)
  }
  return tops
}
