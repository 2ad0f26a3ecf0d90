import { describe, expect, it } from "vitest"
import { ruleSchema } from "../../../src/engine/rules"
import { definition, delayStep, emailStep, endStep, flowOf, ms, Stage } from "../fixtures"

const flow = flowOf("wait", {
  wait: delayStep({ for: "PT1H" }, "plan"),
  plan: {
    type: "condition",
    rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "pro" }] }] },
    outcomes: { met: "pro", notMet: "free" },
  },
  pro: endStep,
  free: endStep,
})

describe("condition", () => {
  it("ENG-08 reads data when it is reached, not when the run began", () => {
    const stage = new Stage(definition(flow))
    stage.do({ kind: "profileChanged", patch: { attributes: { plan: "free" } }, source: "api" })
    stage.join()
    stage.sleep("2027-01-04T12:30:00.000Z")
    stage.do({ kind: "profileChanged", patch: { attributes: { plan: "pro" } }, source: "api" })
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.records.at(-1)?.runs[0]?.stepId).toBe("pro")
  })

  it("FLOW-4 a missing attribute is not met", () => {
    const stage = new Stage(definition(flow))
    stage.join()
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.records.at(-1)?.runs[0]?.stepId).toBe("free")
  })

  describe("segments within one wake", () => {
    const inSegment = (value: string, met: string, notMet: string) => ({
      type: "condition",
      rule: { any: [{ all: [{ fact: "segment", op: "in", value }] }] },
      outcomes: { met, notMet },
    })
    const gold = ruleSchema.parse({
      any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }],
    })
    const flowAfter = (step: object) =>
      flowOf("change", { change: step, asked: inSegment("s7", "yes", "no"), yes: endStep, no: endStep })
    const ends = (stage: Stage) => stage.records.at(-1)?.runs.find((run) => run.campaignId === "c1")?.stepId

    it("MEM-4 a rule segment follows what a step before has just changed", () => {
      const set = { attributes: { plan: "gold" } }
      const stage = new Stage(definition(flowAfter({ type: "updateMember", set, outcomes: { done: "asked" } })))
      stage.rules = { rev: 1, zone: "UTC", segments: [{ id: "s7", rule: gold }] }
      stage.join()
      expect(ends(stage)).toBe("yes")
    })

    it("MEM-9 so does a list segment that a step has just joined or left", () => {
      const join = { type: "updateMember", join: ["s7"], outcomes: { done: "asked" } }
      const stage = new Stage(definition(flowAfter(join)))
      stage.join()
      expect(ends(stage)).toBe("yes")
      const left = new Stage(definition(flowAfter({ ...join, join: [], leave: ["s7"] })))
      left.join("s7")
      left.join()
      expect(ends(left)).toBe("no")
    })

    it("MEM-4 and one that depends on the event that moves the run on", () => {
      const paid = ruleSchema.parse({ any: [{ all: [{ fact: "event", name: "paid", op: "happened" }] }] })
      const wait = { type: "waitForEvent", event: { name: "paid" }, timeout: "P7D" }
      const step = { ...wait, outcomes: { happened: "asked", timedOut: "no" } }
      const stage = new Stage(definition(flowAfter(step)))
      stage.rules = { rev: 1, zone: "UTC", segments: [{ id: "s7", rule: paid }] }
      stage.join()
      stage.event("paid")
      expect(ends(stage)).toBe("yes")
    })

    it("MEM-9 flows that a step's joins start see all of them", () => {
      const join = { type: "updateMember", join: ["s6", "s7"], outcomes: { done: "end" } }
      const stage = new Stage(definition(flowOf("change", { change: join, end: endStep })))
      const other = flowOf("asked", { asked: inSegment("s7", "yes", "no"), yes: endStep, no: endStep })
      stage.campaigns.set("c6", definition(other, { id: "c6", segmentIds: ["s6"] }))
      stage.join()
      expect(stage.records.at(-1)?.runs.find((run) => run.campaignId === "c6")?.stepId).toBe("yes")
    })
  })

  it("FLOW-4 knows what became of a message of this run; a click implies an open (UNS-18)", () => {
    const opened = { fact: "message", name: "mail", op: "opened" }
    const branching = flowOf("mail", {
      mail: emailStep("wait"),
      wait: delayStep({ for: "P1D" }, "asked"),
      asked: { type: "condition", rule: { any: [{ all: [opened] }] }, outcomes: { met: "yes", notMet: "no" } },
      yes: endStep,
      no: endStep,
    })
    const ends = (report: object | null) => {
      const stage = new Stage(definition(branching))
      stage.join()
      stage.send()
      if (report) {
        const clicked = {
          kind: "deliveryReported",
          id: "r1",
          deliveryId: "c1.u1.1.mail.1.email",
          at: stage.now,
          report,
        }
        stage.do(clicked as Parameters<Stage["do"]>[0])
      }
      stage.until(ms("2027-01-05T12:00:00.000Z"))
      return stage.records.at(-1)?.runs[0]?.stepId
    }
    expect(ends(null)).toBe("no")
    expect(ends({ type: "opened", machine: false })).toBe("yes")
    expect(ends({ type: "clicked", machine: false })).toBe("yes")
    // UNS-16: machines do not branch.
    expect(ends({ type: "clicked", machine: true })).toBe("no")
  })
})
