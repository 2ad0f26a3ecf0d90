import { describe, expect, it } from "vitest"
import { evaluateRule, type RuleSubject, ruleSchema } from "../../src/engine/rules"
import { compare, type Operator } from "../../src/engine/values"
import { ms, profile } from "./fixtures"

const now = ms("2027-06-15T15:00:00.000Z")
const context = { now, zone: "America/Montevideo" }

const subject = (patch: Partial<RuleSubject> = {}): RuleSubject => ({
  profile: profile({ attributes: { plan: "Gold", age: 41, tags: ["a", "B"], vip: true, renewal: "2027-06-20" } }),
  isInSegment: (id) => id === "s1" || id === "everyone",
  events: [],
  eventCounts: {},
  consentOn: () => "subscribed",
  results: {},
  deliveriesOf: () => [],
  dataField: () => null,
  answer: undefined,
  attendance: {},
  zone: context.zone,
  ...patch,
})

const met = (criterion: object, who = subject()) =>
  evaluateRule(ruleSchema.parse({ any: [{ all: [criterion] }] }), who, now).met

describe("operators", () => {
  it.each<[string, Operator, unknown, unknown, boolean]>([
    ["text is compared without case", "equals", "Gold", "gOLD", true],
    ["accents matter", "equals", "ñ", "n", false],
    ["composed and decomposed are one", "equals", "é", "é", true],
    ["ENG-10 digits are ranked as numbers", "greaterThan", "10", 9, true],
    ["ENG-10 two texts of digits too", "greaterThan", "10", "9", true],
    ["but are equal only as texts", "equals", "007", "7", false],
    ["a number equals its digits", "equals", 7, "7.0", true],
    ["ENG-10 dates are ranked as dates", "greaterThan", "2027-02-01", "2027-1-31", true],
    ["dates are equal as dates", "equals", "2027-1-31", "2027-01-31", true],
    ["before", "before", "2027-06-01", "2027-06-02", true],
    ["after an instant", "after", "2027-06-01T00:00:00Z", "2027-05-31T23:59:00Z", true],
    ["a date is the start of its local day", "before", "2027-06-01", "2027-06-01T02:59:59Z", false],
    ["at least", "atLeast", 5, 5, true],
    ["at most", "atMost", 5, 4.9, false],
    ["text and number cannot be ranked as numbers", "greaterThan", "abc", 3, false],
    ["contains", "contains", "Hola Ñandú", "ñan", true],
    ["contains in a list means an item", "contains", ["a", "B"], "b", true],
    ["and not a part of one", "contains", ["abc"], "b", false],
    ["starts", "startsWith", "Gold plan", "gold", true],
    ["ends", "endsWith", "Gold plan", "PLAN", true],
    ["in", "in", "gold", ["silver", "GOLD"], true],
    ["not in", "notIn", "gold", ["silver"], true],
    ["booleans", "equals", true, true, true],
    ["booleans differ", "equals", false, true, false],
    ["matches", "matches", "gold-12", "^gold-\\d+$", true],
    ["within the last days, today", "withinLast", "2027-06-15", "P7D", true],
    ["within the last days, the limit", "withinLast", "2027-06-08", "P7D", true],
    ["within the last days, past it", "withinLast", "2027-06-07", "P7D", false],
    ["within the next days", "withinNext", "2027-06-22", "P7D", true],
    ["within the next days is not the past", "withinNext", "2027-06-14", "P7D", false],
    ["instants are exact", "withinLast", "2027-06-15T14:00:00Z", "PT1H", true],
    ["before a length ago", "before", "2027-05-15", "-P30D", true],
    ["before a length ago, the limit", "before", "2027-05-16", "-P30D", false],
    ["after a length from now", "after", "2027-06-22", "P7D", false],
    ["after a length from now, past it", "after", "2027-06-23", "P7D", true],
    ["after now", "after", "2027-06-15T15:00:00.001Z", "PT0S", true],
    ["instants are exact, past it", "withinLast", "2027-06-15T13:59:59.999Z", "PT1H", false],
  ])("FLOW-4 %s", (_, op, actual, expected, holds) => {
    expect(compare(op, actual, expected, context)).toBe(holds)
  })

  it.each<[Operator, boolean]>([
    ["equals", false],
    ["notEquals", true],
    ["contains", false],
    ["notContains", true],
    ["startsWith", false],
    ["endsWith", false],
    ["in", false],
    ["notIn", true],
    ["exists", false],
    ["notExists", true],
    ["greaterThan", false],
    ["atLeast", false],
    ["lessThan", false],
    ["atMost", false],
    ["before", false],
    ["after", false],
    ["withinLast", false],
    ["withinNext", false],
    ["matches", false],
  ])("FLOW-4 a missing value makes %s %s", (op, holds) => {
    expect(compare(op, undefined, "1", context)).toBe(holds)
    expect(compare(op, null, "1", context)).toBe(holds)
  })
})

