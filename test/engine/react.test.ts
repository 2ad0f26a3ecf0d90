import { describe, expect, it } from "vitest"
import {
  eventHistoryMax,
  messagesPerDayMax,
  settledDeliveriesMax,
  stepAttemptsMax,
  stepsPerWakeMax,
} from "../../src/engine/limits"
import { react } from "../../src/engine/react"
import { definition, delayStep, emailStep, endStep, flowOf, iso, ms, Stage, smsStep } from "./fixtures"

const onboarding = flowOf("welcome", {
  welcome: emailStep("wait"),
  wait: delayStep({ for: "P4D" }, "call"),
  call: smsStep("end"),
  end: endStep,
})
const condition = (next: string) => ({
  type: "condition",
  rule: { any: [{ all: [{ fact: "attribute", name: "x", op: "exists" }] }] },
  outcomes: { met: next, notMet: next },
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
    stage.do({ kind: "woken" })
    expect(stage.sent).toEqual([])
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.sent.map((one) => one.at)).toEqual([ms("2027-01-04T13:00:00.000Z")])
  })

  it("RUN-2 a reaction leaves the state that it was given as it was", () => {
    const stage = new Stage(definition(onboarding))
    stage.join()
    const before = JSON.stringify(stage.state)
    react(stage.state, { kind: "profileChanged", patch: { attributes: { a: 1 } }, source: "api" }, stage.world)
    react(stage.state, { kind: "eventHappened", id: "e", name: "x", at: 0, properties: {} }, stage.world)
    react(
      stage.state,
      { kind: "deliverySettled", deliveryId: "c1.u1.1.welcome.1.email", result: { status: "unknown", detail: "" } },
      stage.world,
    )
    expect(JSON.stringify(stage.state)).toBe(before)
  })

  it("the first record tells of the member, with profile and memberships", () => {
    const stage = new Stage()
    const { record } = stage.event("x")
    expect(record).toMatchObject({ seq: 1, profile: stage.state.profile, memberships: [] })
    expect(record?.entries[0]).toEqual({ type: "memberCreated" })
  })

  it("MEM-2 a profile change merges; null removes; what is the same is no change", () => {
    const stage = new Stage()
    stage.do({ kind: "profileChanged", patch: { attributes: { a: 1, b: ["x"] } }, source: "api" })
    const { record } = stage.do({
      kind: "profileChanged",
      patch: { email: null, attributes: { a: null, b: ["x"], c: true } },
      source: "api",
    })
    expect(record?.profile).toMatchObject({ email: null, attributes: { b: ["x"], c: true } })
    expect(record?.entries).toEqual([
      { type: "profileChanged", fields: ["email", "attributes.a", "attributes.c"], source: "api" },
    ])
    expect(
      stage.do({ kind: "profileChanged", patch: { email: null, attributes: { c: true } }, source: "api" }).record,
    ).toBeNull()
  })

  it("UNS-08 a profile change does not subscribe again; the member's own word does", () => {
    const stage = new Stage()
    const say = (status: "subscribed" | "unsubscribed") =>
      stage.do({ kind: "consentChanged", channel: "email", scope: "all", status, reason: null })
    say("unsubscribed")
    stage.do({ kind: "profileChanged", patch: { email: "b@example.com" }, source: "import" })
    expect(stage.state.consent).toMatchObject([{ channel: "email", scope: "all", status: "unsubscribed" }])
    expect(say("unsubscribed").record).toBeNull()
    say("subscribed")
    expect(stage.state.consent).toMatchObject([{ status: "subscribed" }])
  })

  it("ING-12 an event that comes twice happens once", () => {
    const stage = new Stage()
    stage.event("x", {}, "e1")
    expect(stage.event("x", {}, "e1").record).toBeNull()
    expect(stage.state.eventCounts).toEqual({ x: { n: 1, lastAt: stage.now } })
  })

  it("the history of events is bounded, their count is not", () => {
    const stage = new Stage()
    for (let i = 0; i <= eventHistoryMax; i++) stage.event("x", {}, `e${i}`)
    expect(stage.state.events).toHaveLength(eventHistoryMax)
    expect(stage.state.eventCounts.x?.n).toBe(eventHistoryMax + 1)
  })
})

