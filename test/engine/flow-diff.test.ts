import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { diffFlows, sameFlow, sameStep } from "../../src/engine/flow-diff"
import { delayStep, emailStep, endStep, flowOf, smsStep } from "./fixtures"

const base = { a: emailStep("b"), b: delayStep({ for: "P1D" }, "end"), end: endStep }
const flow = flowOf("a", base)
const empty = { start: null, added: [], removed: [], changed: [], rewired: [] }

describe("the difference of two flows", () => {
  it("FLOW-15 nothing differs from itself, whatever the order of steps and fields", () => {
    expect(diffFlows(flow, flow)).toEqual(empty)
    const { a, b, end } = base
    const turned = flowOf("a", { end, b, a: { outcomes: a.outcomes, message: a.message, type: a.type } })
    expect([diffFlows(flow, turned), sameFlow(flow, turned)]).toEqual([empty, true])
  })

  it("FLOW-15 names the field, as deep as both have it", () => {
    const rule = (value: string, more: object[] = []) => ({
      type: "condition",
      rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value }, ...more] }] },
      outcomes: { met: "end", notMet: "end" },
    })
    const before = flowOf("a", { a: rule("gold"), end: endStep })
    const changed = (after: object) => diffFlows(before, flowOf("a", { a: after, end: endStep })).changed
    expect(changed(rule("silver"))).toEqual([
      { stepId: "a", fields: [{ path: "rule.any.0.all.0.value", before: "gold", after: "silver" }] },
    ])
    const criterion = { fact: "attribute", name: "x", op: "exists" }
    const [longer] = changed(rule("gold", [criterion]))
    expect(longer?.fields.map((field) => field.path)).toEqual(["rule.any.0.all"])
    expect(changed({ ...rule("gold"), name: "Gold?" })).toMatchObject([{ fields: [{ path: "name", before: "" }] }])
  })

  it("FLOW-15 a step that becomes another kind, comes or goes, and outcomes that lead elsewhere", () => {
    const after = flowOf("b", {
      a: smsStep("end"),
      b: delayStep({ for: "P1D" }, "c", { past: "end" }),
      c: emailStep("end"),
    })
    const diff = diffFlows(flow, after)
    expect(diff.start).toEqual({ before: "a", after: "b" })
    expect([diff.added.map((one) => one.stepId), diff.removed.map((one) => one.stepId)]).toEqual([["c"], ["end"]])
    expect(diff.changed[0]?.fields).toContainEqual({ path: "type", before: "email", after: "sms" })
    expect(diff.rewired).toEqual([
      { stepId: "a", outcome: "sent", before: "b", after: "end" },
      { stepId: "b", outcome: "done", before: "end", after: "c" },
      { stepId: "b", outcome: "past", before: null, after: "end" },
    ])
  })

  it("FLOW-14 where a step is drawn is another flow, but no other step", () => {
    const drawn = flowOf("a", { ...base, b: { ...base.b, position: { x: 1, y: 2 } } })
    expect(diffFlows(flow, drawn)).toEqual(empty)
    expect(sameFlow(flow, drawn)).toBe(false)
    expect(sameStep(flow.steps.b, drawn.steps.b)).toBe(true)
  })

  it("FLOW-15 the way back is the way there turned round", () => {
    const stepOf = fc.constantFrom<object>(emailStep("b"), smsStep("end"), delayStep({ for: "P2D" }, "a"), endStep)
    const flows = fc
      .record({ a: stepOf, b: stepOf, c: fc.option(stepOf, { nil: undefined }) })
      .map(({ c, ...steps }) => flowOf("a", { ...steps, ...(c === undefined ? {} : { c }) }))
    fc.assert(
      fc.property(flows, flows, (one, other) => {
        const there = diffFlows(one, other)
        const back = diffFlows(other, one)
        expect(back.added).toEqual(there.removed)
        const turned = back.changed.map((step) => ({
          ...step,
          fields: step.fields.map(({ path, before, after }) => ({ path, before: after, after: before })),
        }))
        const byId = (steps: typeof turned) =>
          steps.map((step) => [step.stepId, step.fields.toSorted((x, y) => x.path.localeCompare(y.path))]).sort()
        expect(byId(turned)).toEqual(byId(there.changed))
        expect(there.changed.length + there.rewired.length + there.added.length + there.removed.length === 0).toBe(
          Object.keys(one.steps).length === Object.keys(other.steps).length &&
            Object.entries(one.steps).every(([id, step]) => sameStep(step, other.steps[id])),
        )
      }),
    )
  })
})
