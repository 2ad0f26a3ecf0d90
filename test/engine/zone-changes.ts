import { offsetAt } from "../../src/engine/zones"
import { ms } from "./fixtures"

const [from, to] = [ms("2026-01-01T00:00:00Z"), ms("2038-01-01T00:00:00Z")]
const step = 7 * 86_400_000
const known = new Map<string, number[]>()

/** Instants between 2026 and 2037 at which a zone's offset changes. */
export function changesOf(zone: string): number[] {
  const cached = known.get(zone)
  if (cached) return cached
  const changes: number[] = []
  let before = offsetAt(zone, from)
  for (let instant = from + step; instant <= to; instant += step) {
    const after = offsetAt(zone, instant)
    if (after !== before) changes.push(bisect(zone, instant - step, instant))
    before = after
  }
  known.set(zone, changes)
  return changes
}

function bisect(zone: string, from: number, to: number): number {
  const before = offsetAt(zone, from)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle) === before) low = middle
    else high = middle
  }
  return high
}
