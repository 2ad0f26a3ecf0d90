import { describe, expect, it } from "vitest"
import { wanted } from "../../src/engine/due"
import { definition, delayStep, emailStep, endStep, flowOf, ms, Stage } from "./fixtures"

const day = 86_400_000
const flow = flowOf("mail", { mail: emailStep("end"), end: endStep })
const long = flowOf("wait", { wait: delayStep({ for: "P9D" }, "end"), end: endStep })
const notStarted = (stage: Stage) =>
  stage.entries.flatMap((entry) => (entry.type === "runNotStarted" ? [entry.reason] : []))
const entries = (stage: Stage) => stage.entries.flatMap((entry) => (entry.type === "runStarted" ? [entry.entry] : []))
const leave = (stage: Stage, at = stage.now) => stage.do({ kind: "left", segmentId: "s1", at, source: "api" })

describe("entering a flow", () => {
  it.each([
    ["draft", { status: "draft" }],
    ["scheduled", { status: "scheduled" }],
    ["paused", { status: "paused" }],
    ["ended", { status: "ended" }],
    ["cancelled", { status: "cancelled" }],
    ["not yet started", { startsAt: ms("2027-01-04T12:00:00.001Z") }],
    ["over", { endsAt: ms("2027-01-04T12:00:00.000Z") }],
    ["never published", { version: null }],
    ["of another segment", { segmentIds: ["s2"] }],
    ["a regular campaign", { kind: "campaign" }],
  ] as const)("CAM-5 CAM-6 a flow that is %s takes nobody in", (_, patch) => {
    const stage = new Stage(
      definition(flow, { ...patch, segmentIds: [...("segmentIds" in patch ? patch.segmentIds : ["s1"])] }),
    )
    stage.join()
    expect(stage.state.runs).toEqual([])
    expect(stage.story).not.toContain("runStarted")
  })

  it("CAM-5 at Starts exactly it does", () => {
    const stage = new Stage(definition(flow, { startsAt: ms("2027-01-04T12:00:00.000Z") }))
    stage.join()
    expect(entries(stage)).toEqual([1])
  })

  it("ENG-02 joining while a run is active starts nothing and says so", () => {
    const stage = new Stage(definition(long))
    stage.join()
    stage.sleep(stage.now + 1)
    stage.join()
    expect(entries(stage)).toEqual([1])
    expect(notStarted(stage)).toEqual(["alreadyActive"])
  })

  it("MEM-9 the same join again changes nothing", () => {
    const stage = new Stage(definition(flow))
    stage.join()
    const { state } = stage
    expect(stage.join()).toEqual({ state, record: null, wakeups: [] })
  })

  it("CAM-15 never: a second join starts nothing, with the reason", () => {
    const stage = new Stage(definition(flow))
    stage.join()
    stage.send()
    stage.sleep(stage.now + day)
    leave(stage)
    stage.sleep(stage.now + day)
    stage.join()
    expect(entries(stage)).toEqual([1])
    expect(notStarted(stage)).toEqual(["reentryDisabled"])
  })

  it("ENG-04 CAM-15 onRejoin: after leaving and joining again a fresh run sends again, once", () => {
    const stage = new Stage(definition(flow, { reentry: "onRejoin" }))
    stage.join()
    stage.send()
    stage.sleep(stage.now + day)
    stage.join()
    expect(notStarted(stage)).toEqual(["reentryDisabled"])
    leave(stage)
    leave(stage, stage.now + 1)
    stage.sleep(stage.now + day)
    stage.join()
    stage.send()
    expect(entries(stage)).toEqual([1, 2])
    expect(stage.sent).toHaveLength(2)
    expect(stage.state.deliveries.map((one) => one.id)).toEqual(["c1.u1.1.mail.1.email", "c1.u1.2.mail.1.email"])
  })

  it("ING-09 CAM-15 onRejoin: a leave that arrives after the join that followed it counts too", () => {
    const stage = new Stage(definition(flow, { reentry: "onRejoin" }))
    stage.join()
    stage.send()
    const at = stage.now + day
    stage.sleep(at + 10)
    stage.join("s1", at + 5)
    leave(stage, at)
    stage.send()
    expect(entries(stage)).toEqual([1, 2])
    expect(leave(stage, at).record).toBeNull()
  })

  it("ING-09 a late leave from before the only run starts nothing", () => {
    const stage = new Stage(definition(flow, { reentry: "onRejoin" }))
    stage.join("s1", stage.now)
    stage.send()
    stage.sleep(stage.now + 10)
    expect(leave(stage, stage.now - 20).record).toBeNull()
    expect(entries(stage)).toEqual([1])
  })

  it("CAM-15 afterDays: again when the days are over", () => {
    const stage = new Stage(definition(flow, { reentry: { afterDays: 7 } }))
    stage.join()
    stage.send()
    stage.sleep(stage.now + 7 * day - 1)
    stage.join()
    expect(notStarted(stage)).toEqual(["reentryDisabled"])
    stage.sleep(stage.now + 1)
    stage.join()
    expect(entries(stage)).toEqual([1, 2])
  })

  it("CAM-15 onReset: again after the reset period", () => {
    const reset = { afterDays: 30, what: "all" } as const
    const stage = new Stage(definition(flow, { reentry: "onReset", reset }))
    stage.join()
    stage.send()
    stage.sleep(stage.now + 30 * day - 1)
    stage.join()
    stage.sleep(stage.now + 1)
    stage.join()
    expect(entries(stage)).toEqual([1, 2])
  })

  it("CAM-6 enrolment starts those who are inside, once, and tells nothing of the others", () => {
    const stage = new Stage()
    stage.join()
    for (const one of [definition(flow), definition(long, { id: "c2", segmentIds: ["s2"] })]) {
      stage.campaigns.set(one.control.id, one)
    }
    stage.do({ kind: "enrolled", campaignId: "c1", since: null })
    expect(entries(stage)).toEqual([1])
    expect(stage.do({ kind: "enrolled", campaignId: "c1", since: null }).record).toBeNull()
    expect(stage.do({ kind: "enrolled", campaignId: "c2", since: null }).record).toBeNull()
  })

  it("CAM-6 future members only: those who joined before stay out", () => {
    const stage = new Stage()
    stage.join()
    stage.campaigns.set("c1", definition(flow))
    expect(stage.do({ kind: "enrolled", campaignId: "c1", since: stage.now }).record).toBeNull()
    stage.do({ kind: "enrolled", campaignId: "c1", since: stage.now - 1 })
    expect(entries(stage)).toEqual([1])
  })

  it("CAM-6 future members only, at the instant of the activation: who joins before it stays out, who joins after it comes in", () => {
    const stage = new Stage()
    stage.join()
    stage.campaigns.set("c1", definition(flow))
    stage.do({ kind: "enrolled", campaignId: "c1", since: stage.now })
    expect(entries(stage)).toEqual([])
    const later = new Stage()
    later.campaigns.set("c1", definition(flow))
    later.join()
    expect(entries(later)).toEqual([1])
  })
})