describe("the runaway fuse", () => {
  const chain = (n: number) => ({
    ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`s${i}`, condition(`s${i + 1}`)])),
    [`s${n}`]: endStep,
  })

  it("RUN-4 fifty steps in one wake are taken, the next one parks the run", () => {
    const most = new Stage(definition(flowOf("s0", chain(stepsPerWakeMax - 1))))
    most.join()
    expect(most.state.ended.c1?.status).toBe("completed")
    const more = new Stage(definition(flowOf("s0", chain(stepsPerWakeMax))))
    const { record } = more.join()
    expect(record?.runs[0]).toMatchObject({ status: "failed", reason: "loopGuard", stepId: `s${stepsPerWakeMax}` })
    expect(record?.dueAt).toBeNull()
  })

  it("ENG-13 a loop whose wait turns out to be none sends once and parks", () => {
    const flow = flowOf("mail", {
      mail: emailStep("wait"),
      wait: delayStep({ relativeTo: { attribute: "date" }, offset: "P1D" }, "mail"),
      end: endStep,
    })
    const stage = new Stage(definition(flow))
    stage.do({ kind: "profileChanged", patch: { attributes: { date: "2026-01-01" } }, source: "api" })
    stage.join()
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.sent).toHaveLength(1)
    expect(stage.run?.parked?.reason).toBe("loopGuard")
  })

  it("RUN-4 a loop of exactly a minute is no runaway", () => {
    const flow = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "PT1M" }, "mail"), end: endStep })
    const stage = new Stage(definition(flow))
    stage.join()
    stage.until("2027-01-04T12:10:00.000Z")
    expect(stage.sent).toHaveLength(11)
  })

  it("RUN-4 a member gets so many messages in a day, whatever the flows; the run that wants more parks", () => {
    const flow = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "PT10M" }, "mail"), end: endStep })
    const stage = new Stage(definition(flow))
    stage.join()
    stage.until("2027-01-05T11:00:00.000Z")
    expect(stage.sent).toHaveLength(messagesPerDayMax)
    expect(stage.run?.parked).toEqual({ reason: "loopGuard", detail: "100 messages in a day" })
  })

  it("RUN-4 what the member does by hand is no runaway", () => {
    const flow = flowOf("open", {
      open: {
        type: "waitForEvent",
        event: { name: "x" },
        timeout: "P1D",
        outcomes: { happened: "mail", timedOut: "end" },
      },
      mail: emailStep("open"),
      end: endStep,
    })
    const stage = new Stage(definition(flow))
    stage.join()
    for (let i = 0; i < 3; i++) {
      stage.event("x")
      stage.send()
    }
    expect(stage.sent).toHaveLength(3)
    expect(stage.run).toMatchObject({ stepId: "open" })
  })

  it("RUN-4 nor is what follows from it, however many messages that are", () => {
    const flow = flowOf("open", {
      open: {
        type: "waitForEvent",
        event: { name: "x" },
        timeout: "P1D",
        outcomes: { happened: "mail", timedOut: "end" },
      },
      mail: emailStep("text"),
      text: smsStep("open"),
      end: endStep,
    })
    const stage = new Stage(definition(flow))
    stage.join()
    for (let i = 0; i < 3; i++) {
      stage.event("x")
      stage.send()
    }
    expect(stage.sent).toHaveLength(6)
    expect(stage.run?.parked).toBeUndefined()
  })

  it("ENG-13 RUN-4 a loop over a Web service without a wait is cut as one over a message is", () => {
    const flow = flowOf("call", {
      call: {
        type: "webService",
        request: { method: "GET", url: "https://example.com" },
        outcomes: { success: "wait", failure: "end" },
      },
      wait: delayStep({ relativeTo: { attribute: "date" }, offset: "P1D" }, "call"),
      end: endStep,
    })
    const stage = new Stage(definition(flow))
    stage.do({ kind: "profileChanged", patch: { attributes: { date: "2026-01-01" } }, source: "api" })
    stage.join()
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.sent).toHaveLength(1)
    expect(stage.run?.parked?.reason).toBe("loopGuard")
  })

  it("RUN-4 calls and documents are no messages: they do not use up the messages of a day", () => {
    const flow = flowOf("call", {
      call: {
        type: "webService",
        request: { method: "GET", url: "https://example.com" },
        outcomes: { success: "wait", failure: "end" },
      },
      wait: delayStep({ for: "PT5M" }, "call"),
      end: endStep,
    })
    const mail = flowOf("wait", { wait: delayStep({ for: "PT20H" }, "mail"), mail: emailStep("end"), end: endStep })
    const stage = new Stage(definition(flow), definition(mail, { id: "c2" }))
    stage.join()
    stage.until("2027-01-05T11:00:00.000Z")
    expect(stage.sent.filter((one) => one.channel === "email")).toHaveLength(1)
  })

  it("ENG-14 RUN-6 a loop of six months runs until it is cancelled", () => {
    const flow = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "P6M" }, "mail"), end: endStep })
    const stage = new Stage(definition(flow))
    stage.join()
    stage.until(ms("2036-12-31T12:00:00.000Z"))
    expect(stage.sent).toHaveLength(20)
    stage.change({ status: "cancelled" })
    stage.until(ms("2046-12-31T12:00:00.000Z"))
    expect(stage.sent).toHaveLength(20)
  })

  it("RUN-5 a parked run that is retried takes its step up again, at the same visit", () => {
    const stage = new Stage(definition(flowOf("s0", chain(stepsPerWakeMax + 5))))
    stage.join()
    const { record } = stage.do({ kind: "runRetried", runId: "c1.u1.1" })
    expect(record?.entries[0]).toMatchObject({ type: "runUnparked", stepId: `s${stepsPerWakeMax}`, visit: 1 })
    expect(stage.state.ended.c1?.status).toBe("completed")
    expect(stage.do({ kind: "runRetried", runId: "c1.u1.1" }).record).toBeNull()
  })

  it("REC-08 a step that throws is tried five times, then the run parks; other runs go on", () => {
    const broken = flowOf("s0", { s0: condition("end"), end: endStep })
    const step = broken.steps.s0
    if (step?.type === "condition")
      Object.defineProperty(step, "rule", {
        get: () => {
          throw new Error("broken")
        },
      })
    const stage = new Stage(definition(broken), definition(onboarding, { id: "c2" }))
    stage.join()
    stage.until("2027-01-20T00:00:00.000Z")
    expect(stage.run?.parked).toEqual({ reason: "failedRetries", detail: "broken" })
    expect(stage.records.filter((one) => one.runs.some((run) => run.campaignId === "c1"))).toHaveLength(stepAttemptsMax)
    expect(stage.state.ended.c2?.status).toBe("completed")
  })

  it("only so many settled deliveries are remembered, and never fewer than are open", () => {
    const flow = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "PT1H" }, "mail"), end: endStep })
    const stage = new Stage(definition(flow))
    stage.join()
    stage.until(stage.now + (settledDeliveriesMax + 20) * 3_600_000)
    expect(stage.state.deliveries.length).toBeLessThanOrEqual(settledDeliveriesMax + 1)
    expect(new Set(stage.sent.map((one) => one.visit)).size).toBe(stage.sent.length)
    expect(stage.sent).toHaveLength(settledDeliveriesMax + 21)
  })
})
