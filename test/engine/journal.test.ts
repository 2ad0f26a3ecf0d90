import { describe, expect, it } from "vitest"
import { countersOf } from "../../src/engine/journal"
import { definition, delayStep, emailStep, endStep, flowOf, Stage } from "./fixtures"

const flow = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "P1D" }, "end"), end: endStep })
const id = "c1.u1.1.mail.1.email"

const counters = (stage: Stage) =>
  Object.fromEntries(
    countersOf(stage.records).map(({ stepId, metric, n }) => [stepId === "" ? metric : `${stepId} ${metric}`, n]),
  )
const joined = () => {
  const stage = new Stage(definition(flow))
  stage.join()
  return stage
}

describe("counters", () => {
  it("ANA-1 a run from start to end", () => {
    const stage = joined()
    expect(counters(stage)).toEqual({ started: 1, active: 1, "mail entered": 1 })
    stage.send()
    expect(counters(stage)).toEqual({
      started: 1,
      active: 1,
      "mail entered": 1,
      "mail left:sent": 1,
      "mail sent": 1,
      "wait entered": 1,
    })
    stage.until(stage.now + 86_400_000)
    expect(counters(stage)).toEqual({
      started: 1,
      completed: 1,
      "mail entered": 1,
      "mail left:sent": 1,
      "mail sent": 1,
      "wait entered": 1,
      "wait left:done": 1,
      "end entered": 1,
      "end left": 1,
    })
  })

  it("ENG-23 a cancelled run stands on no step any more, its cancelled delivery was not sent", () => {
    const stage = joined()
    stage.change({ status: "cancelled" })
    expect(counters(stage)).toEqual({
      started: 1,
      cancelled: 1,
      "mail entered": 1,
      "mail left": 1,
      "mail cancelled": 1,
    })
  })

  it("ANA-1 skips by reason; a parked run is failed, and active again when it is retried", () => {
    const stage = joined()
    stage.do({ kind: "consentChanged", channel: "email", scope: "all", status: "unsubscribed", reason: null })
    const other = new Stage(definition(flow))
    other.do({ kind: "profileChanged", patch: { email: null }, source: "api" })
    other.join()
    expect(counters(other)).toMatchObject({ "mail skipped:noAddress": 1, active: 1 })

    const loop = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "PT1S" }, "mail") })
    const fast = new Stage(definition(loop))
    fast.join()
    fast.until(fast.now + 10_000)
    expect(counters(fast)).toMatchObject({
      started: 1,
      failed: 1,
      "mail entered": 2,
      "mail left:sent": 1,
      "mail parked": 1,
    })
    fast.do({ kind: "runRetried", runId: "c1.u1.1" })
    expect(counters(fast)).toMatchObject({ started: 1, active: 1 })
    expect(counters(fast)).not.toHaveProperty("failed")
    expect(counters(fast)).not.toHaveProperty("mail parked")
  })

  it("ANA-1 what providers tell counts once each, machines not at all", () => {
    const stage = joined()
    stage.send()
    for (const report of [
      { type: "delivered" },
      { type: "delivered" },
      { type: "opened", machine: true },
      { type: "clicked", machine: false },
      { type: "clicked", machine: false },
      { type: "opened", machine: false },
    ] as const) {
      stage.do({ kind: "deliveryReported", id: `r${stage.records.length}`, deliveryId: id, at: stage.now, report })
    }
    expect(counters(stage)).toMatchObject({ "mail delivered": 1, "mail opened": 1, "mail clicked": 1 })
  })

  it("ANA-1 an unsubscribe by a message's link counts for its step", () => {
    const stage = joined()
    stage.send()
    const said = {
      kind: "consentChanged",
      channel: "email",
      scope: "campaign:c1",
      status: "unsubscribed",
      reason: null,
    } as const
    stage.do({ ...said, deliveryId: id })
    expect(counters(stage)).toMatchObject({ "mail unsubscribed": 1 })
  })
})
