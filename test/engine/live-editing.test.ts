import { describe, expect, it } from "vitest"
import { begin } from "../../src/engine/begin"
import { countersOf } from "../../src/engine/journal"
import type { CampaignControl, Occasion } from "../../src/engine/types"
import { definition, delayStep, emailStep, endStep, flowOf, iso, ms, Stage, smsStep } from "./fixtures"

const day = 86_400_000
const start = ms("2027-01-04T12:00:00.000Z")
const condition = (value: string, met: string, notMet: string) => ({
  type: "condition",
  rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value }] }] },
  outcomes: { met, notMet },
})
const first = flowOf("a", {
  a: emailStep("wait"),
  wait: delayStep({ for: "P4D" }, "b"),
  b: emailStep("wait2"),
  wait2: delayStep({ for: "P7D" }, "c"),
  c: smsStep("end"),
  end: endStep,
})
const stageOf = (flow = first, patch: Partial<CampaignControl> = {}) => {
  const stage = new Stage(definition(flow, patch))
  stage.join()
  return stage
}
const sent = (stage: Stage) => stage.sent.map(({ stepId, visit }) => `${stepId}#${visit}`)
/** Members now on each step, by the counters. */
const occupancy = (stage: Stage) => {
  const now = new Map<string, number>()
  for (const { stepId, metric, n } of countersOf(stage.records)) {
    if (stepId === "" || (metric !== "entered" && !metric.startsWith("left"))) continue
    now.set(stepId, (now.get(stepId) ?? 0) + (metric === "entered" ? n : -n))
  }
  return Object.fromEntries([...now].filter(([, n]) => n !== 0))
}

describe("a removed step", () => {
  const without = flowOf("a", {
    a: emailStep("wait2"),
    wait2: delayStep({ for: "P7D" }, "c"),
    c: smsStep("end"),
    end: endStep,
  })

  it("EDT-02 FLOW-12 its members move to the chosen step and enter it anew; history and counters stay right", () => {
    const stage = stageOf()
    stage.until("2027-01-06T12:00:00.000Z")
    const { record } = stage.change({ version: 2, moves: { wait: "wait2", b: "c" } }, without)
    expect(record?.entries.map((entry) => entry.type)).toEqual(["stepLeft", "stepEntered", "waitStarted"])
    expect(record?.entries[0]).toMatchObject({ stepId: "wait", outcome: "moved", reason: "stepRemoved" })
    expect(stage.run).toMatchObject({ stepId: "wait2", visit: 1, version: 2 })
    expect(occupancy(stage)).toEqual({ wait2: 1 })
    stage.until("2027-02-01T00:00:00.000Z")
    expect(sent(stage)).toEqual(["a#1", "c#1"])
    expect(iso(stage.sent[1]?.at ?? null)).toBe("2027-01-13T12:00:00.000Z")
  })

  it("EDT-02 what the removed step had queued is cancelled with the reason, and never sent", () => {
    const stage = stageOf()
    stage.send()
    stage.sleep(start + 4 * day).do({ kind: "woken" })
    const id = "c1.u1.1.b.1.email"
    expect(stage.state.deliveries.find((one) => one.id === id)?.status).toBe("queued")
    stage.change({ version: 2, moves: { wait: "wait2", b: "c" } }, without)
    expect(stage.state.deliveries.find((one) => one.id === id)).toMatchObject({
      status: "cancelled",
      reason: "stepRemoved",
    })
    expect(begin(stage.state, id, stage.world).kind).toBe("no")
    stage.until("2027-02-01T00:00:00.000Z")
    expect(sent(stage)).toEqual(["a#1", "c#1"])
  })

  it("EDT-02 also from the last moment before the provider is called", () => {
    const stage = stageOf()
    stage.send()
    stage.sleep(start + 4 * day).do({ kind: "woken" })
    const known = stage.campaigns.get("c1")
    if (!known) throw new Error("gone")
    const control = { ...known.control, rev: 2, version: 2, moves: { b: "c" } }
    stage.campaigns.set("c1", { control, flows: new Map(known.flows).set(2, without) })
    const answer = begin(stage.state, "c1.u1.1.b.1.email", stage.world)
    expect(answer).toMatchObject({ kind: "no", why: "stepRemoved" })
    expect(answer.kind === "no" && answer.reaction?.state.runs[0]?.stepId).toBe("c")
  })

  it("FLOW-12 a parked run moves too, and is parked no more", () => {
    const stage = stageOf()
    stage.send()
    const [run] = stage.state.runs
    if (run) {
      const { wait: _, ...rest } = run
      stage.state = { ...stage.state, runs: [{ ...rest, wait: null, parked: { reason: "loopGuard", detail: "" } }] }
    }
    const { record } = stage.change({ version: 2, moves: { wait: "wait2" } }, without)
    expect(record?.runs[0]).toMatchObject({ status: "active", stepId: "wait2", reason: null })
    expect(record?.entries[0]?.type).toBe("runUnparked")
  })

  it("FLOW-12 without a mapping they leave, with the reason", () => {
    const stage = stageOf()
    stage.send()
    stage.change({ version: 2 }, without)
    expect(stage.state.ended.c1).toMatchObject({ status: "exited", reason: "stepRemoved" })
  })

  it("FLOW-14 who slept through several versions moves by what was said at each of them", () => {
    const stage = stageOf()
    stage.send()
    const third = flowOf("a", { a: emailStep("c"), c: smsStep("end"), end: endStep })
    // The member hears of version 3 only; its moves hold those of version 2.
    stage.change({ version: 3, moves: { wait: "c", b: "c", wait2: "c" } }, third)
    stage.send()
    expect(sent(stage)).toEqual(["a#1", "c#1"])
  })

  it("CAM-8 a pause holds the move until it is over", () => {
    const stage = stageOf()
    stage.send()
    const pausedAt = stage.now
    stage.change({ status: "paused", pausedAt })
    stage.change({ version: 2, moves: { wait: "wait2" } }, without)
    expect(stage.run?.stepId).toBe("wait")
    stage.sleep(stage.now + day)
    stage.change({ status: "active", pausedAt: null })
    stage.do({ kind: "campaignResumed", campaignId: "c1", pausedAt, resumedAt: stage.now, overdue: "shift" })
    expect(stage.run?.stepId).toBe("wait2")
  })

  it("EDT-03 a condition that was deleted with members before it sends nobody anything twice", () => {
    const loop = flowOf("a", {
      a: emailStep("wait"),
      wait: delayStep({ for: "P1D" }, "gold"),
      gold: condition("gold", "b", "c"),
      b: emailStep("end"),
      c: smsStep("end"),
      end: endStep,
    })
    const stage = stageOf(loop)
    stage.until("2027-01-05T00:00:00.000Z")
    const rest = flowOf("a", {
      a: emailStep("wait"),
      wait: delayStep({ for: "P1D" }, "b"),
      b: emailStep("end"),
      c: smsStep("end"),
      end: endStep,
    })
    stage.change({ version: 2, moves: { gold: "b" } }, rest)
    for (let version = 3; version < 8; version++) {
      stage.change({ version, moves: { gold: "b" } }, version % 2 ? loop : rest)
      stage.do({ kind: "woken" })
    }
    stage.until("2027-03-01T00:00:00.000Z")
    expect(sent(stage)).toHaveLength(2)
    expect(new Set(sent(stage)).size).toBe(2)
  })
})