describe("facts", () => {
  it("FLOW-4 attributes, profile and segments", () => {
    expect(met({ fact: "attribute", name: "plan", op: "equals", value: "gold" })).toBe(true)
    expect(met({ fact: "attribute", name: "age", op: "greaterThan", value: 40 })).toBe(true)
    expect(met({ fact: "profile", name: "locale", op: "startsWith", value: "ES" })).toBe(true)
    expect(met({ fact: "segment", op: "in", value: "s1" })).toBe(true)
    expect(met({ fact: "segment", op: "notIn", value: ["s2", "s3"] })).toBe(true)
    expect(met({ fact: "segment", op: "notIn", value: ["s1", "s3"] })).toBe(false)
  })

  it("FLOW-4 a name that every object inherits is a missing attribute", () => {
    expect(met({ fact: "attribute", name: "constructor", op: "exists" })).toBe(false)
    expect(met({ fact: "event", name: "toString", op: "happened" })).toBe(false)
  })

  it("FLOW-4 events by count, period and properties", () => {
    const events = [
      { id: "1", seq: 1, name: "applied", at: now - 40 * 86_400_000, properties: { amount: 50 } },
      { id: "2", seq: 2, name: "applied", at: now - 1_000, properties: { amount: 150 } },
    ]
    const who = subject({ events, eventCounts: { applied: { n: 2, lastAt: now - 1_000 } } })
    const event = { fact: "event", name: "applied", op: "happened" }
    expect(met(event, who)).toBe(true)
    expect(met({ ...event, atLeast: 2 }, who)).toBe(true)
    expect(met({ ...event, atLeast: 3 }, who)).toBe(false)
    expect(met({ ...event, atLeast: 2, within: "P30D" }, who)).toBe(false)
    expect(met({ ...event, where: [{ name: "amount", op: "atLeast", value: 100 }] }, who)).toBe(true)
    expect(met({ ...event, op: "notHappened", within: "PT1S" }, who)).toBe(false)
    expect(met({ ...event, op: "notHappened", name: "other" }, who)).toBe(true)
  })

  it("FLOW-4 consent and results", () => {
    expect(met({ fact: "consent", name: "email", op: "equals", value: "subscribed" })).toBe(true)
    const who = subject({ results: { c9: { convertedAt: 1 } } })
    expect(met({ fact: "result", op: "equals", value: "converted" }, who)).toBe(true)
    expect(met({ fact: "result", name: "c1", op: "equals", value: "converted" }, who)).toBe(false)
    expect(met({ fact: "result", op: "notEquals", value: "dismissed" }, who)).toBe(true)
  })

  it("FLOW-4 CAM-18 campaign data compares by the field's type", () => {
    const types = { amount: "number", code: "text", due: "date" } as const
    const values = { amount: 10, code: "007", due: "2027-06-20" }
    const who = subject({
      dataField: (name) =>
        name in types ? { type: types[name as keyof typeof types], value: values[name as keyof typeof values] } : null,
    })
    const data = (name: string, op: string, value?: unknown) =>
      met({ fact: "campaignData", name, op, ...(value === undefined ? {} : { value }) }, who)
    expect(data("amount", "greaterThan", "9")).toBe(true)
    expect(data("amount", "equals", "10.0")).toBe(true)
    expect(data("code", "equals", "007")).toBe(true)
    expect(data("code", "equals", 7)).toBe(false)
    expect(data("due", "withinNext", "P7D")).toBe(true)
    expect(data("due", "before", "2027-7-1")).toBe(true)
    expect(data("gone", "exists")).toBe(false)
    expect(data("gone", "notEquals", "x")).toBe(true)
  })

  it("FLOW-4 the last Web service answer, by JSON pointer", () => {
    const who = subject({ answer: { credit: { score: 720, tags: ["a", "b"] }, "a/b": { "~": true }, none: null } })
    const answer = (name: string, op: string, value?: unknown) =>
      met({ fact: "webService", name, op, ...(value === undefined ? {} : { value }) }, who)
    expect(answer("/credit/score", "atLeast", 700)).toBe(true)
    expect(answer("/credit/tags", "contains", "B")).toBe(true)
    expect(answer("/credit/tags/1", "equals", "b")).toBe(true)
    expect(answer("/a~1b/~0", "equals", true)).toBe(true)
    expect(answer("/credit", "exists")).toBe(true)
    for (const missing of ["/none", "/credit/constructor", "/credit/tags/01", "/credit/tags/-", "credit"]) {
      expect(answer(missing, "exists")).toBe(false)
    }
  })

  it("FLOW-4 WF-3 attendance of an occasion", () => {
    const who = subject({ attendance: { o1: { status: "attended" } } })
    const came = { fact: "occasion", name: "o1", op: "equals", value: "attended" }
    expect(met(came, who)).toBe(true)
    expect(met({ ...came, value: "absent" }, who)).toBe(false)
    expect(met({ ...came, name: "o2" }, who)).toBe(false)
    expect(met({ ...came, name: "o2", op: "notEquals" }, who)).toBe(true)
  })

  it("FLOW-4 groups are ORed, their criteria ANDed, and each answer says what was found", () => {
    const rule = ruleSchema.parse({
      any: [
        {
          all: [
            { fact: "attribute", name: "plan", op: "equals", value: "gold" },
            { fact: "attribute", name: "age", op: "lessThan", value: 30 },
          ],
        },
        { all: [{ fact: "segment", op: "in", value: "s1" }] },
      ],
    })
    expect(evaluateRule(rule, subject(), now)).toEqual({
      met: true,
      because: [
        { rule: "attribute plan equals", holds: true, actual: "Gold", expected: "gold" },
        { rule: "attribute age lessThan", holds: false, actual: 41, expected: 30 },
        { rule: "segment in", holds: true, actual: ["s1"], expected: "s1" },
      ],
    })
  })

  it("FLOW-4 a rule without groups is met by nobody", () => {
    expect(evaluateRule({ any: [] }, subject(), now).met).toBe(false)
  })
})

