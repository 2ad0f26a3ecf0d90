import { describe, expect, it } from "vitest"
import { definition, emailStep, endStep, flowOf, iso, ms, Stage } from "../fixtures"

const waiting = (more: object = {}) => ({
  type: "waitForEvent",
  event: { name: "applied", where: [{ name: "amount", op: "atLeast", value: 100 }] },
  timeout: "P7D",
  outcomes: { happened: "yes", timedOut: "no" },
  ...more,
})
const flow = (step: object = waiting()) =>
  flowOf("mail", { mail: emailStep("open"), open: step, yes: endStep, no: endStep })

const started = (step?: object) => {
  const stage = new Stage(definition(flow(step)))
  stage.join()
  return stage.send()
}
const end = (stage: Stage) => stage.records.at(-1)?.runs[0]?.stepId
const outcomes = (stage: Stage) =>
  stage.entries.flatMap((entry) => (entry.type === "stepLeft" && entry.stepId === "open" ? [entry.outcome] : []))

describe("waitForEvent", () => {
  it("FLOW-6 goes on as soon as the member does it, with the right properties", () => {
    const stage = started()
    stage.event("other", { amount: 500 })
    stage.event("applied", { amount: 99 })
    expect(stage.run?.stepId).toBe("open")
    stage.event("applied", { amount: 100 })
    expect(end(stage)).toBe("yes")
  })

  it("FLOW-6 otherwise goes on after the time-out", () => {
    const stage = started()
    stage.until("2027-01-11T11:59:59.999Z")
    expect(stage.run?.stepId).toBe("open")
    stage.until("2027-01-11T12:00:00.000Z")
    expect(end(stage)).toBe("no")
  })

  it("FLOW-6 what the member did before the run began does not count", () => {
    const stage = new Stage(definition(flow()))
    stage.event("applied", { amount: 100 })
    stage.join()
    stage.send()
    expect(stage.run?.stepId).toBe("open")
  })

  it("ENG-20 what the member does while the message is on its way counts", () => {
    const stage = new Stage(definition(flow()))
    stage.join()
    stage.event("applied", { amount: 100 })
    stage.send()
    expect(end(stage)).toBe("yes")
  })

  it("FLOW-6 one event is heard by one wait", () => {
    const twice = flowOf("mail", {
      mail: emailStep("open"),
      open: waiting({ outcomes: { happened: "again", timedOut: "no" } }),
      again: waiting(),
      yes: endStep,
      no: endStep,
    })
    const stage = new Stage(definition(twice))
    stage.join()
    stage.event("applied", { amount: 100 })
    stage.send()
    expect(stage.run?.stepId).toBe("again")
    stage.event("applied", { amount: 100 })
    expect(end(stage)).toBe("yes")
  })

  it("FLOW-6 an optional wait counts from the moment it was detected", () => {
    const stage = started(waiting({ after: "PT2H" }))
    stage.sleep("2027-01-05T10:00:00.000Z")
    stage.event("applied", { amount: 100 })
    expect(iso(stage.run?.wait?.until ?? null)).toBe("2027-01-05T12:00:00.000Z")
    stage.event("applied", { amount: 100 })
    stage.until("2027-01-05T12:00:00.000Z")
    expect(end(stage)).toBe("yes")
    expect(outcomes(stage)).toEqual(["happened"])
  })

  it("FLOW-6 waits for what the member does with a message", () => {
    const stage = started(waiting({ event: { message: "mail", did: "clicked" } }))
    const report = (id: string, what: object) =>
      stage.do({
        kind: "deliveryReported",
        id,
        deliveryId: "c1.u1.1.mail.1.email",
        at: stage.now,
        report: what,
      } as Parameters<Stage["do"]>[0])
    report("r1", { type: "opened", machine: false })
    report("r2", { type: "clicked", machine: true })
    expect(stage.run?.stepId).toBe("open")
    report("r3", { type: "clicked", machine: false })
    expect(end(stage)).toBe("yes")
  })

  it("ENG-20 a click that arrives before the send is recorded is kept", () => {
    const stage = new Stage(definition(flow(waiting({ event: { message: "mail", did: "clicked" } }))))
    stage.join()
    const report = { type: "clicked", machine: false } as const
    stage.do({ kind: "deliveryReported", id: "r1", deliveryId: "c1.u1.1.mail.1.email", at: stage.now, report })
    expect(stage.run?.stepId).toBe("mail")
    stage.send()
    expect(end(stage)).toBe("yes")
  })

  it("ENG-19 an event and the time-out in one instant give exactly one outcome, whichever comes first", () => {
    const instant = "2027-01-11T12:00:00.000Z"
    const first = started().sleep(instant)
    first.event("applied", { amount: 100 })
    first.do({ kind: "woken" })
    expect(outcomes(first)).toEqual(["happened"])
    const second = started().sleep(instant)
    second.do({ kind: "woken" })
    second.event("applied", { amount: 100 })
    expect(outcomes(second)).toEqual(["timedOut"])
  })

  it("ENG-19 an event after the time-out does not count, although the timer is late", () => {
    const stage = started().sleep("2027-01-11T12:00:01.000Z")
    stage.event("applied", { amount: 100 })
    expect(outcomes(stage)).toEqual(["timedOut"])
    expect(stage.now).toBeGreaterThan(ms("2027-01-11T12:00:00.000Z"))
  })
})
