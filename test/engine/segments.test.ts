import { describe, expect, it } from "vitest"
import { alarmAt, dueAt } from "../../src/engine/due"
import { react } from "../../src/engine/react"
import { type Rule, ruleSchema } from "../../src/engine/rules"
import { decideSegments } from "../../src/engine/segments"
import { isInSegment } from "../../src/engine/state"
import { definition, delayStep, emailStep, endStep, flowOf, ms, Stage } from "./fixtures"

const day = 86_400_000
const rule = (...all: object[]): Rule => ruleSchema.parse({ any: [{ all }] })
const gold = rule({ fact: "attribute", name: "plan", op: "equals", value: "gold" })
const mail = flowOf("mail", { mail: emailStep("end"), end: endStep })

function stageWith(rules: Record<string, Rule>, ...definitions: ConstructorParameters<typeof Stage>): Stage {
  const stage = new Stage(...definitions)
  stage.rules = setOf(rules)
  return stage
}
const setOf = (rules: Record<string, Rule>, rev = 1) => ({
  rev,
  segments: Object.entries(rules).map(([id, one]) => ({ id, rule: one })),
})
const change = (stage: Stage, attributes: Record<string, string | number | null>) =>
  stage.do({ kind: "profileChanged", patch: { attributes }, source: "api" })
const isIn = (stage: Stage, id = "s1") => isInSegment(stage.state, id)

