import { describe, expect, it } from "vitest"
import { chainedStartsMax, startsPerWakeMax } from "../../src/engine/limits"
import { ruleSchema } from "../../src/engine/rules"
import { definition, delayStep, emailStep, endStep, flowOf, Stage } from "./fixtures"

const starter = (workflowId: string, next = "end") => ({ type: "startWorkflow", workflowId, outcomes: { done: next } })
const workflow = (id: string, flow: ReturnType<typeof flowOf>, patch = {}) =>
  definition(flow, { id, kind: "workflow", segmentIds: [], ...patch })
const parked = (stage: Stage) => stage.state.runs.map((run) => [run.campaignId, run.parked?.reason])

describe("flows that start one another", () => {
  it("FLOW-11 WF-1 a workflow starts beside the run that asks for it, which does not wait", () => {
    const stage = new Stage(
      definition(flowOf("go", { go: starter("w1", "mail"), mail: emailStep("end"), end: endStep })),
      workflow("w1", flowOf("wait", { wait: delayStep({ for: "P1D" }, "mail"), mail: emailStep("end"), end: endStep })),
    )
    stage.join()
    stage.until("2027-01-10T00:00:00.000Z")
    expect(stage.sent.map(({ stepId }) => stepId)).toEqual(["mail", "mail"])
    expect(stage.state.ended.w1?.status).toBe("completed")
  })

  it("RUN-3 a workflow that is under way, archived or gone is not started, with the reason", () => {
    const long = flowOf("wait", { wait: delayStep({ for: "P9D" }, "end"), end: endStep })
    const twice = flowOf("go", { go: starter("w1", "again"), again: starter("w1"), end: endStep })
    const stage = new Stage(definition(twice), workflow("w1", long))
    stage.join()
    const archived = new Stage(definition(twice), workflow("w1", long, { status: "archived" }))
    archived.join()
    const gone = new Stage(definition(twice))
    gone.join()
    const refused = (one: Stage) =>
      one.entries.flatMap((entry) => (entry.type === "runNotStarted" ? [entry.reason] : []))
    expect([refused(stage), refused(archived), refused(gone)]).toEqual([
      ["alreadyActive"],
      ["notQualified", "notQualified"],
      ["notQualified", "notQualified"],
    ])
  })

  it("WF-1 archiving a workflow lets what was begun go through", () => {
    const stage = new Stage(
      definition(flowOf("go", { go: starter("w1"), end: endStep })),
      workflow("w1", flowOf("wait", { wait: delayStep({ for: "P1D" }, "mail"), mail: emailStep("end"), end: endStep })),
    )
    stage.join()
    stage.change({ id: "w1", status: "archived" })
    stage.until("2027-01-10T00:00:00.000Z")
    expect(stage.sent).toHaveLength(1)
  })

  it("ENG-13 RUN-4 a circle without a wait is cut within one wake, parked with the report", () => {
    const stage = new Stage(
      definition(flowOf("go", { go: starter("w1"), end: endStep })),
      workflow("w1", flowOf("go", { go: starter("w2"), end: endStep })),
      workflow("w2", flowOf("go", { go: starter("w1"), end: endStep })),
    )
    const { record } = stage.join()
    expect(parked(stage)).toEqual([["w1", "loopGuard"]])
    const starts = record?.entries.filter((entry) => entry.type === "runStarted" && entry.campaignId === "w1")
    expect(starts).toHaveLength(startsPerWakeMax + 1)
    expect(record?.runs.find((run) => run.status === "failed")).toMatchObject({ campaignId: "w1", reason: "loopGuard" })
    // Nothing goes on by itself.
    expect(record?.dueAt).toBeNull()
  })

  it("ENG-13 RUN-4 one that sends in between is cut after some rounds, far from the hundred messages of a day", () => {
    const sends = (next: string) => flowOf("mail", { mail: emailStep("go"), go: starter(next), end: endStep })
    const stage = new Stage(
      definition(flowOf("go", { go: starter("w1"), end: endStep })),
      workflow("w1", sends("w2")),
      workflow("w2", sends("w1")),
    )
    stage.join()
    stage.until("2027-01-04T13:00:00.000Z")
    expect(parked(stage)).toEqual([["w1", "loopGuard"]])
    expect(stage.sent).toHaveLength(2 * (chainedStartsMax + 1))
  })

  it("RUN-4 one with a wait of a minute is no runaway", () => {
    const waits = (next: string) =>
      flowOf("wait", { wait: delayStep({ for: "PT1M" }, "go"), go: starter(next), end: endStep })
    const stage = new Stage(
      definition(flowOf("go", { go: starter("w1"), end: endStep })),
      workflow("w1", waits("w1b")),
      workflow("w1b", waits("w1")),
    )
    stage.join()
    stage.until("2027-01-04T13:00:00.000Z")
    expect(stage.story.filter((type) => type === "runStarted")).toHaveLength(62)
    expect(parked(stage)).toEqual([["w1", undefined]])
  })

  it("ENG-13 MEM-4 a circle over a rule segment that the flow's own steps join and leave is cut too", () => {
    const set = (value: string, next: string) => ({
      type: "updateMember",
      set: { attributes: { plan: value } },
      outcomes: { done: next },
    })
    const toggle = flowOf("off", { off: set("free", "on"), on: set("gold", "end"), end: endStep })
    const flips = flowOf("off", { off: set("free", "end"), end: endStep })
    const rule = (value: string) =>
      ruleSchema.parse({ any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value }] }] })
    const stage = new Stage(
      definition(flips, { id: "c1", segmentIds: ["gold"], reentry: "onRejoin" }),
      definition(flowOf("on", { on: set("gold", "end"), end: endStep }), {
        id: "c2",
        segmentIds: ["free"],
        reentry: "onRejoin",
      }),
      definition(toggle, { id: "c3", segmentIds: ["other"] }),
    )
    stage.rules = {
      rev: 1,
      segments: [
        { id: "gold", rule: rule("gold") },
        { id: "free", rule: rule("free") },
      ],
    }
    stage.do({ kind: "profileChanged", patch: { attributes: { plan: "gold" } }, source: "api" })
    expect(parked(stage)).toHaveLength(1)
    expect(parked(stage)[0]?.[1]).toBe("loopGuard")
  })

  it("WF-1 what happens to the member from outside is no runaway, however often", () => {
    const stage = new Stage(
      workflow("w1", flowOf("note", { note: emailStep("end", { transactional: true }), end: endStep }), {
        trigger: { event: "bought" },
      }),
    )
    for (let i = 0; i < 2 * chainedStartsMax; i++) {
      stage.event("bought", {}, `e${i}`)
      stage.send()
    }
    expect(stage.sent).toHaveLength(2 * chainedStartsMax)
    expect(stage.state.runs).toEqual([])
  })
})

