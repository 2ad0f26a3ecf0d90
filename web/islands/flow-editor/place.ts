import type { Flow } from "../../../src/engine/flow"
import { type ChartEdge, layerGraph } from "../../chart/graph"
import { placeNodes } from "../../chart/place"
import type { Point } from "./edits"
import { stepAt } from "./merge"

/** Measures of the canvas in CSS pixels, on the 4 px grid. */
export const card = { width: 256, height: 140, rowGap: 68 } as const
/** Between a lane beside the cards and the next one. */
const laneGap = 16

/** The lines of a flow; `outcomesOf` gives a step's outcomes in their order. */
export function linesOf(flow: Flow, outcomesOf: (id: string) => readonly string[]): ChartEdge[] {
  return Object.entries(flow.steps).flatMap(([from, step]) => {
    const names = [...new Set([...outcomesOf(from), ...Object.keys(step.outcomes)])]
    return names.flatMap((outcome, port): ChartEdge[] => {
      const to = step.outcomes[outcome]
      return to === undefined || stepAt(flow, to) === undefined
        ? []
        : [{ from, outcome, to, port, ports: names.length }]
    })
  })
}

/** Where cards stand, and where long lines pass between them. */
export interface Layout {
  positions: Map<string, Point>
  /** Middles of the gaps in which a line passes a row of cards, from top to bottom. */
  bends: Map<ChartEdge, Point[]>
}

/** Lays cards out from top to bottom in the order of their outcomes: the same layers as the read-only chart. */
export function layOut(flow: Flow, lines: readonly ChartEdge[]): Layout {
  const graph = layerGraph(Object.keys(flow.steps), flow.start, lines)
  const middles = placeNodes(graph)
  const top = (id: string) => (graph.layerOf.get(id) ?? 0) * (card.height + card.rowGap)
  const middle = (id: string) => middles.get(id) ?? 0
  const positions = Object.keys(flow.steps).map((id): [string, Point] => [
    id,
    { x: middle(id) - card.width / 2, y: top(id) },
  ])
  const bends = graph.chains.map(({ edge, path }): [ChartEdge, Point[]] => [
    edge,
    path.slice(1, -1).map((bend) => ({ x: middle(bend), y: top(bend) + card.height / 2 })),
  ])
  return { positions: new Map(positions), bends: new Map(bends) }
}

/** Where each card stands: as written down; the others below what leads to them, or, when none is, all laid out. */
export function positionsOf(flow: Flow, lines: readonly ChartEdge[]): Map<string, Point> {
  return layoutOf(flow, lines).positions
}

/** As `positionsOf`; lines pass between the cards as long as nobody has moved one. */
export function layoutOf(flow: Flow, lines: readonly ChartEdge[]): Layout {
  const written = Object.entries(flow.steps).filter(([, step]) => step.position !== undefined)
  if (written.length === 0) return layOut(flow, lines)
  const placed = new Map(written.map(([id, step]): [string, Point] => [id, step.position ?? { x: 0, y: 0 }]))
  for (const id of Object.keys(flow.steps)) {
    if (placed.has(id)) continue
    const above = lines.find((line) => line.to === id && placed.has(line.from))
    const from = above && placed.get(above.from)
    const bottom = Math.max(...[...placed.values()].map(({ y }) => y))
    const wish = { x: from?.x ?? 0, y: (from?.y ?? bottom) + card.height + card.rowGap }
    placed.set(id, freePlace(wish, [...placed.values()]))
  }
  return { positions: placed, bends: new Map() }
}

/** The next place to the right that no card covers. */
export function freePlace(wish: Point, taken: readonly Point[]): Point {
  const covers = (at: Point) => (other: Point) =>
    Math.abs(other.x - at.x) < card.width + 8 && Math.abs(other.y - at.y) < card.height + 8
  let at = wish
  while (taken.some(covers(at))) at = { x: at.x + card.width + 32, y: at.y }
  return at
}

/** Whether a line leads back up, and beside which cards it then runs: the x of its lane. */
export function lanesOf(lines: readonly ChartEdge[], positions: ReadonlyMap<string, Point>): Map<ChartEdge, number> {
  const lanes = new Map<ChartEdge, number>()
  for (const line of lines) {
    const [from, to] = [positions.get(line.from), positions.get(line.to)]
    if (!from || !to || to.y >= from.y + card.height) continue
    const between = [...positions.values()].filter(
      ({ y }) => y + card.height > to.y - 24 && y < from.y + card.height + 24,
    )
    const right = Math.max(...between.map(({ x }) => x + card.width))
    lanes.set(line, right + 28 + lanes.size * laneGap)
  }
  return lanes
}

/** A first view is neither larger than life nor too small to read. */
const firstZoomMin = 0.75
const firstZoomMax = 1
/** Around what is shown at first, in pixels of the screen. */
const firstMargin = 32

/** The first view into a frame of that size: the whole flow where it can be read; else its start, at the top. */
export function firstView(
  positions: ReadonlyMap<string, Point>,
  start: string,
  frame: { width: number; height: number },
): { x: number; y: number; zoom: number } {
  const cards = [...positions.values()]
  const at = positions.get(start) ?? cards[0] ?? { x: 0, y: 0 }
  const across = axisOf(
    cards.map(({ x }) => x),
    card.width,
  )
  const down = axisOf(
    cards.map(({ y }) => y),
    card.height,
  )
  const zoomFor = (room: number, length: number) => (room - 2 * firstMargin) / length
  const whole = Math.min(zoomFor(frame.width, across.length), zoomFor(frame.height, down.length))
  const zoom = Math.min(firstZoomMax, Math.max(firstZoomMin, whole))
  const fits = (room: number, length: number) => zoomFor(room, length) >= zoom
  const middle = fits(frame.width, across.length) ? across.middle : at.x + card.width / 2
  return {
    x: frame.width / 2 - middle * zoom,
    y: fits(frame.height, down.length) ? frame.height / 2 - down.middle * zoom : firstMargin - at.y * zoom,
    zoom,
  }
}

/** How far cards of that size reach along one axis, and the middle of it. */
function axisOf(starts: readonly number[], size: number): { length: number; middle: number } {
  const low = Math.min(...starts)
  const high = Math.max(...starts) + size
  return starts.length === 0 ? { length: size, middle: size / 2 } : { length: high - low, middle: (low + high) / 2 }
}
