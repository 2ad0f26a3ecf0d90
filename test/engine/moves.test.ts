import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fieldsUsedBy } from "../../src/engine/data-use"
import { movesInto } from "../../src/engine/moves"
import { emailStep, endStep, flowOf, smsStep } from "./fixtures"

const flow = flowOf("a", { a: emailStep("c"), c: emailStep("end"), end: endStep })

describe("moves of removed steps", () => {
  it("FLOW-12 earlier moves are followed on to steps that are still there", () => {
    expect(movesInto(flow, { old: "b" }, { b: "c" })).toEqual({ old: "c", b: "c" })
    expect(movesInto(flow, { x: "y", y: "z" }, { z: "a" })).toEqual({ x: "a", y: "a", z: "a" })
  })

  it("FLOW-12 a step that is back keeps its members; one that leads nowhere, or in a circle, is left out", () => {
    expect(movesInto(flow, { a: "c", gone: "nowhere" }, {})).toEqual({})
    expect(movesInto(flow, { x: "y" }, { y: "x" })).toEqual({})
  })

  it("FLOW-12 what is said now counts more than what was said before", () => {
    expect(movesInto(flow, { b: "a" }, { b: "c" })).toEqual({ b: "c" })
  })

  it("FLOW-12 whatever was said: only removed steps move, and only to steps that there are", () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e", "end", "constructor", "__proto__")
    fc.assert(
      fc.property(fc.dictionary(id, id), fc.dictionary(id, id), (earlier, now) => {
        for (const [from, to] of Object.entries(movesInto(flow, earlier, now))) {
          expect(Object.hasOwn(flow.steps, from)).toBe(false)
          expect(Object.hasOwn(flow.steps, to)).toBe(true)
        }
      }),
    )
  })
})

describe("fields of campaign data that a flow uses", () => {
  const uses = (text: string) =>
    fieldsUsedBy(flowOf("a", { a: smsStep("end", { message: { text } }), end: endStep }), "amount")

  it.each([
    ["{{ data.amount }}", true],
    ["{{data['amount'] | round}}", true],
    ["{% if data.amount > 3 %}x{% endif %}", true],
    ["{{ data.amounts }}", false],
    ["{{ data.amounts }} {{ data.amount.x }}", true],
    ["data.amount", false],
    ["{{ member.attributes.amount }}", false],
  ])("CAM-18 %s", (text, expected) => {
    expect(uses(text)).toEqual(expected ? ["a"] : [])
  })

  it("CAM-18 conditions and mapped answers count as well", () => {
    const rule = { any: [{ all: [{ fact: "campaignData", name: "amount", op: "exists" }] }] }
    const map = [{ pointer: "/x", to: { campaignData: "amount" } }]
    const found = fieldsUsedBy(
      flowOf("a", {
        a: { type: "condition", rule, outcomes: { met: "call", notMet: "end" } },
        call: {
          type: "webService",
          request: { method: "GET", url: "https://example.com" },
          map,
          outcomes: { success: "end", failure: "end" },
        },
        end: endStep,
      }),
      "amount",
    )
    expect(found).toEqual(["a", "call"])
  })
})
