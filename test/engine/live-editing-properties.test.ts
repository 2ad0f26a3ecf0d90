import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { definition, delayStep, emailStep, endStep, flowOf, Stage } from "./fixtures"

const hour = 3_600_000

describe("whatever is published in whatever order", () => {
  it("EDT-03 after edits nobody passes a step twice without a loop, and steps are passed in their order", () => {
    const order = ["a", "w1", "b", "w2", "c", "w3", "d", "end"] as const
    const version = fc.record({
      kept: fc.subarray([...order.slice(0, -1)], { minLength: 1 }),
      days: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 3, maxLength: 3 }),
      passMs: fc.integer({ min: 0, max: 5 * 24 * hour }),
      look: fc.boolean(),
    })
    const chain = ({ kept, days }: { kept: readonly string[]; days: readonly number[] }) => {
      const ids = [...kept, "end"]
      const steps = ids.slice(0, -1).map((id, index) => {
        const next = ids[index + 1] ?? "end"
        const wait = delayStep({ for: `P${days[Number(id[1]) - 1] ?? 1}D` }, next)
        return [id, id.startsWith("w") ? wait : emailStep(next)] as const
      })
      return flowOf(ids[0] ?? "end", { ...Object.fromEntries(steps), end: endStep })
    }
    const movesFor = (kept: readonly string[]) =>
      Object.fromEntries(
        order.flatMap((id, index) => {
          const next = order.slice(index).find((one) => one === "end" || kept.includes(one))
          return id === "end" || kept.includes(id) || next === undefined ? [] : [[id, next]]
        }),
      )
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 8, size: "max" }), (versions) => {
        const stage = new Stage(definition(chain({ kept: order.slice(0, -1), days: [2, 3, 4] })))
        stage.join()
        for (const [index, one] of versions.entries()) {
          if (one.look) stage.until(stage.now + one.passMs)
          else stage.sleep(stage.now + one.passMs)
          stage.change({ version: index + 2, moves: movesFor(one.kept) }, chain(one))
        }
        stage.until(stage.now + 60 * 24 * hour)
        const entered = stage.entries.flatMap((entry) => (entry.type === "stepEntered" ? [entry.stepId] : []))
        const positions = entered.map((id) => (order as readonly string[]).indexOf(id))
        expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b))
        expect(new Set(stage.sent.map((one) => one.stepId)).size).toBe(stage.sent.length)
        expect(stage.state.runs).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})
