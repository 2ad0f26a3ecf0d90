import { describe, expect, it } from "vitest"
import { begin } from "../../src/engine/begin"
import { dueAt } from "../../src/engine/due"
import { fractionOf } from "../../src/engine/fraction"
import { outdatedCampaigns } from "../../src/engine/lifecycle"
import { react } from "../../src/engine/react"
import type { OverduePolicy } from "../../src/engine/types"
import { definition, delayStep, emailStep, endStep, flowOf, iso, ms, Stage, smsStep } from "./fixtures"

const day = 86_400_000
const noon = (date: string) => ms(`${date}T12:00:00.000Z`)
const flow = flowOf("wait", {
  wait: delayStep({ for: "P4D" }, "mail"),
  mail: emailStep("wait2"),
  wait2: delayStep({ for: "P7D" }, "text"),
  text: smsStep("end"),
  end: endStep,
})
const mailFirst = flowOf("mail", {
  mail: emailStep("wait"),
  wait: delayStep({ for: "P1D" }, "text"),
  text: smsStep("end"),
  end: endStep,
})

const joined = (one = flow, patch = {}) => {
  const stage = new Stage(definition(one, patch))
  stage.join()
  return stage
}

describe("cancel", () => {
  it("CAM-7 runs stop on their step, queued deliveries are cancelled, nothing is sent any more", () => {
    const stage = joined(mailFirst)
    const [queued] = stage.state.deliveries
    const { record } = stage.change({ status: "cancelled" })
    expect(record?.runs[0]).toMatchObject({ status: "cancelled", stepId: "mail", reason: "campaignCancelled" })
    expect(record?.deliveries[0]).toMatchObject({ status: "cancelled", reason: "campaignCancelled" })
    expect(record?.dueAt).toBeNull()
    expect(begin(stage.state, queued?.id ?? "", stage.world)).toMatchObject({ kind: "no", reaction: null })
    stage.until("2028-01-01T00:00:00.000Z")
    expect(stage.sent).toEqual([])
  })

  it("CAM-7 nobody joins a cancelled flow", () => {
    const stage = new Stage(definition(flow, { status: "cancelled" }))
    stage.join()
    expect(stage.story).toEqual(["memberCreated", "segmentJoined"])
  })

  it("DEL-28 a message that its provider was just taking is told as sent", () => {
    const stage = joined(mailFirst)
    const id = stage.state.deliveries[0]?.id ?? ""
    stage.change({ status: "cancelled" })
    const result = { status: "sent", at: stage.now, providerId: null, to: "x" } as const
    expect(stage.do({ kind: "deliverySettled", deliveryId: id, result }).record?.deliveries[0]?.status).toBe("sent")
    expect(stage.state.runs).toEqual([])
  })

  it("SEND-6 a cancel that the member has not heard of is seen at the last moment", () => {
    const stage = joined(mailFirst)
    const id = stage.state.deliveries[0]?.id ?? ""
    const known = stage.campaigns.get("c1")
    if (known) stage.campaigns.set("c1", { ...known, control: { ...known.control, rev: 2, status: "cancelled" } })
    const answer = begin(stage.state, id, stage.world)
    expect(answer).toMatchObject({ kind: "no", why: "campaignCancelled" })
    expect(answer.kind === "no" && answer.reaction?.record?.runs[0]?.status).toBe("cancelled")
  })
})

describe("ends", () => {
  it("CAM-5 at Ends runs are closed and nothing is sent; a wake after Ends is enough", () => {
    const stage = joined(flow, { endsAt: noon("2027-01-08") })
    stage.until(noon("2027-01-08"))
    expect(stage.sent).toEqual([])
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ status: "exited", reason: "campaignEnded", stepId: "wait" })
  })

  it("CAM-5 a millisecond before Ends is not Ends", () => {
    const stage = joined(flow, { endsAt: noon("2027-01-08") + 1 })
    stage.until(noon("2027-01-08"))
    expect(stage.sent).toHaveLength(1)
  })

  it("CAM-5 runs may finish, when it is set so, but nobody enters", () => {
    const stage = joined(flow, { endsAt: noon("2027-01-05"), atEnd: "finish" })
    stage.until(noon("2027-01-05"))
    stage.change({ status: "ended" })
    stage.until(noon("2027-01-20"))
    expect(stage.sent).toHaveLength(2)
    expect(stage.state.ended.c1?.status).toBe("completed")
    const late = new Stage(definition(flow, { endsAt: noon("2027-01-04"), atEnd: "finish" }))
    late.join()
    expect(late.state.runs).toEqual([])
  })

  it("CAM-5 a queued message does not leave after Ends", () => {
    const stage = joined(mailFirst, { endsAt: noon("2027-01-04") + 1000 })
    stage.sleep(noon("2027-01-04") + 1000)
    const answer = begin(stage.state, stage.state.deliveries[0]?.id ?? "", stage.world)
    expect(answer).toMatchObject({ kind: "no", why: "campaignEnded" })
  })
})

