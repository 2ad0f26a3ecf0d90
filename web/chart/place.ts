import { groupBy, type LayeredGraph, mean } from "./graph"
import { sizes } from "./sizes"

const placingRounds = 16

/** Horizontal middle of every step and bend: near to its neighbours, never over another. */
export function placeNodes(graph: LayeredGraph): Map<string, number> {
  const isCard = (id: string) => !id.includes("\u0000")
  const width = (id: string) => (isCard(id) ? sizes.cardWidth : sizes.bendWidth)
  const apart = (a: string, b: string) => (width(a) + width(b)) / 2 + sizes.gap
  const x = new Map<string, number>()
  for (const layer of graph.layers) {
    let at = 0
    layer.forEach((id, i) => {
      const before = layer[i - 1]
      at += before === undefined ? 0 : apart(before, id)
      x.set(id, at)
    })
    const middle = at / 2
    for (const id of layer) x.set(id, (x.get(id) ?? 0) - middle)
  }
  const links = graph.chains.flatMap(({ edge, path }) =>
    path.slice(1).map((below, i) => ({
      above: path[i] ?? below,
      below,
      shift: i === 0 ? portShift(edge.port, edge.ports) : 0,
    })),
  )
  const above = groupBy(links, (link) => link.below)
  const below = groupBy(links, (link) => link.above)
  for (let round = 0; round < placingRounds; round++) {
    const downwards = round % 2 === 0
    const layers = downwards ? graph.layers : [...graph.layers].reverse()
    for (const layer of layers) {
      const wishes = layer.map((id) => {
        const near = downwards
          ? (above.get(id) ?? []).map((link) => (x.get(link.above) ?? 0) + link.shift)
          : (below.get(id) ?? []).map((link) => (x.get(link.below) ?? 0) - link.shift)
        return near.length > 0 ? mean(near) : (x.get(id) ?? 0)
      })
      settle(layer, wishes, apart).forEach((at, i) => {
        x.set(layer[i] ?? "", at)
      })
    }
  }
  for (const [id, at] of x) x.set(id, Math.round(at / 8) * 8)
  return x
}

/** Fulfils wishes as far as distances allow: the mean of pushing everything right and pushing everything left. */
function settle(
  layer: readonly string[],
  wishes: readonly number[],
  apart: (a: string, b: string) => number,
): number[] {
  const right = [...wishes]
  for (let i = 1; i < layer.length; i++) {
    right[i] = Math.max(right[i] ?? 0, (right[i - 1] ?? 0) + apart(layer[i - 1] ?? "", layer[i] ?? ""))
  }
  const left = [...wishes]
  for (let i = layer.length - 2; i >= 0; i--) {
    left[i] = Math.min(left[i] ?? 0, (left[i + 1] ?? 0) - apart(layer[i] ?? "", layer[i + 1] ?? ""))
  }
  return right.map((at, i) => (at + (left[i] ?? 0)) / 2)
}

/** Where outcome `port` of `ports` leaves its card, from the middle. */
export function portShift(port: number, ports: number): number {
  const step = ports === 2 ? sizes.cardWidth / 2 : sizes.cardWidth / ports
  return (port - (ports - 1) / 2) * step
}
