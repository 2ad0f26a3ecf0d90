import { describe, expect, it } from "vitest"
import { explain } from "../../src/engine/explain"
import { ruleSchema } from "../../src/engine/rules"
import type { CampaignControl, PolicyHolder } from "../../src/engine/types"
import type { RuleSet } from "../../src/engine/world"
import { definition, delayStep, emailStep, endStep, flowOf, ms, Stage, smsStep } from "./fixtures"

const day = 86_400_000
const flow = flowOf("mail", {
  mail: emailStep("wait", { outcomes: { sent: "wait" } }),
  wait: delayStep({ for: "P4D", at: "09:00", zone: "member" }, "open"),
  open: {
    type: "waitForEvent",
    event: { name: "applied" },
    timeout: "P7D",
    outcomes: { happened: "end", timedOut: "text" },
  },
  text: smsStep("end"),
  end: endStep,
})
const stageOf = (patch: Partial<CampaignControl> = {}) => new Stage(definition(flow, patch))
const told = (stage: Stage, rules: RuleSet | null = null, id = "c1") => {
  const one = stage.campaigns.get(id)
  if (!one) throw new Error("no campaign")
  return explain(stage.state, one, { now: stage.now, rules })
}
const failing = (stage: Stage, rules: RuleSet | null = null) =>
  told(stage, rules).because.flatMap(({ rule, holds, actual }) => (holds ? [] : [[rule, actual]]))

describe("of a member who never entered", () => {
  it("ANA-5 the segments it is not in, and joining one as what would change that", () => {
    const stage = stageOf({ segmentIds: ["s1", "s2"] })
    expect(told(stage)).toMatchObject({
      enrolled: false,
      status: "notEntered",
      run: null,
      waitingFor: null,
      skipped: [],
    })
    expect(failing(stage)).toEqual([["inSegment", []]])
    expect(told(stage).wouldChange).toEqual([
      { kind: "joinSegment", segmentId: "s1" },
      { kind: "joinSegment", segmentId: "s2" },
    ])
  })

  it("ANA-5 MEM-4 the criterion of a rule segment that fails, with the actual value", () => {
    const stage = stageOf()
    stage.do({ kind: "profileChanged", patch: { attributes: { plan: "free" } }, source: "api" })
    const rule = ruleSchema.parse({
      any: [
        {
          all: [
            { fact: "attribute", name: "plan", op: "equals", value: "gold" },
            { fact: "profile", name: "locale", op: "equals", value: "es" },
          ],
        },
      ],
    })
    const rules = { rev: 1, segments: [{ id: "s1", rule }] }
    expect(told(stage, rules).because.filter((one) => one.rule === "segmentRule")).toEqual([
      {
        rule: "segmentRule",
        segmentId: "s1",
        criterion: "attribute plan equals",
        holds: false,
        actual: "free",
        expected: "gold",
      },
      {
        rule: "segmentRule",
        segmentId: "s1",
        criterion: "profile locale equals",
        holds: true,
        actual: "es",
        expected: "es",
      },
    ])
    expect(told(stage, rules).wouldChange).toEqual([{ kind: "matchRule", segmentId: "s1" }])
  })

  it("ANA-5 the campaign that is not active, not begun, over or closed", () => {
    const at = (patch: Partial<CampaignControl>) => {
      const stage = new Stage()
      stage.join()
      stage.campaigns.set("c1", definition(flow, patch))
      return [failing(stage), told(stage).wouldChange]
    }
    expect(at({ status: "draft", version: null })).toEqual([
      [
        ["campaignActive", "draft"],
        ["published", null],
      ],
      [{ kind: "activate" }, { kind: "publish" }],
    ])
    const startsAt = ms("2027-02-01T00:00:00.000Z")
    expect(at({ startsAt })[1]).toEqual([{ kind: "wait", until: startsAt }])
    expect(at({ endsAt: ms("2027-01-01T00:00:00.000Z") })[1]).toEqual([{ kind: "moveEnd" }])
    expect(at({ entryClosed: true })).toEqual([[["entryOpen", "closed"]], [{ kind: "openEntry" }]])
    // Those who were there before are left out (CAM-6).
    const joinedAfter = ms("2027-02-01T00:00:00.000Z")
    expect(at({ joinedAfter })[0]).toMatchObject([["joinedInTime", expect.any(Number)]])
    expect(at({ joinedAfter })[1]).toEqual([{ kind: "rejoinSegment", segmentId: "s1" }])
    expect(at({})).toEqual([[], [{ kind: "rejoinSegment", segmentId: "s1" }]])
  })
})