describe("other edits", () => {
  it("EDT-04 with all steps replaced, nobody who completed is processed again", () => {
    const stage = stageOf()
    stage.until("2027-02-01T00:00:00.000Z")
    const fresh = flowOf("x", { x: emailStep("y"), y: smsStep("end2"), end2: endStep })
    const moves = { a: "x", wait: "x", b: "x", wait2: "x", c: "x", end: "end2" }
    expect(stage.change({ version: 2, moves }, fresh).record).toBeNull()
    stage.do({ kind: "enrolled", campaignId: "c1", since: null })
    stage.until("2027-03-01T00:00:00.000Z")
    expect(sent(stage)).toEqual(["a#1", "b#1", "c#1"])
  })

  it("EDT-09 a changed condition is asked as it is at arrival; who is past it stays", () => {
    const flow = (value: string) =>
      flowOf("wait", {
        wait: delayStep({ for: "P1D" }, "gold"),
        gold: condition(value, "b", "c"),
        b: emailStep("hold"),
        c: smsStep("hold"),
        hold: delayStep({ for: "P9D" }, "end"),
        end: endStep,
      })
    const before = stageOf(flow("gold"))
    before.do({ kind: "profileChanged", patch: { attributes: { plan: "silver" } }, source: "api" })
    before.change({ version: 2 }, flow("silver"))
    before.until("2027-01-06T00:00:00.000Z")
    expect(sent(before)).toEqual(["b#1"])
    const past = stageOf(flow("gold"))
    past.until("2027-01-06T00:00:00.000Z")
    past.do({ kind: "profileChanged", patch: { attributes: { plan: "silver" } }, source: "api" })
    past.change({ version: 2 }, flow("silver"))
    past.until("2027-01-30T00:00:00.000Z")
    expect(sent(past)).toEqual(["c#1"])
  })

  it("EDT-12 inside one wake a run takes one version, whenever the other was published", () => {
    const flow = (to: string) =>
      flowOf("wait", {
        wait: delayStep({ for: "P1D" }, "gold"),
        gold: condition("gold", to, to),
        b: emailStep("end"),
        c: smsStep("end"),
        end: endStep,
      })
    for (const published of [start, start + day - 1, start + day, start + day + 1]) {
      const stage = stageOf(flow("b"))
      const publish = () => {
        const known = stage.campaigns.get("c1")
        if (!known) return
        const control = { ...known.control, rev: 2, version: 2 }
        stage.campaigns.set("c1", { control, flows: new Map(known.flows).set(2, flow("c")) })
      }
      // The definitions of one wake are read once: it sees the old version or the new one.
      if (published <= start + day - 1) publish()
      stage.sleep(start + day)
      if (published === start + day) publish()
      stage.do({ kind: "woken" })
      if (published > start + day) publish()
      stage.send()
      const expected = published > start + day ? ["b#1"] : ["c#1"]
      expect(sent(stage)).toEqual(expected)
      expect(stage.state.runs).toEqual([])
    }
  })

  it("FLOW-14 a rollback is only one more version: waits take the old length again, nobody starts anew", () => {
    const stage = stageOf()
    stage.send()
    const longer = flowOf("a", { ...first.steps, wait: delayStep({ for: "P9D" }, "b") })
    stage.change({ version: 2 }, longer)
    expect(iso(stage.run?.wait?.until ?? null)).toBe("2027-01-13T12:00:00.000Z")
    stage.change({ version: 3 }, first)
    expect(iso(stage.run?.wait?.until ?? null)).toBe("2027-01-08T12:00:00.000Z")
    stage.until("2027-02-01T00:00:00.000Z")
    expect(sent(stage)).toEqual(["a#1", "b#1", "c#1"])
  })

  it("EDT-13 a segment taken from the flow: runs go on, or leave, by the chosen option", () => {
    const leaves = (onLeave: "continue" | "exit", others: string[]) => {
      const stage = new Stage(definition(first, { onLeave, segmentIds: ["s1", "s2"] }))
      for (const id of others) stage.join(id)
      stage.join()
      stage.send()
      stage.change({ segmentIds: ["s2"] })
      return stage.run?.stepId ?? stage.state.ended.c1?.reason
    }
    expect(leaves("continue", [])).toBe("wait")
    expect(leaves("exit", [])).toBe("leftSegment")
    expect(leaves("exit", ["s2"])).toBe("wait")
  })
})

