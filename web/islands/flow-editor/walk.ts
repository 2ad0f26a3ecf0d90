import type { Flow } from "../../../src/engine/flow"
import type { Point } from "./edits"
import { stepAt } from "./merge"

export type Direction = "up" | "down" | "left" | "right"

/**
 * Where an arrow key leads from a step: down along its first line, up to what leads to it, and sideways among the steps
 * that the same step leads to, else to the nearest card on that side. Pure.
 */
export function walkFrom(
  flow: Flow,
  id: string,
  direction: Direction,
  positions: ReadonlyMap<string, Point>,
  outcomesOf: (id: string) => readonly string[],
): string | null {
  const targets = (from: string) =>
    [...new Set(outcomesOf(from).flatMap((name) => stepAt(flow, from)?.outcomes[name] ?? []))].filter(
      (to) => to !== from,
    )
  const sources = Object.keys(flow.steps).filter((from) => from !== id && targets(from).includes(id))
  if (direction === "down") return targets(id)[0] ?? nearest(id, direction, positions)
  if (direction === "up") {
    const above = sources.sort((a, b) => (positions.get(a)?.y ?? 0) - (positions.get(b)?.y ?? 0))
    return above[0] ?? nearest(id, direction, positions)
  }
  const step = direction === "left" ? -1 : 1
  for (const source of sources) {
    const ways = targets(source)
    const next = ways[ways.indexOf(id) + step]
    if (next !== undefined) return next
  }
  return nearest(id, direction, positions)
}

function nearest(id: string, direction: Direction, positions: ReadonlyMap<string, Point>): string | null {
  const from = positions.get(id)
  if (from === undefined) return null
  let best: { id: string; far: number } | null = null
  for (const [other, at] of positions) {
    const [dx, dy] = [at.x - from.x, at.y - from.y]
    const ahead = { up: -dy, down: dy, left: -dx, right: dx }[direction]
    const aside = direction === "up" || direction === "down" ? Math.abs(dx) : Math.abs(dy)
    if (other === id || ahead <= 0) continue
    const far = ahead + aside * 2
    if (best === null || far < best.far) best = { id: other, far }
  }
  return best?.id ?? null
}