describe("of a workflow", () => {
  it("ANA-5 WF-1 has no segments or dates; an internal one names the event that starts it", () => {
    const stage = stageOf({ kind: "workflow", segmentIds: [], trigger: { event: "bought" } })
    expect(told(stage).because.map((one) => one.rule)).toEqual(["campaignActive", "published", "mayEnter"])
    expect(told(stage)).toMatchObject({ status: "notEntered", wouldChange: [{ kind: "event", name: "bought" }] })
    stage.event("bought")
    expect(told(stage)).toMatchObject({ enrolled: true, status: "active" })
  })
})

describe("of a member in the flow", () => {
  it("ANA-5 TIME-6 of one who waits: the instant, its anchor, rule, zone and adjustments", () => {
    const stage = stageOf()
    stage.join()
    stage.send()
    expect(told(stage)).toMatchObject({
      enrolled: true,
      status: "active",
      run: { runId: "c1.u1.1", at: { stepId: "wait", visit: 1, version: 1 } },
      waitingFor: {
        kind: "timer",
        stepId: "wait",
        type: "delay",
        until: ms("2027-01-08T12:00:00.000Z"),
        wait: { anchor: stage.now, rule: "P4D then at 09:00", zone: "America/Montevideo", zoneSource: "member" },
      },
      wouldChange: [{ kind: "wait", until: ms("2027-01-08T12:00:00.000Z") }],
    })
  })

  it("ANA-5 what the member may do to end the wait", () => {
    const stage = stageOf()
    stage.join()
    stage.until("2027-01-08T12:00:00.000Z")
    expect(told(stage)).toMatchObject({
      waitingFor: { kind: "event", event: { name: "applied" } },
      wouldChange: [
        { kind: "event", name: "applied" },
        { kind: "wait", until: ms("2027-01-15T12:00:00.000Z") },
      ],
    })
  })

  it("ANA-5 POL-2 of one who was capped: rule, holder, earlier message, and until when", () => {
    const policies: PolicyHolder[] = [
      {
        kind: "category",
        id: "k1",
        name: "Offers",
        priority: 0,
        policy: { caps: [{ channel: "email", max: 1, per: "P7D" }], over: "defer" },
      },
    ]
    const first = definition(flowOf("a", { a: emailStep("end"), end: endStep }), {
      id: "c0",
      segmentIds: ["s0"],
      policies,
    })
    const stage = new Stage(first, definition(flow, { policies }))
    stage.join("s0")
    stage.send()
    const sentAt = stage.now
    stage.sleep(stage.now + day)
    stage.join()
    const until = sentAt + 7 * day
    const deferral = {
      until,
      rules: [{ holder: { kind: "category", id: "k1", name: "Offers" }, rule: "cap", values: ["email", "1", "P7D"] }],
      because: [{ deliveryId: "c0.u1.1.a.1.email", campaignId: "c0", stepId: "a", sentAt }],
    }
    expect(told(stage)).toMatchObject({
      waitingFor: { kind: "deferral", until, deferral },
      skipped: [{ stepId: "mail", status: "deferred", reason: "contactPolicy", deferral }],
      wouldChange: [
        { kind: "wait", until },
        { kind: "changePolicy", holder: { id: "k1" } },
      ],
    })
    stage.until(until)
    expect(told(stage)).toMatchObject({ waitingFor: { kind: "timer" }, skipped: [] })
  })

  it("ANA-5 of one who was skipped: which step and why", () => {
    const stage = stageOf()
    stage.do({ kind: "profileChanged", patch: { email: null }, source: "api" })
    stage.join()
    expect(told(stage).skipped).toMatchObject([
      {
        deliveryId: "c1.u1.1.mail.1.email",
        stepId: "mail",
        visit: 1,
        status: "skipped",
        reason: "noAddress",
        at: stage.now,
      },
    ])
  })

  it("ANA-5 of one who is held by a pause, or parked", () => {
    const stage = stageOf()
    stage.join()
    stage.send()
    stage.change({ status: "paused", pausedAt: stage.now })
    expect(told(stage)).toMatchObject({
      waitingFor: { kind: "pause", frozen: true, until: null },
      wouldChange: [{ kind: "resume" }],
    })
    const parked = new Stage(
      definition(flowOf("a", { a: { ...emailStep("end"), outcomes: { sent: "end" } }, end: endStep }), {}),
    )
    parked.join()
    const [run] = parked.state.runs
    if (run) parked.state = { ...parked.state, runs: [{ ...run, parked: { reason: "loopGuard", detail: "fifty" } }] }
    expect(told(parked)).toMatchObject({
      status: "failed",
      waitingFor: { kind: "parked", parked: "loopGuard", detail: "fifty" },
      wouldChange: [{ kind: "retry", runId: "c1.u1.1" }],
    })
  })
})