describe("shape", () => {
  const problems = (criterion: object) =>
    ruleSchema.safeParse({ any: [{ all: [criterion] }] }).error?.issues.map((issue) => issue.path.join(".")) ?? []

  it.each([
    [{ fact: "weather", name: "x", op: "equals", value: 1 }, "any.0.all.0.fact"],
    [{ fact: "attribute", name: "x", op: "like", value: 1 }, "any.0.all.0.op"],
    [{ fact: "attribute", name: "x", op: "equals" }, "any.0.all.0.value"],
    [{ fact: "attribute", name: "x", op: "withinLast", value: "a month" }, "any.0.all.0.value"],
    [{ fact: "attribute", name: "x", op: "matches", value: "(a+)+$" }, "any.0.all.0.value"],
    [{ fact: "attribute", name: "x", op: "matches", value: "([" }, "any.0.all.0.value"],
    [{ fact: "profile", name: "shoeSize", op: "exists" }, "any.0.all.0.name"],
    [{ fact: "event", name: "x", op: "happened", atLeast: 101 }, "any.0.all.0.atLeast"],
    [{ fact: "event", name: "x", op: "happened", where: [{ name: "a", op: "equals" }] }, "any.0.all.0.where.0.value"],
    [{ fact: "segment", op: "in", value: [] }, "any.0.all.0.value"],
  ])("API-1 %j is refused at %s", (criterion, path) => {
    expect(problems(criterion)).toContain(path)
  })
})