describe("pause and resume", () => {
  const paused = (one = flow, overdue: OverduePolicy = "shift", days = [2, 6], patch = {}) => {
    const stage = joined(one, patch)
    const [from, to] = [noon("2027-01-04") + (days[0] ?? 0) * day, noon("2027-01-04") + (days[1] ?? 0) * day]
    stage.until(from)
    stage.change({ status: "paused", pausedAt: from })
    stage.until(to)
    expect(stage.sent.filter((one) => one.at > from)).toEqual([])
    const known = stage.campaigns.get("c1")
    if (known) {
      const control = { ...known.control, rev: known.control.rev + 1, status: "active" as const, pausedAt: null }
      stage.campaigns.set("c1", { ...known, control })
    }
    const resume = { kind: "campaignResumed", campaignId: "c1", pausedAt: from, resumedAt: to, overdue } as const
    return { stage, resume }
  }

  it("CAM-8 a pause freezes: no timer, nothing due, no delivery leaves", () => {
    const stage = joined(mailFirst)
    const { record } = stage.change({ status: "paused", pausedAt: stage.now })
    expect(record?.dueAt).toBeNull()
    expect(record?.runs[0]).toMatchObject({ status: "active", wakeAt: null })
    const answer = begin(stage.state, stage.state.deliveries[0]?.id ?? "", stage.world)
    expect(answer).toEqual({ kind: "no", reaction: null, why: "paused" })
    expect(stage.do({ kind: "woken" }).wakeups).toEqual([])
  })

  it("CAM-8 shift moves waits by exactly the pause", () => {
    const { stage, resume } = paused()
    stage.do(resume)
    expect(iso(dueAt(stage.state))).toBe("2027-01-12T12:00:00.000Z")
    stage.until(noon("2027-01-12"))
    expect(stage.sent).toHaveLength(1)
  })

  it("CAM-8 shift counts only the time that wait and pause had in common", () => {
    // The pause is told to the member late: the run goes on, and its second wait begins inside the pause.
    const stage = joined()
    stage.until(noon("2027-01-08"))
    const pausedAt = noon("2027-01-06")
    const resumedAt = noon("2027-01-10")
    stage.sleep(resumedAt)
    stage.do({ kind: "campaignResumed", campaignId: "c1", pausedAt, resumedAt, overdue: "shift" })
    expect(iso(dueAt(stage.state))).toBe("2027-01-17T12:00:00.000Z")
  })

  it("CAM-8 a shifted wait keeps its shift when it is looked at again", () => {
    const { stage, resume } = paused()
    stage.do(resume)
    const shorter = flowOf("wait", { ...flow.steps, wait: delayStep({ for: "P5D" }, "mail") })
    stage.change({ version: 2 }, shorter)
    expect(iso(dueAt(stage.state))).toBe("2027-01-13T12:00:00.000Z")
  })

  it("CAM-8 a date does not shift; one that went by in the pause is due at once", () => {
    const dated = (until: string) =>
      flowOf("wait", { wait: delayStep({ until }, "mail"), mail: emailStep("end"), end: endStep })
    const later = paused(dated("2027-02-01T09:00"))
    later.stage.do(later.resume)
    expect(iso(dueAt(later.stage.state))).toBe("2027-02-01T12:00:00.000Z")
    const missed = paused(dated("2027-01-07T09:00"))
    missed.stage.do(missed.resume)
    expect(missed.stage.state.deliveries[0]).toMatchObject({ status: "queued" })
  })

  it("CAM-8 skip: what was missed is not done, and the run goes on", () => {
    const { stage, resume } = paused(flow, "skip")
    stage.do(resume)
    expect(stage.state.deliveries[0]).toMatchObject({ status: "skipped", reason: "pauseSkipped" })
    expect(stage.run?.stepId).toBe("wait2")
    stage.until(noon("2027-01-30"))
    expect(stage.sent.map((one) => [one.stepId, iso(one.at)])).toEqual([["text", "2027-01-17T12:00:00.000Z"]])
  })

  it("CAM-8 skip leaves waits alone that end after the pause", () => {
    const { stage, resume } = paused(flow, "skip", [1, 2])
    stage.do(resume)
    expect(iso(dueAt(stage.state))).toBe("2027-01-08T12:00:00.000Z")
  })

  it("CAM-8 a resume that arrives late takes nothing from who has entered since (simulated: gale-6)", () => {
    const stage = joined(mailFirst)
    const late = { kind: "campaignResumed", campaignId: "c1", pausedAt: stage.now - day, resumedAt: stage.now } as const
    stage.sleep(stage.now + 60_000)
    for (const overdue of ["skip", { spreadOverHours: 48 }] as const) stage.do({ ...late, overdue })
    expect(stage.state.deliveries).toMatchObject([{ status: "queued", reason: null, dueAt: stage.now - 60_000 }])
  })

  it("CAM-8 skip also drops what was queued when the pause came", () => {
    const stage = joined(mailFirst)
    const at = stage.now
    stage.change({ status: "paused", pausedAt: at })
    stage.sleep(at + day)
    stage.change({ status: "active", pausedAt: null })
    expect(stage.state.deliveries[0]?.status).toBe("queued")
    stage.do({ kind: "campaignResumed", campaignId: "c1", pausedAt: at, resumedAt: at + day, overdue: "skip" })
    expect(stage.state.deliveries[0]).toMatchObject({ status: "skipped", reason: "pauseSkipped" })
    expect(stage.run?.stepId).toBe("wait")
  })

  it("CAM-8 spread gives the overdue an instant within the hours, always the same", () => {
    const { stage, resume } = paused(flow, { spreadOverHours: 6 })
    const due = react(stage.state, resume, stage.world).record?.dueAt ?? 0
    expect(react(stage.state, resume, stage.world).record?.dueAt).toBe(due)
    expect(due).toBe(stage.now + Math.floor(fractionOf("c1.u1.1") * 6 * 3_600_000))
    stage.do(resume)
    stage.until(noon("2027-01-11"))
    expect(stage.sent.map((one) => one.at)).toEqual([due])
  })

  it("CAM-8 the hash spreads evenly", () => {
    const tenths = new Array(10).fill(0)
    for (let i = 0; i < 10_000; i++) tenths[Math.floor(fractionOf(`01kcampaign.${i}.1`) * 10)]++
    expect(Math.min(...tenths)).toBeGreaterThan(850)
    expect(Math.max(...tenths)).toBeLessThan(1_150)
  })

  it("CAM-8 a resume told twice, and news of the pause after it, change nothing", () => {
    const { stage, resume } = paused()
    const before = stage.campaigns.get("c1")
    stage.do(resume)
    const { state } = stage
    expect(stage.do(resume).record).toBeNull()
    if (before) {
      const stale = { ...before.control, status: "paused" as const, pausedAt: resume.pausedAt }
      stage.campaigns.set("c1", { ...before, control: stale })
    }
    stage.do({ kind: "campaignChanged", campaignId: "c1" })
    expect(stage.state).toBe(state)
  })

  it("CAM-8 a pause at the very instant of the resume before it is lifted too", () => {
    const { stage, resume } = paused()
    stage.do(resume)
    stage.change({ status: "paused", pausedAt: resume.resumedAt })
    stage.change({ status: "active", pausedAt: null })
    stage.do({ ...resume, pausedAt: resume.resumedAt })
    stage.until(noon("2027-01-12"))
    expect(stage.sent).toHaveLength(1)
  })

  it("CAM-8 what the member did during the pause is heard after it", () => {
    const waiting = flowOf("open", {
      open: {
        type: "waitForEvent",
        event: { name: "applied" },
        timeout: "P30D",
        outcomes: { happened: "yes", timedOut: "no" },
      },
      yes: endStep,
      no: endStep,
    })
    const stage = joined(waiting)
    const at = stage.now
    stage.change({ status: "paused", pausedAt: at })
    stage.sleep(at + day)
    stage.event("applied")
    expect(stage.run?.stepId).toBe("open")
    stage.change({ status: "active", pausedAt: null })
    stage.do({ kind: "campaignResumed", campaignId: "c1", pausedAt: at, resumedAt: at + day, overdue: "shift" })
    expect(stage.records.at(-1)?.runs[0]?.stepId).toBe("yes")
  })

  it("CAM-8 a delivery that its provider took as the pause came moves the run on after it", () => {
    const stage = joined(mailFirst)
    const at = stage.now
    stage.change({ status: "paused", pausedAt: at })
    const result = { status: "sent", at, providerId: null, to: "x" } as const
    stage.do({ kind: "deliverySettled", deliveryId: "c1.u1.1.mail.1.email", result })
    expect(stage.run?.stepId).toBe("mail")
    stage.change({ status: "active", pausedAt: null })
    stage.do({ kind: "campaignResumed", campaignId: "c1", pausedAt: at, resumedAt: at + day, overdue: "shift" })
    expect(stage.run?.stepId).toBe("wait")
  })
})

