import { describe, expect, it } from "vitest"
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