describe("leaving the segment", () => {
  const stageOf = (patch = {}) => {
    const stage = new Stage(definition(long, patch))
    stage.join()
    return stage
  }

  it("CAM-16 by default the run goes on", () => {
    const stage = stageOf()
    leave(stage, stage.now + 1)
    expect(stage.run?.stepId).toBe("wait")
  })

  it("CAM-16 or it leaves the flow, once it is in none of its segments", () => {
    const stage = stageOf({ onLeave: "exit", segmentIds: ["s1", "s2"] })
    stage.join("s2")
    leave(stage, stage.now + 1)
    expect(stage.run?.stepId).toBe("wait")
    const { record } = stage.do({ kind: "left", segmentId: "s2", at: stage.now + 1, source: "api" })
    expect(record?.runs[0]).toMatchObject({ status: "exited", reason: "leftSegment" })
  })

  it("ING-09 the later of join and leave wins whatever the order of arrival", () => {
    const at = stageOf().now
    for (const order of [
      ["left", "joined"],
      ["joined", "left"],
    ] as const) {
      const stage = new Stage()
      for (const kind of order)
        stage.do({ kind, segmentId: "s1", at: kind === "left" ? at - 10 : at - 5, source: "webhook" })
      expect(stage.state.memberships).toEqual([{ segmentId: "s1", member: true, at: at - 5, source: "webhook" }])
    }
  })
})

describe("ties", () => {
  it("ING-09 of joins and leaves at one instant the one that arrives last decides", () => {
    const stage = new Stage()
    const at = stage.now
    for (const kind of ["joined", "left", "joined"] as const) stage.do({ kind, segmentId: "s1", at, source: "api" })
    expect(stage.state.memberships).toMatchObject([{ member: true, at }])
    stage.do({ kind: "left", segmentId: "s1", at, source: "api" })
    expect(stage.state.memberships).toMatchObject([{ member: false, at }])
  })
})