describe("rule segments", () => {
  it("MEM-4 a member joins and leaves the moment an attribute changes the answer", () => {
    const stage = stageWith({ s1: gold })
    change(stage, { plan: "basic" })
    expect(isIn(stage)).toBe(false)
    change(stage, { plan: "Gold" })
    expect(isIn(stage)).toBe(true)
    expect(stage.state.memberships[0]).toMatchObject({ source: "rule", at: stage.now })
    change(stage, { plan: null })
    expect(isIn(stage)).toBe(false)
    expect(stage.story.filter((type) => type.startsWith("segment"))).toEqual(["segmentJoined", "segmentLeft"])
  })

  it("MEM-4 an event, a word on consent and an attendance change the answer too", () => {
    const stage = stageWith({
      bought: rule({ fact: "event", name: "bought", op: "happened", atLeast: 2 }),
      reachable: rule({ fact: "consent", name: "email", op: "equals", value: "subscribed" }),
      came: rule({ fact: "occasion", name: "webinar", op: "equals", value: "attended" }),
    })
    stage.event("bought")
    expect(isIn(stage, "bought")).toBe(false)
    expect(isIn(stage, "reachable")).toBe(true)
    stage.event("bought")
    expect(isIn(stage, "bought")).toBe(true)
    stage.do({ kind: "consentChanged", channel: "email", scope: "all", status: "unsubscribed", reason: null })
    expect(isIn(stage, "reachable")).toBe(false)
    stage.do({ kind: "attendanceSet", occasionId: "webinar", status: "attended", at: stage.now, source: "api" })
    expect(isIn(stage, "came")).toBe(true)
  })

  it("CAM-6 MEM-4 a join by rule starts the flow in the same reaction", () => {
    const stage = stageWith({ s1: gold }, definition(mail))
    change(stage, { plan: "gold" })
    expect(stage.story).toContain("runStarted")
    expect(stage.send().sent).toHaveLength(1)
  })

  it("CAM-16 a leave by rule lets the member go where the flow says so, and not elsewhere", () => {
    const wait = flowOf("wait", { wait: delayStep({ for: "P9D" }, "end"), end: endStep })
    for (const onLeave of ["exit", "continue"] as const) {
      const stage = stageWith({ s1: gold }, definition(wait, { onLeave }))
      change(stage, { plan: "gold" })
      change(stage, { plan: "basic" })
      expect(stage.state.runs).toHaveLength(onLeave === "exit" ? 0 : 1)
    }
  })

  it("MEM-4 a rule may ask for list segments and for other rules, in any order, at one instant", () => {
    const stage = stageWith({
      third: rule({ fact: "segment", op: "in", value: "second" }),
      second: rule({ fact: "segment", op: "in", value: "first" }, { fact: "segment", op: "notIn", value: "blocked" }),
      first: gold,
    })
    const { record } = change(stage, { plan: "gold" })
    expect(record?.memberships.map((one) => one.segmentId).toSorted()).toEqual(["first", "second", "third"])
    stage.join("blocked")
    expect([isIn(stage, "first"), isIn(stage, "second"), isIn(stage, "third")]).toEqual([true, false, false])
  })

  it("MEM-6 a new or changed rule decides a member who was told; the same rules again write nothing", () => {
    const stage = stageWith({})
    change(stage, { plan: "gold" })
    stage.rules = setOf({ s1: gold }, 2)
    stage.do({ kind: "rulesChanged" })
    expect(isIn(stage)).toBe(true)
    const again = stage.do({ kind: "rulesChanged" })
    expect(again.record).toBeNull()
    stage.rules = setOf({ s1: rule({ fact: "attribute", name: "plan", op: "equals", value: "basic" }) }, 3)
    stage.do({ kind: "rulesChanged" })
    expect(isIn(stage)).toBe(false)
  })

  it("MEM-6 whoever is not touched by a new rule remembers all the same that it was decided by it", () => {
    const stage = stageWith({}, definition(mail))
    change(stage, { plan: "basic" })
    const before = stage.state
    stage.rules = setOf({ s1: gold }, 2)
    const { record, state } = stage.do({ kind: "rulesChanged" })
    expect(record).toBeNull()
    expect(state).not.toBe(before)
    expect(state.rules.rev).toBe(2)
    expect(state).toEqual({ ...before, rules: { rev: 2, nextAt: null } })
  })

  it("MEM-6 an outdated rule set decides nothing", () => {
    const stage = stageWith({})
    stage.rules = setOf({ s1: gold }, 2)
    change(stage, { plan: "gold" })
    stage.rules = setOf({}, 1)
    change(stage, { other: 1 })
    expect(isIn(stage)).toBe(true)
    expect(stage.state.rules.rev).toBe(2)
  })

  it("MEM-4 a deleted rule segment is left; a list that is no rule is not", () => {
    const stage = stageWith({ s1: gold })
    stage.join("list")
    change(stage, { plan: "gold" })
    stage.rules = setOf({}, 2)
    stage.do({ kind: "rulesChanged" })
    expect([isIn(stage), isIn(stage, "list")]).toEqual([false, true])
  })

  it("MEM-4 TIME-7 time alone lets a member in and out, at the very instant", () => {
    const recent = rule({ fact: "event", name: "visit", op: "happened", within: "P2D" })
    const stage = stageWith({ s1: recent }, definition(mail, { reentry: "onRejoin" }))
    stage.event("visit")
    expect(isIn(stage)).toBe(true)
    const until = stage.now + 2 * day
    expect(dueAt(stage.state)).toBeLessThanOrEqual(until + 1)
    stage.until(until)
    expect(isIn(stage)).toBe(true)
    stage.until(until + 1)
    expect(isIn(stage)).toBe(false)
    expect(dueAt(stage.state)).toBeNull()
  })

  it("MEM-4 a date attribute comes within reach: the alarm is set for it, and set anew when the date moves", () => {
    const soon = rule({ fact: "attribute", name: "renewal", op: "withinNext", value: "P7D" })
    const stage = stageWith({ s1: soon })
    change(stage, { renewal: "2027-02-15" })
    const first = alarmAt(stage.state) ?? 0
    expect(first).toBeLessThanOrEqual(ms("2027-02-08T03:00:00.000Z"))
    change(stage, { renewal: "2027-03-15" })
    expect(alarmAt(stage.state)).toBeGreaterThan(first)
    stage.until("2027-03-08T02:59:59.999Z")
    expect(isIn(stage)).toBe(false)
    stage.until("2027-03-08T03:00:00.000Z")
    expect(isIn(stage)).toBe(true)
    stage.until("2027-03-17T00:00:00.000Z")
    expect(isIn(stage)).toBe(false)
  })

  it("MEM-9 leaving and joining within one instant ends as the last word says, also in a table that hears it backwards", () => {
    const stage = stageWith({ s1: gold })
    const records = ["gold", "basic", "gold"].map((plan) => change(stage, { plan }).record)
    expect(isIn(stage)).toBe(true)
    const ats = records.flatMap((record) => record?.memberships.map((one) => one.at) ?? [])
    expect(ats).toEqual([...ats].toSorted((a, b) => a - b))
    expect(new Set(ats).size).toBe(3)
  })

  it("RUN-4 rules that turn each other over for ever are cut off", () => {
    const circle = {
      a: rule({ fact: "segment", op: "notIn", value: "b" }),
      b: rule({ fact: "segment", op: "in", value: "a" }),
    }
    const stage = stageWith(circle)
    expect(() => change(stage, { plan: "gold" })).not.toThrow()
  })

  it("RUN-2 deciding a sleeping member and an awake one gives the same", () => {
    const rules = setOf({ s1: gold, s2: rule({ fact: "segment", op: "in", value: "s1" }) })
    const asleep = new Stage().state
    const profile = { ...asleep.profile, attributes: { plan: "gold" } }
    const decided = decideSegments({ ...asleep, profile }, rules, asleep.lastAt)
    const woken = react(
      { ...asleep, profile },
      { kind: "rulesChanged" },
      { now: asleep.lastAt, campaigns: new Map(), rules },
    )
    expect(woken.state.memberships.filter((one) => one.member).map((one) => one.segmentId)).toEqual(
      decided.changes.map((one) => one.segmentId),
    )
  })
})