describe("a new version while members wait", () => {
  const version2 = (steps: Record<string, object>) => flowOf("wait", { ...flow.steps, ...steps })

  it("EDT-07 FLOW-14 shorter releases those who have waited long enough, once", () => {
    const stage = joined()
    stage.until(noon("2027-01-07"))
    stage.change({ version: 2 }, version2({ wait: delayStep({ for: "P2D" }, "mail") }))
    stage.send()
    expect(stage.sent.map((one) => [one.stepId, one.version])).toEqual([["mail", 2]])
    stage.until(noon("2027-01-09"))
    expect(stage.sent).toHaveLength(1)
  })

  it("FLOW-14 longer makes them wait longer", () => {
    const stage = joined()
    stage.until(noon("2027-01-07"))
    stage.change({ version: 2 }, version2({ wait: delayStep({ for: "P6D" }, "mail") }))
    expect(iso(dueAt(stage.state))).toBe("2027-01-10T12:00:00.000Z")
    expect(stage.story).toContain("waitMoved")
  })

  it("EDT-06 text changed while they wait is what they get", () => {
    const stage = joined()
    stage.change({ version: 2 }, version2({ mail: emailStep("end", { message: { subject: "New", html: "<p>" } }) }))
    stage.until(noon("2027-01-08"))
    expect(stage.sent.map((one) => one.version)).toEqual([2])
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ version: 2, status: "completed" })
  })

  it("EDT-03 nobody is sent twice what lies behind them", () => {
    const stage = joined()
    stage.until(noon("2027-01-08"))
    stage.change({ version: 2 }, version2({ wait: delayStep({ for: "P9D" }, "mail") }))
    stage.until(noon("2027-02-08"))
    expect(stage.sent.map((one) => one.stepId)).toEqual(["mail", "text"])
  })

  it("FLOW-12 a run whose step is gone leaves with the reason", () => {
    const stage = joined()
    const { wait: _, ...rest } = flow.steps
    stage.change({ version: 2 }, flowOf("mail", rest))
    expect(stage.records.at(-1)?.runs[0]).toMatchObject({ status: "exited", reason: "stepRemoved", stepId: "wait" })
  })

  it("EDT-04 those who have completed are not run through again", () => {
    const stage = joined()
    stage.until(noon("2027-02-08"))
    expect(stage.change({ version: 2 }, version2({ more: endStep })).record).toBeNull()
  })

  it("FLOW-14 a delay that became a wait for an event waits for it", () => {
    const stage = joined()
    const open = {
      type: "waitForEvent",
      event: { name: "applied" },
      timeout: "P9D",
      outcomes: { happened: "mail", timedOut: "end" },
    }
    stage.change({ version: 2 }, version2({ wait: open }))
    expect(stage.run).toMatchObject({ stepId: "wait", visit: 1, wait: { type: "waitForEvent" } })
    stage.event("applied")
    expect(stage.run?.stepId).toBe("mail")
  })

  it("EDT-12 an outdated control is not applied, and is named", () => {
    const stage = joined()
    const old = stage.campaigns.get("c1")
    stage.change({ version: 2 }, version2({ wait: delayStep({ for: "P6D" }, "mail") }))
    if (old) stage.campaigns.set("c1", old)
    expect(outdatedCampaigns(stage.state, stage.world)).toEqual(["c1"])
    expect(stage.do({ kind: "campaignChanged", campaignId: "c1" }).record).toBeNull()
    expect(stage.run?.version).toBe(2)
  })
})