describe("results", () => {
  const goal = { event: "applied", within: "P30D" }

  it("CAM-10 the goal's event converts, and by default ends the run", () => {
    const stage = new Stage(definition(long, { goal }))
    stage.join()
    stage.event("applied")
    expect(stage.story).toContain("converted")
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ status: "exited", reason: "converted" })
    stage.sleep(stage.now + 1)
    stage.join()
    expect(notStarted(stage)).toEqual(["converted"])
  })

  it("CAM-10 or the run goes on, when it is set so; one conversion is told once", () => {
    const stage = new Stage(definition(long, { goal, afterConversion: "continue" }))
    stage.join()
    stage.event("applied")
    stage.event("applied")
    expect(stage.run?.stepId).toBe("wait")
    expect(stage.story.filter((type) => type === "converted")).toHaveLength(1)
  })

  it("CAM-10 the window counts from the start of the run, also after its end", () => {
    const converts = (days: number) => {
      const stage = new Stage(definition(flow, { goal }))
      stage.join()
      stage.send()
      stage.sleep(stage.now + days * day)
      stage.event("applied")
      return stage.story.includes("converted")
    }
    expect([converts(30), converts(31)]).toEqual([true, false])
  })

  it("CAM-10 a condition is a goal too", () => {
    const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }
    const stage = new Stage(definition(long, { goal: { rule } }))
    stage.join()
    stage.do({ kind: "profileChanged", patch: { attributes: { plan: "gold" } }, source: "api" })
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ reason: "converted" })
  })

  it("CAM-10 CAM-18 so is one on campaign data, or on a segment", () => {
    const goalOf = (criterion: object) => ({ rule: { any: [{ all: [criterion] }] } })
    const amount = { fact: "campaignData", name: "amount", op: "atLeast", value: 100 }
    const dataFields = [{ name: "amount", type: "number" as const }]
    const byData = new Stage(definition(long, { goal: goalOf(amount), dataFields }))
    byData.join()
    const set = (amount: number | null) =>
      byData.do({ kind: "dataChanged", campaignId: "c1", values: { amount }, source: "api" })
    set(50)
    expect(byData.run?.stepId).toBe("wait")
    expect(set(50).record).toBeNull()
    expect(set(null).record?.data).toEqual([{ campaignId: "c1", values: {} }])
    expect(set(200).record?.runs[0]).toMatchObject({ reason: "converted" })
    const bySegment = new Stage(definition(long, { goal: goalOf({ fact: "segment", op: "in", value: "s9" }) }))
    bySegment.join()
    expect(bySegment.join("s9").record?.runs[0]).toMatchObject({ reason: "converted" })
  })

  it("CAM-11 a dismiss ends the run where the campaign offers it", () => {
    const stage = new Stage(definition(long, { dismissible: true }), definition(long, { id: "c2" }))
    stage.join()
    stage.do({ kind: "dismissed", campaignId: "c1" })
    stage.do({ kind: "dismissed", campaignId: "c2" })
    expect(stage.state.runs.map((run) => run.campaignId)).toEqual(["c2"])
    expect(stage.do({ kind: "dismissed", campaignId: "c1" }).record).toBeNull()
  })

  it("ENG-22 a reset of dismisses lets the member in again, conversions still block", () => {
    const reset = { afterDays: 30, what: "dismisses" } as const
    const stage = new Stage(definition(long, { dismissible: true, reset, reentry: { afterDays: 0 } }))
    stage.join()
    stage.do({ kind: "dismissed", campaignId: "c1" })
    stage.sleep(stage.now + 29 * day)
    stage.join()
    stage.sleep(stage.now + 2 * day)
    stage.join()
    expect(notStarted(stage)).toEqual(["dismissed"])
    expect(entries(stage)).toEqual([1, 2])
    const converted = new Stage(definition(long, { goal, reset, reentry: { afterDays: 0 } }))
    converted.join()
    converted.event("applied")
    converted.sleep(converted.now + 31 * day)
    converted.join()
    expect(notStarted(converted)).toEqual(["converted"])
  })
})

describe("what a reaction needs", () => {
  it("names the campaigns of runs, of the input, and of ended runs whose goal an event may reach", () => {
    const stage = new Stage(definition(flow), definition(long, { id: "c2" }))
    stage.join()
    stage.send()
    const names = (input: Parameters<Stage["do"]>[0]) => [...wanted(stage.state, [input]).keys()].toSorted()
    expect(names({ kind: "woken" })).toEqual(["c2"])
    expect(names({ kind: "enrolled", campaignId: "c3", since: null })).toEqual(["c2", "c3"])
    expect(names({ kind: "eventHappened", id: "e", name: "x", at: 0, properties: {} })).toEqual(["c1", "c2"])
    const result = { status: "unknown", detail: "" } as const
    expect(names({ kind: "deliverySettled", deliveryId: "c9.u1.1.mail.1.email", result })).toEqual(["c2", "c9"])
  })
})
