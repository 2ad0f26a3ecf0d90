import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Rule, ruleSchema } from "../../src/engine/rules"
import { placedErrors } from "../../src/routes/admin/rule-form"
import { Form } from "../../web/components/form"
import { RuleBuilder } from "../../web/components/rule-builder"
import { facts, opsOf, valueKindOf, valueOps } from "../../web/forms/rule-facts"
import { fieldsOfRule, ruleIn } from "../../web/forms/rule-values"
import { afterAct, type Values, valuesOf } from "../../web/forms/values"
import { choices, fieldsOfHtml, render } from "./forms"

/** The rule as it comes back from the fields of the form that was rendered for it. */
async function throughForm(rule: Rule): Promise<unknown> {
  return ruleIn(await shown(valuesOf(fieldsOfRule(rule, "rule"))), "rule")
}

async function shown(values: Values): Promise<Values> {
  const builder = <RuleBuilder name="rule" label="Rule" form={{ values, errors: {} }} choices={choices} />
  return fieldsOfHtml(
    render(
      <Form id="f" action="/f">
        {builder}
      </Form>,
    ),
  )
}

const one = (criterion: unknown): Rule => ruleSchema.parse(JSON.parse(JSON.stringify({ any: [{ all: [criterion] }] })))

const names: Partial<Record<string, string>> = { profile: "locale", consent: "sms", message: "hello", occasion: "o1" }
const wordsOf: Partial<Record<string, string>> = { consent: "unsubscribed", result: "dismissed", occasion: "absent" }

function valueFor(fact: string, op: string): unknown {
  if (fact === "segment") return "s1"
  if (wordsOf[fact] !== undefined) return wordsOf[fact]
  if (fact === "message" || fact === "event") return undefined
  const kind = valueKindOf(op)
  return kind === "none" ? undefined : kind === "length" ? "P30D" : kind === "list" ? ["a", "b, c", 3] : "gold"
}

const comparable = ["attribute", "profile", "campaignData", "webService"]

describe("rules through their form", () => {
  for (const fact of facts) {
    it(`FLOW-4 the fact ${fact} comes back with every operator`, async () => {
      for (const op of opsOf(fact)) {
        const value = valueFor(fact, op)
        const rule = one({ fact, name: fact === "segment" ? undefined : (names[fact] ?? "plan"), op, value })
        expect(await throughForm(rule)).toEqual(rule)
      }
    })
  }

  it("FLOW-4 values keep their type: numbers, truth, text that looks like either", async () => {
    const values = [10, -0.5, 1e21, true, false, "10", "true", "007", '"quoted"', " blank ", "", "[x]", "ñandú", "a,b"]
    for (const value of values) {
      const rule = one({ fact: "attribute", name: "plan", op: "equals", value })
      expect(await throughForm(rule)).toEqual(rule)
    }
  })

  it("FLOW-4 events with a number, a period and filters; several segments; any campaign", async () => {
    const rule = ruleSchema.parse({
      any: [
        {
          all: [
            {
              fact: "event",
              name: "bought",
              op: "happened",
              atLeast: 3,
              within: "P30D",
              where: [
                { name: "amount", op: "atLeast", value: 100 },
                { name: "note", op: "notExists" },
              ],
            },
            { fact: "segment", op: "notIn", value: ["s1", "s2"] },
          ],
        },
        { all: [] },
        { all: [{ fact: "result", op: "equals", value: "converted" }] },
      ],
    })
    expect(await throughForm(rule)).toEqual(rule)
  })

  it("FLOW-4 any rule comes back as it was", async () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).map((s) => s.replaceAll(/[\r\n]/g, " ").trim() || "x")
    const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constantFrom("12", "true", "1e3", "a, b", '"', "[]"))
    const comparison = fc.constantFrom(...valueOps.filter((op) => op !== "matches")).chain((op) => {
      const kind = valueKindOf(op)
      if (kind === "none") return fc.constant({ op })
      if (kind === "length") return fc.record({ op: fc.constant(op), value: fc.constantFrom("P30D", "PT90S", "P1Y2M") })
      if (kind === "list") return fc.record({ op: fc.constant(op), value: fc.array(scalar, { maxLength: 4 }) })
      return fc.record({ op: fc.constant(op), value: scalar })
    })
    const where = fc.array(fc.tuple(text, comparison), { minLength: 1, maxLength: 3 })
    const criterion = fc.oneof(
      fc
        .tuple(fc.constantFrom(...comparable.filter((fact) => fact !== "profile")), text, comparison)
        .map(([fact, name, rest]) => ({ fact, name, ...rest })),
      fc.tuple(text, fc.constantFrom("happened", "notHappened"), where).map(([name, op, filters]) => ({
        fact: "event",
        name,
        op,
        where: filters.map(([property, rest]) => ({ name: property, ...rest })),
      })),
      fc.constantFrom("in", "notIn").map((op) => ({ fact: "segment", op, value: ["s1", "s2"] })),
    )
    const rules = fc.array(fc.array(criterion, { maxLength: 3 }), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(rules, async (groups) => {
        const rule = ruleSchema.parse({ any: groups.map((all) => ({ all })) })
        expect(await throughForm(rule)).toEqual(rule)
      }),
      { numRuns: 150 },
    )
  })

  it("FLOW-4 groups, criteria and filters are added and taken away", async () => {
    let values = valuesOf({})
    for (const act of [
      "add:rule.any.0.all",
      "add:rule.any.0.all",
      "add:rule.any.1.all",
      "remove:rule.any.0.all.0",
      "remove:rule.any.0",
    ]) {
      values = await shown(afterAct(values, act))
    }
    expect(ruleIn(values, "rule")).toEqual({ any: [{ all: [{ fact: "attribute", name: "", op: "equals" }] }] })
    expect(ruleIn(afterAct(values, "remove:rule.any.0"), "rule")).toEqual({ any: [] })
  })

  it("an error is shown at the nearest field there is, else at the top with its path", () => {
    const values = valuesOf({ "rule.any.0.all.0.op": "in", name: "" })
    const errors = { "rule.any.0.all.0.value": "missing", name: "too short", "delay.for": "no length" }
    expect(placedErrors(errors, values)).toEqual({
      "rule.any.0.all.0": "missing",
      name: "too short",
      "": "delay.for: no length",
    })
  })
})
