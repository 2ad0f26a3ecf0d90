import { describe, expect, it } from "vitest"
import { emptyRate, type RateState, takeTurns } from "../../src/core/send-rate"

const start = 1_000_000

/** Plays `count` messages to their leaving, `late(n)` ms after each turn; gives the instants at which they leave. */
function play(count: number, perSecond: number, late: (n: number) => number): number[] {
  let state: RateState = emptyRate
  const left: number[] = []
  let calls = 0
  const due = [{ at: start, fresh: count, returning: 0 }]
  while (due.length > 0) {
    due.sort((a, b) => a.at - b.at)
    const { at, fresh, returning } = due.shift() ?? { at: 0, fresh: 0, returning: 0 }
    const taken = takeTurns(state, { perSecond, now: at, fresh, returning })
    state = taken.state
    for (const wait of taken.waits) {
      if (wait === 0) left.push(at)
      else due.push({ at: at + wait + late(calls++), fresh: 0, returning: 1 })
    }
  }
  return left
}

/** The most that leave within any second. */
const mostInOneSecond = (left: readonly number[]) =>
  Math.max(...left.map((from) => left.filter((at) => at >= from && at < from + 1_000).length))

describe("send rate", () => {
  it("SEND-4 everything leaves, never more in a second than the rate and a quarter, and not much later than it must", () => {
    for (const perSecond of [2, 10, 100]) {
      const left = play(5 * perSecond, perSecond, () => 0)
      expect(left).toHaveLength(5 * perSecond)
      expect(mostInOneSecond(left)).toBeLessThanOrEqual(Math.ceil(perSecond * 1.25) + 1)
      expect(Math.max(...left) - start).toBeLessThanOrEqual(5_500)
    }
  })

  it("LOD-02 those that come back late do not go in a heap", () => {
    // Everything that has waited arrives in bursts, up to two seconds late.
    const left = play(300, 50, (n) => (n * 7919) % 2_000)
    expect(left).toHaveLength(300)
    expect(mostInOneSecond(left)).toBeLessThanOrEqual(64)
  })

  it("SEND-4 less than one a second", () => {
    expect(takeTurns(emptyRate, { perSecond: 0.5, now: start, returning: 0, fresh: 3 }).waits).toEqual([
      0, 2_000, 4_000,
    ])
  })

  it("SEND-4 a new batch does not overtake those that wait", () => {
    const first = takeTurns(emptyRate, { perSecond: 10, now: start, returning: 0, fresh: 100 })
    const second = takeTurns(first.state, { perSecond: 10, now: start + 500, returning: 0, fresh: 1 })
    expect(second.waits[0]).toBeGreaterThanOrEqual(9_400)
  })

  it("SEND-4 an idle provider owes nothing", () => {
    const { state } = takeTurns(emptyRate, { perSecond: 10, now: start, returning: 0, fresh: 100 })
    const later = takeTurns(state, { perSecond: 10, now: start + 3_600_000, returning: 0, fresh: 100 })
    expect(later.waits.filter((wait) => wait === 0)).toHaveLength(3)
  })
})