describe("of a member who is through", () => {
  const through = (patch: Partial<CampaignControl>) => {
    const stage = stageOf(patch)
    stage.join()
    stage.until("2027-02-01T00:00:00.000Z")
    return stage
  }

  it("ANA-5 CAM-15 how it ended, and when the flow would take it again", () => {
    const never = through({})
    expect(told(never)).toMatchObject({
      enrolled: false,
      status: "completed",
      run: { runId: "c1.u1.1", at: null, endedAt: ms("2027-01-15T12:00:00.000Z"), reason: "completed" },
      wouldChange: [{ kind: "changeReentry" }],
    })
    expect(failing(never)).toEqual([["mayEnter", "reentryDisabled"]])
    expect(told(through({ reentry: { afterDays: 90 } })).wouldChange).toEqual([
      { kind: "wait", until: ms("2027-04-04T12:00:00.000Z") },
      { kind: "joinSegment", segmentId: "s1" },
    ])
    expect(told(through({ reentry: "onRejoin" })).wouldChange).toEqual([{ kind: "rejoinSegment", segmentId: "s1" }])
    const reset = { afterDays: 30, what: "all" } as const
    expect(told(through({ reentry: "onReset", reset })).wouldChange).toEqual([
      { kind: "wait", until: ms("2027-02-14T12:00:00.000Z") },
    ])
  })

  it("ANA-5 CAM-12 a final result, and when it is reset", () => {
    const stage = stageOf({
      goal: { event: "bought" },
      reset: { afterDays: 30, what: "all" },
      reentry: { afterDays: 0 },
    })
    stage.join()
    stage.event("bought")
    expect(failing(stage)).toEqual([["noFinalResult", "converted"]])
    expect(told(stage)).toMatchObject({
      status: "exited",
      run: { reason: "converted" },
      wouldChange: [{ kind: "wait", until: stage.now + 30 * day }],
    })
  })

  it("ANA-5 an unsubscribe, by channel and scope", () => {
    const stage = stageOf()
    stage.do({ kind: "consentChanged", channel: "all", scope: "all", status: "unsubscribed", reason: null })
    expect(failing(stage)).toEqual([
      ["inSegment", []],
      ["subscribed", ["email", "sms", "push"]],
    ])
    expect(told(stage).wouldChange).toContainEqual({ kind: "resubscribe", channel: "all", scope: "all" })
  })
})
