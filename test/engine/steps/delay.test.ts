import { describe, expect, it } from "vitest"
import { dueAt } from "../../../src/engine/due"
import { definition, delayStep, emailStep, endStep, flowOf, iso, ms, Stage, smsStep } from "../fixtures"

const waitThenMail = (delay: object, more: object = {}) =>
  flowOf("wait", { wait: delayStep(delay, "mail", more), mail: emailStep("end"), skipped: endStep, end: endStep })

const started = (
  delay: object,
  more: { outcomes?: object; attributes?: Record<string, string>; timeZone?: string } = {},
) => {
  const stage = new Stage(definition(waitThenMail(delay, more.outcomes)))
  stage.do({
    kind: "profileChanged",
    patch: { attributes: more.attributes ?? {}, timeZone: more.timeZone ?? "UTC" },
    source: "api",
  })
  stage.join()
  return stage
}

const lastOutcome = (stage: Stage) => stage.entries.findLast((entry) => entry.type === "stepLeft")

describe("delay", () => {
  it("TIM-02 three delays in a row all count", () => {
    const flow = flowOf("d1", {
      d1: delayStep({ for: "P1D" }, "m1"),
      m1: emailStep("d2"),
      d2: delayStep({ for: "P2D" }, "m2"),
      m2: emailStep("d3"),
      d3: delayStep({ for: "P3D" }, "m3"),
      m3: emailStep("end"),
      end: endStep,
    })
    const stage = new Stage(definition(flow))
    stage.join()
    stage.until("2027-01-20T00:00:00.000Z")
    expect(stage.sent.map((one) => iso(one.at))).toEqual([
      "2027-01-05T12:00:00.000Z",
      "2027-01-07T12:00:00.000Z",
      "2027-01-10T12:00:00.000Z",
    ])
  })

  it("TIM-04 a delay of nothing, and of less than nothing, goes on in the same wake", () => {
    for (const length of ["PT0S", "-P1D"]) {
      expect(started({ for: length }).state.deliveries).toHaveLength(1)
    }
  })

  it("TIM-06 a timer that fires twice moves the run once", () => {
    const stage = started({ for: "PT1H" })
    stage.sleep("2027-01-04T13:00:00.000Z")
    stage.do({ kind: "woken" })
    const again = stage.do({ kind: "woken" })
    expect(again.record?.entries).toEqual([])
    expect(stage.state.deliveries).toHaveLength(1)
  })

  it("TIME-2 TIME-5a waits in the member's zone, and keeps it when the member moves", () => {
    const stage = started({ for: "P1D", at: "09:00", zone: "member" }, { timeZone: "Europe/Madrid" })
    expect(iso(dueAt(stage.state))).toBe("2027-01-06T08:00:00.000Z")
    stage.do({ kind: "profileChanged", patch: { timeZone: "America/New_York" }, source: "api" })
    expect(iso(dueAt(stage.state))).toBe("2027-01-06T08:00:00.000Z")
    stage.until("2027-01-06T08:00:00.000Z")
    expect(stage.sent).toHaveLength(1)
  })

  it("TIME-6 the journal holds the reckoning", () => {
    const stage = started({ for: "P1D", at: "09:00", zone: "member" }, { timeZone: "Europe/Madrid" })
    expect(stage.entries).toContainEqual(
      expect.objectContaining({
        type: "waitStarted",
        stepId: "wait",
        wait: expect.objectContaining({ rule: "P1D then at 09:00", zone: "Europe/Madrid", zoneSource: "member" }),
      }),
    )
  })

  it("FLOW-5 waits until a fixed local date-time", () => {
    const stage = started({ until: "2027-02-01T09:00" })
    expect(iso(dueAt(stage.state))).toBe("2027-02-01T12:00:00.000Z")
  })

  it("TIME-5 a date that is past takes past when it is connected, else goes on", () => {
    const past = { relativeTo: { attribute: "date" }, offset: "-P3D" }
    const attributes = { date: "2027-01-05" }
    expect(lastOutcome(started(past, { attributes, outcomes: { past: "skipped" } }))).toMatchObject({
      outcome: "past",
      reason: "pastDue",
    })
    const on = started(past, { attributes })
    expect(lastOutcome(on)).toMatchObject({ outcome: "past", reason: "pastDue" })
    expect(on.run?.stepId).toBe("mail")
  })

  it("TIME-5 or leaves the flow, when it is set so", () => {
    const stage = started(
      { relativeTo: { attribute: "date" }, offset: "-P3D", ifPast: "exit" },
      { attributes: { date: "2027-01-05" } },
    )
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ status: "exited", reason: "pastDue" })
  })

  it("TIME-5 ifPast exit does not override a connected past", () => {
    const delay = { relativeTo: { attribute: "date" }, offset: "-P3D", ifPast: "exit" }
    const stage = started(delay, { attributes: { date: "2027-01-05" }, outcomes: { past: "skipped" } })
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ status: "completed", stepId: "skipped" })
  })

  it("TIME-5 a missing or unreadable date takes past, with the reason", () => {
    const delay = { relativeTo: { attribute: "date" }, offset: "P1D" }
    for (const attributes of [{}, { date: "soon" }] as Record<string, string>[]) {
      expect(lastOutcome(started(delay, { attributes, outcomes: { past: "skipped" } }))).toMatchObject({
        outcome: "past",
        reason: "unresolvedDate",
      })
    }
  })

  it("TIME-5 when the attribute moves the wait moves with it, later, earlier and into the past", () => {
    const stage = started(
      { relativeTo: { attribute: "date" }, offset: "-P1D", at: "09:00" },
      { attributes: { date: "2027-02-01" }, outcomes: { past: "skipped" } },
    )
    const move = (date: string) => stage.do({ kind: "profileChanged", patch: { attributes: { date } }, source: "api" })
    expect(iso(dueAt(stage.state))).toBe("2027-01-31T12:00:00.000Z")
    move("2027-03-01")
    expect(iso(dueAt(stage.state))).toBe("2027-02-28T12:00:00.000Z")
    move("2027-01-20")
    expect(iso(dueAt(stage.state))).toBe("2027-01-19T12:00:00.000Z")
    expect(stage.story.filter((type) => type === "waitMoved")).toHaveLength(2)
    move("2026-12-01")
    expect(lastOutcome(stage)).toMatchObject({ outcome: "past", reason: "pastDue" })
  })

  it("TZ-16 TZ-42 a loop by months stays on the day it began on", () => {
    const loop = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "P1M" }, "mail"), end: endStep })
    const stage = new Stage(definition(loop, { timeZone: "Europe/Madrid" }))
    stage.sleep("2027-01-31T09:00:00.000Z")
    stage.join()
    stage.until("2027-04-30T08:00:00.000Z")
    expect(stage.sent.map((one) => iso(one.at))).toEqual([
      "2027-01-31T09:00:00.000Z",
      "2027-02-28T09:00:00.000Z",
      "2027-03-31T08:00:00.000Z",
      "2027-04-30T08:00:00.000Z",
    ])
    expect(stage.sent.map((one) => one.visit)).toEqual([1, 2, 3, 4])
  })

  it("TZ-18 a birthday on 29 February is kept once a year, on the 28th in common years", () => {
    const delay = { relativeTo: { attribute: "birthDate", yearly: true }, offset: "PT0S", at: "09:00", zone: "member" }
    const loop = flowOf("wait", { wait: delayStep(delay, "mail"), mail: emailStep("wait"), end: endStep })
    const stage = new Stage(definition(loop))
    stage.do({ kind: "profileChanged", patch: { attributes: { birthDate: "1992-02-29" } }, source: "api" })
    stage.join()
    stage.until("2029-12-31T00:00:00.000Z")
    expect(stage.sent.map((one) => iso(one.at))).toEqual([
      "2027-02-28T12:00:00.000Z",
      "2028-02-29T12:00:00.000Z",
      "2029-02-28T12:00:00.000Z",
    ])
  })

  it("TIME-5 a yearly date is never past; days before it may lie in the year before", () => {
    const delay = { relativeTo: { attribute: "date", yearly: true }, offset: "-P10D", at: "09:00" }
    const stage = started(delay, { attributes: { date: "2001-01-05" } })
    expect(iso(dueAt(stage.state))).toBe("2027-12-26T12:00:00.000Z")
    const missing = started(delay, { outcomes: { past: "skipped" } })
    expect(lastOutcome(missing)).toMatchObject({ outcome: "past", reason: "unresolvedDate" })
  })

  it("TIM-07 a wake 6 h late still sends within the lateness limit, and skips beyond it", () => {
    const late = (lateness: number) => {
      const stage = new Stage(definition(waitThenMail({ for: "PT1H" }), { lateness }))
      stage.join()
      stage.sleep("2027-01-04T19:00:00.000Z").do({ kind: "woken" })
      return stage.state.deliveries[0]
    }
    expect(late(24 * 3_600_000)).toMatchObject({ status: "queued" })
    expect(late(3_600_000)).toMatchObject({ status: "skipped", reason: "expired" })
  })

  it("RUN-4a lateness ends at the next wait: what follows it is on time", () => {
    const flow = flowOf("d1", {
      d1: delayStep({ for: "PT1H" }, "m1"),
      m1: emailStep("d2"),
      d2: delayStep({ for: "PT1H" }, "m2"),
      m2: smsStep("end"),
      end: endStep,
    })
    const stage = new Stage(definition(flow, { lateness: 3_600_000 }))
    stage.join()
    stage.sleep("2027-01-04T19:00:00.000Z").do({ kind: "woken" })
    stage.until(ms("2027-01-04T20:00:00.000Z"))
    expect(stage.sent.map((one) => one.stepId)).toEqual(["m2"])
  })

  it("TIM-10 two flows: the earlier of two timers fires first, the later stays", () => {
    const stage = new Stage(
      definition(waitThenMail({ for: "P10D" })),
      definition(waitThenMail({ for: "PT1H" }), { id: "c2", segmentIds: ["s2"] }),
    )
    stage.join("s1")
    stage.join("s2")
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.sent).toHaveLength(1)
    expect(iso(dueAt(stage.state))).toBe("2027-01-14T12:00:00.000Z")
  })
})

