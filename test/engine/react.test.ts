import { describe, expect, it } from "vitest"
import { definition, delayStep, emailStep, endStep, flowOf, iso, ms, Stage, smsStep } from "./fixtures"

const onboarding = flowOf("welcome", {
  welcome: emailStep("wait"),
  wait: delayStep({ for: "P4D" }, "call"),
  call: smsStep("end"),
  end: endStep,
})

describe("a member's passage", () => {
  it("CAM-6 a join starts the flow, the message is sent once, the delay is waited, the run completes", () => {
    const stage = new Stage(definition(onboarding))
    const joined = stage.join()
    expect(joined.wakeups).toEqual([
      { deliveryId: "c1.u1.1.welcome.1.email", memberId: "m1", campaignId: "c1", channel: "email" },
    ])
    stage.send()
    expect(iso(stage.run?.wait?.until ?? null)).toBe("2027-01-08T12:00:00.000Z")
    stage.until("2027-01-08T12:00:00.000Z")
    expect(stage.sent.map(({ at, stepId }) => [stepId, iso(at)])).toEqual([
      ["welcome", "2027-01-04T12:00:00.000Z"],
      ["call", "2027-01-08T12:00:00.000Z"],
    ])
    expect(stage.state.runs).toEqual([])
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ status: "completed", stepId: "end", reason: "completed" })
    expect(stage.records.map((one) => one.seq)).toEqual(stage.records.map((_, index) => index + 1))
  })

  it("TIM-01 a delay fires at its instant, not a millisecond before", () => {
    const flow = flowOf("wait", { wait: delayStep({ for: "PT1H" }, "mail"), mail: emailStep("end"), end: endStep })
    const stage = new Stage(definition(flow))
    stage.join()
    stage.until("2027-01-04T12:59:59.999Z")
    expect(stage.sent).toEqual([])
    stage.do({ kind: "woken" })
    expect(stage.sent).toEqual([])
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.sent.map((one) => one.at)).toEqual([ms("2027-01-04T13:00:00.000Z")])
  })
})