describe("attendance", () => {
  const flow = flowOf("came", {
    came: {
      type: "waitForEvent",
      event: { name: "occasion.attended", where: [{ name: "occasionId", op: "equals", value: "o1" }] },
      timeout: "P2D",
      outcomes: { happened: "thanks", timedOut: "missed" },
    },
    thanks: emailStep("end"),
    missed: emailStep("end"),
    end: endStep,
  })
  const attend = (stage: Stage, status: "attended" | "absent", occasionId = "o1", at = stage.now) =>
    stage.do({ kind: "attendanceSet", occasionId, status, at, source: "webhook" })

  it("WF-3 waits and goals hear of it as of an event, once", () => {
    const stage = new Stage(definition(flow, { goal: { event: "occasion.attended" }, afterConversion: "continue" }))
    stage.join()
    attend(stage, "attended", "o2")
    expect(stage.run?.stepId).toBe("came")
    stage.sleep(stage.now + 1000)
    attend(stage, "attended")
    expect(attend(stage, "attended").record).toBeNull()
    stage.send()
    expect(stage.sent.map((one) => one.stepId)).toEqual(["thanks"])
    expect(stage.story.filter((type) => type === "converted")).toHaveLength(1)
    expect(stage.state.eventCounts["occasion.attended"]?.n).toBe(2)
  })

  it("WF-3 the later word decides, whatever the order of arrival; the older one is no event", () => {
    const stage = new Stage()
    attend(stage, "absent", "o1", 20)
    expect(attend(stage, "attended", "o1", 10).record).toBeNull()
    attend(stage, "attended", "o1", 30)
    expect(stage.state.attendance.o1).toEqual({ status: "attended", at: 30 })
    expect(stage.state.events.map(({ name, at }) => [name, at])).toEqual([
      ["occasion.absent", 20],
      ["occasion.attended", 30],
    ])
  })
})
