import { describe, expect, it } from "vitest"
import { alarmAt, dueAt, wanted } from "../../src/engine/due"
import { wakeupRepeatMs } from "../../src/engine/limits"
import type { CampaignControl } from "../../src/engine/types"
import { definition, delayStep, emailStep, endStep, flowOf, iso, Stage } from "./fixtures"

const day = 86_400_000
const mail = flowOf("mail", { mail: emailStep("end"), end: endStep })
const long = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "P9D" }, "end"), end: endStep })
const reset = (what: "all" | "conversions" | "dismisses", afterDays = 30) => ({ reset: { afterDays, what } }) as const
const stageOf = (patch: Partial<CampaignControl>, flow = mail) => {
  const stage = new Stage(definition(flow, patch))
  stage.join()
  stage.send()
  return stage
}
const entries = (stage: Stage) => stage.entries.flatMap((one) => (one.type === "runStarted" ? [one.entry] : []))
const resets = (stage: Stage) => stage.entries.flatMap((one) => (one.type === "resultsReset" ? [one.what] : []))

describe("reset", () => {
  it("CAM-12 CAM-15 onReset: the flow starts again by itself when the period is over, again and again", () => {
    const stage = stageOf({ reentry: "onReset", ...reset("all") })
    const first = stage.now
    expect([dueAt(stage.state), alarmAt(stage.state)]).toEqual([first + 30 * day, first + 30 * day])
    stage.until(first + 30 * day - 1)
    expect(stage.sent).toHaveLength(1)
    stage.until(first + 95 * day)
    expect(stage.sent.map(({ at }) => (at - first) / day)).toEqual([0, 30, 60, 90])
    expect(entries(stage)).toEqual([1, 2, 3, 4])
  })

  it("CAM-12 the period counts from the end of the run, not from its start", () => {
    const stage = stageOf({ reentry: "onReset", ...reset("all") }, long)
    stage.until(stage.now + 60 * day)
    expect(stage.sent.map(({ at }) => iso(at))).toEqual(["2027-01-04T12:00:00.000Z", "2027-02-12T12:00:00.000Z"])
  })

  it("CAM-12 who is not in a segment any more is not started, and starts on a later join", () => {
    const stage = stageOf({ reentry: "onReset", ...reset("all") })
    stage.do({ kind: "left", segmentId: "s1", at: stage.now + 1, source: "api" })
    stage.until(stage.now + 40 * day)
    expect(entries(stage)).toEqual([1])
    expect(dueAt(stage.state)).toBeNull()
    stage.join()
    expect(entries(stage)).toEqual([1, 2])
  })

  it("ENG-22 CAM-12 dismisses are reset, conversions are not: day 29 blocked, day 31 open", () => {
    const patch = { dismissible: true, goal: { event: "bought" }, reentry: "onReset", ...reset("dismisses") } as const
    const dismissed = stageOf(patch, long)
    dismissed.do({ kind: "dismissed", campaignId: "c1" })
    const at = dismissed.now
    dismissed.until(at + 29 * day)
    expect(dismissed.state.results.c1?.dismissedAt).toBe(at)
    dismissed.join()
    expect(entries(dismissed)).toEqual([1])
    dismissed.until(at + 31 * day)
    expect(resets(dismissed)).toEqual(["dismisses"])
    expect(dismissed.state.results.c1).toEqual({ resetAt: at + 30 * day })
    expect(dismissed.records.some(({ facts }) => facts?.results.c1?.dismissedAt === undefined)).toBe(true)
    expect(entries(dismissed)).toEqual([1, 2])
    const converted = stageOf(patch, long)
    converted.event("bought")
    converted.until(converted.now + 90 * day)
    expect(resets(converted)).toEqual([])
    expect(entries(converted)).toEqual([1])
  })

  it("CAM-12 all: both results go, each at its own time", () => {
    const patch = {
      dismissible: true,
      goal: { event: "bought" },
      afterConversion: "continue",
      ...reset("all"),
    } as const
    const stage = stageOf(patch, long)
    stage.event("bought")
    stage.sleep(stage.now + 5 * day).do({ kind: "dismissed", campaignId: "c1" })
    stage.until(stage.now + 60 * day)
    expect(resets(stage)).toEqual(["conversions", "dismisses"])
    expect(dueAt(stage.state)).toBeNull()
  })

  it("CAM-12 a goal by condition that still holds is not reached again by the old run", () => {
    const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }
    const stage = stageOf({ goal: { rule }, reentry: "never", ...reset("conversions") }, long)
    stage.do({ kind: "profileChanged", patch: { attributes: { plan: "gold" } }, source: "api" })
    stage.until(stage.now + 31 * day)
    stage.event("anything")
    expect(resets(stage)).toEqual(["conversions"])
    expect(stage.state.results.c1?.convertedAt).toBeUndefined()
    expect(stage.story.filter((type) => type === "converted")).toHaveLength(1)
  })

  it("CAM-12 the present setting decides: a longer period waits longer, none resets nothing", () => {
    const longer = stageOf({ reentry: "onReset", ...reset("all") })
    const at = longer.now
    longer.campaigns.set("c1", definition(mail, { rev: 2, reentry: "onReset", ...reset("all", 60) }))
    longer.until(at + 59 * day)
    expect(entries(longer)).toEqual([1])
    longer.until(at + 60 * day)
    expect(entries(longer)).toEqual([1, 2])
    const none = stageOf({ reentry: "onReset", ...reset("all") })
    none.campaigns.set("c1", definition(mail, { rev: 2, reentry: "never" }))
    none.until(at + 90 * day)
    expect(entries(none)).toEqual([1])
    expect(dueAt(none.state)).toBeNull()
  })

  it("CAM-12 a paused or ended flow takes nobody in at its reset; a resume's enrolment does", () => {
    const stage = stageOf({ reentry: "onReset", ...reset("all") })
    stage.change({ status: "paused", pausedAt: stage.now })
    stage.until(stage.now + 31 * day)
    expect(entries(stage)).toEqual([1])
    stage.change({ status: "active", pausedAt: null })
    stage.do({ kind: "enrolled", campaignId: "c1", since: null })
    expect(entries(stage)).toEqual([1, 2])
  })

  it("CAM-12 a wake asks for the campaigns whose reset is near; one that is not at hand is tried again", () => {
    const stage = stageOf({ reentry: "onReset", ...reset("all") })
    expect([...wanted(stage.state, [{ kind: "woken" }]).keys()]).toEqual(["c1"])
    stage.sleep(stage.now + 30 * day)
    const known = stage.campaigns.get("c1")
    stage.campaigns.clear()
    stage.do({ kind: "woken" })
    expect(alarmAt(stage.state)).toBe(stage.now + wakeupRepeatMs)
    if (known) stage.campaigns.set("c1", known)
    stage.do({ kind: "woken" })
    expect(entries(stage)).toEqual([1, 2])
  })

  it("CAM-17 a campaign that is gone does not wake its members for ever", () => {
    const stage = stageOf({ dismissible: true, ...reset("all") }, long)
    stage.do({ kind: "dismissed", campaignId: "c1" })
    stage.campaigns.clear()
    stage.sleep(stage.now + 31 * day).do({ kind: "woken" })
    expect(dueAt(stage.state)).toBeNull()
  })

  it("RUN-2 a reset that is told twice is one", () => {
    const stage = stageOf({ dismissible: true, ...reset("all") }, long)
    stage.do({ kind: "dismissed", campaignId: "c1" })
    stage.sleep(stage.now + 30 * day).do({ kind: "woken" })
    stage.do({ kind: "woken" })
    expect(resets(stage)).toEqual(["all"].map(() => "dismisses"))
  })

  it("CAM-15 afterDays: an enrolment lets nobody in again who has not joined again", () => {
    const stage = stageOf({ reentry: { afterDays: 7 } })
    stage.sleep(stage.now + 8 * day)
    expect(stage.do({ kind: "enrolled", campaignId: "c1", since: null }).record).toBeNull()
    const closed = stage.campaigns.get("c1")
    stage.campaigns.delete("c1")
    stage.join()
    if (closed) stage.campaigns.set("c1", closed)
    stage.do({ kind: "enrolled", campaignId: "c1", since: null })
    expect(entries(stage)).toEqual([1, 2])
  })
})