describe("an occasion that moves", () => {
  const occasion = (at: string): Occasion => ({
    id: "o1",
    name: "Webinar",
    at: ms(at),
    timeZone: "America/Montevideo",
    location: null,
  })
  const uses = (at: string) => ({ campaignIds: [], occasions: [occasion(at)] })
  const flow = flowOf("before", {
    before: delayStep({ relativeTo: { occasionId: "o1" }, offset: "-P1D", at: "10:00" }, "mail", { past: "late" }),
    mail: emailStep("end"),
    late: smsStep("end"),
    end: endStep,
  })
  const stageAt = (at: string) => stageOf(flow, { uses: uses(at) })

  it("TIME-5 waits are re-timed, later and earlier", () => {
    const stage = stageAt("2027-02-10T20:00:00.000Z")
    expect(iso(stage.run?.wait?.until ?? null)).toBe("2027-02-09T13:00:00.000Z")
    stage.change({ uses: uses("2027-02-20T20:00:00.000Z") })
    expect(iso(stage.run?.wait?.until ?? null)).toBe("2027-02-19T13:00:00.000Z")
    stage.change({ uses: uses("2027-01-20T20:00:00.000Z") })
    expect(iso(stage.run?.wait?.until ?? null)).toBe("2027-01-19T13:00:00.000Z")
    expect(stage.story.filter((type) => type === "waitMoved")).toHaveLength(2)
    stage.until("2027-03-01T00:00:00.000Z")
    expect(sent(stage)).toEqual(["mail#1"])
  })

  it("TIME-5 one that moves into the past takes the outcome `past`", () => {
    const stage = stageAt("2027-02-10T20:00:00.000Z")
    stage.change({ uses: uses("2027-01-04T20:00:00.000Z") })
    stage.send()
    expect(sent(stage)).toEqual(["late#1"])
  })

  it("EDT-12 an older control does not move the wait back, also for runs that have moved on since", () => {
    const stage = stageAt("2027-02-10T20:00:00.000Z")
    const old = stage.campaigns.get("c1")
    stage.change({ uses: uses("2027-02-20T20:00:00.000Z") })
    const { state } = stage
    if (old) stage.campaigns.set("c1", old)
    expect(stage.do({ kind: "campaignChanged", campaignId: "c1" }).record).toBeNull()
    expect(stage.state).toBe(state)
    const told = stage.do({ kind: "campaignChanged", campaignId: "c1" })
    expect(told.record).toBeNull()
  })

  it("TIME-5 a change of the campaign that moves nothing changes nothing", () => {
    const stage = stageAt("2027-02-10T20:00:00.000Z")
    expect(stage.change({ name: "Other" }).record).toBeNull()
  })
})