describe("delay relative to an occasion", () => {
  const webinar = (at: string) => ({
    id: "o1",
    name: "Webinar",
    at: ms(at),
    timeZone: "America/New_York",
    location: null,
  })
  const ahead = (more: object = {}) => ({ relativeTo: { occasionId: "o1" }, offset: "-P3D", at: "10:00", ...more })
  const stageOf = (
    delay: object,
    world: { at: string; now: string; timeZone?: string; zone?: string; outcomes?: object },
  ) => {
    const uses = { campaignIds: [], occasions: [webinar(world.at)] }
    const stage = new Stage(
      definition(waitThenMail(delay, world.outcomes), { timeZone: world.timeZone ?? "America/New_York", uses }),
    )
    if (world.zone) stage.do({ kind: "profileChanged", patch: { timeZone: world.zone }, source: "api" })
    stage.sleep(world.now)
    stage.join()
    return stage
  }

  it("TZ-20 three days before at 10:00 local, across the change of clocks", () => {
    const stage = stageOf(ahead(), { at: "2027-03-16T22:00:00.000Z", now: "2027-03-01T00:00:00.000Z" })
    expect(iso(dueAt(stage.state))).toBe("2027-03-13T15:00:00.000Z")
    stage.until("2027-03-20T00:00:00.000Z")
    expect(stage.sent.map((one) => iso(one.at))).toEqual(["2027-03-13T15:00:00.000Z"])
  })

  it.each([
    ["America/Montevideo", "2027-05-06T13:00:00.000Z"],
    ["Europe/Madrid", "2027-05-07T08:00:00.000Z"],
  ])("TZ-22 the occasion's local date is the member's own: %s", (zone, due) => {
    const world = { at: "2027-05-10T02:00:00.000Z", now: "2027-05-01T00:00:00.000Z", zone }
    expect(iso(dueAt(stageOf(ahead({ zone: "member" }), world).state))).toBe(due)
  })

  it("TIME-5 without a time of day it counts from the exact instant", () => {
    const world = { at: "2027-05-10T02:34:56.789Z", now: "2027-05-01T00:00:00.000Z" }
    const exact = { relativeTo: { occasionId: "o1" }, offset: "PT2H" }
    expect(iso(dueAt(stageOf(exact, world).state))).toBe("2027-05-10T04:34:56.789Z")
  })

  it("TZ-24 what is past already takes past with the reason, and sends nothing", () => {
    const world = { at: "2027-03-16T22:00:00.000Z", now: "2027-03-15T12:00:00.000Z", outcomes: { past: "skipped" } }
    const stage = stageOf(ahead(), world)
    stage.send()
    expect(lastOutcome(stage)).toMatchObject({ outcome: "past", reason: "pastDue" })
    expect(stage.sent).toEqual([])
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it("TZ-24 set to go on, it sends at once, exactly once", () => {
    const world = { at: "2027-03-16T22:00:00.000Z", now: "2027-03-15T12:00:00.000Z" }
    const stage = stageOf(ahead({ ifPast: "continue" }), world)
    stage.until("2027-04-01T00:00:00.000Z")
    expect(stage.sent.map((one) => iso(one.at))).toEqual(["2027-03-15T12:00:00.000Z"])
  })

  it("TIME-5 or leaves the flow; an occasion that is gone counts as one without a date", () => {
    const world = { at: "2027-03-16T22:00:00.000Z", now: "2027-03-15T12:00:00.000Z" }
    const exit = stageOf(ahead({ ifPast: "exit" }), world)
    expect(exit.records.at(-1)?.runs[0]).toMatchObject({ status: "exited", reason: "pastDue" })
    const gone = stageOf(ahead({ relativeTo: { occasionId: "o9" } }), world)
    expect(lastOutcome(gone)).toMatchObject({ outcome: "past", reason: "unresolvedDate" })
  })

  it("TIME-5 WF-3 when the occasion moves the wait moves with it, later, earlier and into the past", () => {
    const stage = stageOf(ahead(), {
      at: "2027-03-16T22:00:00.000Z",
      now: "2027-03-01T00:00:00.000Z",
      outcomes: { past: "skipped" },
    })
    const move = (at: string) => stage.change({ uses: { campaignIds: [], occasions: [webinar(at)] } })
    move("2027-04-16T22:00:00.000Z")
    expect(iso(dueAt(stage.state))).toBe("2027-04-13T14:00:00.000Z")
    move("2027-03-10T22:00:00.000Z")
    expect(iso(dueAt(stage.state))).toBe("2027-03-07T15:00:00.000Z")
    move("2027-03-02T22:00:00.000Z")
    expect(lastOutcome(stage)).toMatchObject({ outcome: "past", reason: "pastDue" })
  })
})
