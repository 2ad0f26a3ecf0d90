import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fieldErrors } from "../../src/core/field-errors"
import { parseInstant as parseOutside } from "../../src/core/instant"
import { flowSchema } from "../../src/engine/flow"
import { ruleSchema } from "../../src/engine/rules"
import { parseInstant } from "../../src/engine/timing"
import { validateFlow } from "../../src/engine/validate"
import { checkedRuleSchema } from "../../src/engine/value-check"
import { context } from "./check-context"

const asks = (criterion: object) => ({ any: [{ all: [criterion] }] })
const attribute = (op: string, value: unknown) => asks({ fact: "attribute", name: "bornOn", op, value })
const event = (more: object) => asks({ fact: "event", name: "paid", op: "happened", ...more })

const wrong: [rule: object, path: string, code: string][] = [
  [attribute("before", "2027-02-30"), "value", "dateInvalid"],
  [attribute("after", "2027-13-01"), "value", "dateInvalid"],
  [attribute("after", "2027-02-30T09:00:00Z"), "value", "dateInvalid"],
  [attribute("before", "tomorrow"), "value", "dateInvalid"],
  [attribute("before", 7), "value", "dateInvalid"],
  [attribute("before", ["2027-02-01"]), "value", "dateInvalid"],
  [attribute("atLeast", "2027-02-30"), "value", "dateInvalid"],
  [attribute("withinLast", "PT0S"), "value", "lengthZero"],
  [attribute("withinLast", "-P1D"), "value", "lengthZero"],
  [attribute("withinNext", "P10000Y"), "value", "lengthTooFar"],
  [attribute("before", "-P101Y"), "value", "lengthTooFar"],
  [event({ within: "P0D" }), "within", "lengthZero"],
  [event({ within: "-P30D" }), "within", "lengthZero"],
  [event({ where: [{ name: "on", op: "before", value: "2026-02-29" }] }), "where.0.value", "dateInvalid"],
]

const right = [
  attribute("before", "2028-02-29"),
  attribute("before", "2028-2-9"),
  attribute("after", "2027-02-28T09:00"),
  attribute("after", "2027-02-28T23:59:59.999-03:00"),
  attribute("before", "-P18Y"),
  attribute("after", "PT0S"),
  attribute("withinLast", "P100Y"),
  attribute("equals", "2027-02-30"),
  attribute("greaterThan", "9999-99-99"),
  event({ within: "PT1S" }),
]

describe("dates and lengths in rules", () => {
  it.each(wrong)("FLOW-4 API-1 %j is refused at %s (%s)", (rule, path, code) => {
    const parsed = checkedRuleSchema.safeParse(rule)
    expect(fieldErrors(parsed.error?.issues ?? []).map((e) => [e.path, e.code])).toEqual([
      [`any.0.all.0.${path}`, code],
    ])
    // What was stored before this was checked can still be read.
    expect(ruleSchema.safeParse(rule).success).toBe(true)
  })

  it.each(right)("FLOW-4 %j is taken", (rule) => {
    expect(checkedRuleSchema.safeParse(rule).success).toBe(true)
  })

  it("FLOW-13 in a flow they are problems that name their step, conditions and waits alike", () => {
    const flow = flowSchema.parse({
      start: "ask",
      steps: {
        ask: { type: "condition", name: "Ask", rule: wrong[0]?.[0], outcomes: { met: "wait", notMet: "end" } },
        wait: {
          type: "waitForEvent",
          name: "Wait",
          event: { name: "paid", where: [{ name: "on", op: "withinLast", value: "-P1D" }] },
          timeout: "P1D",
          outcomes: { happened: "end", timedOut: "end" },
        },
        end: { type: "end", name: "End" },
      },
    })
    expect(validateFlow(flow, context).map(({ stepId, code }) => [stepId, code])).toEqual([
      ["ask", "dateInvalid"],
      ["wait", "lengthZero"],
    ])
  })
})

describe("instants", () => {
  it("TIME-1 a day that the calendar does not have is no instant, whoever reads it; every real one is", () => {
    const two = (n: number) => String(n).padStart(2, "0")
    fc.assert(
      fc.property(
        fc.integer({ min: 1970, max: 9998 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
          const text = `${year}-${two(month)}-${two(day)}T12:00:00Z`
          const expected = day <= last ? Date.UTC(year, month - 1, day, 12) : null
          expect([parseInstant(text), parseOutside(text)]).toEqual([expected, expected])
        },
      ),
    )
  })
})
