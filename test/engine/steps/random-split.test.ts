import { describe, expect, it } from "vitest"
import { createMember } from "../../../src/engine/state"
import { validateFlow } from "../../../src/engine/validate"
import { context } from "../check-context"
import { definition, endStep, flowOf, profile, Stage, start } from "../fixtures"

const split = (branches: object[], outcomes: object) => ({ type: "randomSplit", branches, outcomes })
const branch = (outcome: string, weight: number) => ({ outcome, weight })

/** Where members m0 … m(n−1) end up in a flow of this split. */
const spread = (branches: object[], members: number, stepId = "half") => {
  const outcomes = { a: "a", b: "b", c: "c" }
  const flow = flowOf(stepId, { [stepId]: split(branches, outcomes), a: endStep, b: endStep, c: endStep })
  return Array.from({ length: members }, (_, i) => {
    const stage = new Stage(definition(flow))
    stage.state = createMember({ id: `m${i}`, uid: `u${i}`, profile: profile(), memberships: [], now: start })
    stage.join()
    return stage.records.at(-1)?.runs[0]?.stepId ?? ""
  })
}
const share = (ends: string[], end: string) => ends.filter((one) => one === end).length / ends.length

describe("randomSplit", () => {
  it("RUN-2 10,000 members part by the weights, which need not make a hundred", () => {
    const ends = spread([branch("a", 1), branch("b", 2), branch("c", 1)], 10_000)
    expect(share(ends, "a")).toBeCloseTo(0.25, 1.7)
    expect(share(ends, "b")).toBeCloseTo(0.5, 1.7)
    expect(share(ends, "c")).toBeCloseTo(0.25, 1.7)
  })

  it("RUN-2 the same member goes the same way each time; two splits are independent", () => {
    const halves = [branch("a", 50), branch("b", 50)]
    const first = spread(halves, 2_000)
    expect(spread(halves, 2_000)).toEqual(first)
    const other = spread(halves, 2_000, "other")
    const same = first.filter((end, i) => end === other[i]).length / first.length
    expect(same).toBeCloseTo(0.5, 1)
  })

  it("FLOW-3 a branch of weight 0 is taken by nobody", () => {
    expect(new Set(spread([branch("a", 0), branch("b", 5), branch("c", 0)], 500))).toEqual(new Set(["b"]))
  })

  it("FLOW-13 branches are several, differ, and one of them has a weight", () => {
    const codes = (branches: object[], outcomes: object) =>
      validateFlow(flowOf("s", { s: split(branches, outcomes), end: endStep }), context).map((one) => one.code)
    expect(codes([branch("a", 1), branch("b", 1)], { a: "end", b: "end" })).toEqual([])
    expect(codes([branch("a", 1), branch("b", 1)], { a: "end" })).toEqual(["outcomeMissing"])
    expect(codes([branch("a", 1), branch("a", 1)], { a: "end" })).toEqual(["branchTwice"])
    expect(codes([branch("a", 0), branch("b", 0)], { a: "end", b: "end" })).toEqual(["weightsZero"])
    expect(codes([], {})).toContain("branchesMissing")
  })
})
