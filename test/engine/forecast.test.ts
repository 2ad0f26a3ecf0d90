import { describe, expect, it } from "vitest"
import { type Observed, type PlayAhead, playAhead } from "../../src/engine/forecast"
import { createMember } from "../../src/engine/state"
import type { CampaignDefinition } from "../../src/engine/world"
import { definition, delayStep, emailStep, endStep, flowOf, iso, ms, profile, Stage, smsStep, start } from "./fixtures"

const day = 86_400_000
const nothing: Observed = { happened: () => null, did: () => null }
const newcomer = (id = "made-up") => createMember({ id, uid: id, profile: profile(), memberships: [], now: start })
const ahead = (one: CampaignDefinition, more: Partial<PlayAhead> = {}) =>
  playAhead({
    state: newcomer(),
    campaignId: one.control.id,
    campaigns: new Map([[one.control.id, one]]),
    rules: null,
    from: start,
    until: start + 28 * day,
    enters: start,
    observed: nothing,
    ...more,
  }).map(({ at, channel }) => `${iso(at)?.slice(0, 16)} ${channel}`)

const onboarding = flowOf("welcome", {
  welcome: emailStep("wait"),
  wait: delayStep({ for: "P4D", at: "09:00" }, "open"),
  open: {
    type: "waitForEvent",
    event: { name: "applied", where: [{ name: "amount", op: "atLeast", value: 100 }] },
    timeout: "P7D",
    outcomes: { happened: "end", timedOut: "call" },
  },
  call: smsStep("end"),
  end: endStep,
})

describe("a forecast", () => {
  it("ANA-7 tells what a newcomer will be sent, after every wait, and nothing beyond its last day", () => {
    const one = definition(onboarding)
    expect(ahead(one)).toEqual(["2027-01-04T12:00 email", "2027-01-15T12:00 sms"])
    expect(ahead(one, { until: start + 11 * day })).toEqual(["2027-01-04T12:00 email"])
  })

  it("ANA-7 goes on from where a member stands, and leaves the member as it is", () => {
    const one = definition(onboarding)
    const stage = new Stage(one)
    stage.join()
    stage.send()
    const before = structuredClone(stage.state)
    const messages = ahead(one, { state: stage.state, enters: null, from: start + day })
    expect(messages).toEqual(["2027-01-15T12:00 sms"])
    expect(stage.state).toEqual(before)
  })

  it("ANA-7 as many of those who wait do something as were seen to do it, always the same ones", () => {
    const one = definition(onboarding)
    const observed: Observed = { happened: () => 0.7, did: () => null }
    const called = (n: number) => ahead(one, { state: newcomer(`m${n}`), observed }).length === 2
    const members = Array.from({ length: 400 }, (_, n) => n)
    const first = members.filter(called)
    expect(first.length / members.length).toBeCloseTo(0.3, 1)
    expect(members.filter(called)).toEqual(first)
  })

  it("ANA-7 conditions on opens are met by the share that was seen to open", () => {
    const flow = flowOf("mail", {
      mail: emailStep("wait"),
      wait: delayStep({ for: "P1D" }, "opened"),
      opened: {
        type: "condition",
        rule: { any: [{ all: [{ fact: "message", name: "mail", op: "opened" }] }] },
        outcomes: { met: "call", notMet: "end" },
      },
      call: smsStep("end"),
      end: endStep,
    })
    const one = definition(flow)
    expect(ahead(one)).toHaveLength(1)
    expect(
      ahead(one, { observed: { happened: () => null, did: (_, what) => (what === "opened" ? 1 : 0) } }),
    ).toHaveLength(2)
  })

  it("ANA-7 POL-2 caps and quiet hours put messages off as they will", () => {
    const flow = flowOf("one", { one: emailStep("two"), two: emailStep("end"), end: endStep })
    const policies = [
      {
        kind: "category" as const,
        id: "c",
        name: "C",
        priority: 1,
        policy: {
          caps: [{ channel: "email" as const, max: 1, per: "P7D" }],
          quietHours: { from: "08:00", to: "11:00" },
          over: "defer" as const,
        },
      },
    ]
    expect(ahead(definition(flow, { policies }))).toEqual(["2027-01-04T14:00 email", "2027-01-11T14:00 email"])
  })

  it("ANA-7 CAM-5 nothing is expected after the campaign's end", () => {
    const one = definition(onboarding, { endsAt: ms("2027-01-10T00:00:00.000Z") })
    expect(ahead(one)).toEqual(["2027-01-04T12:00 email"])
  })

  it("ANA-7 RUN-4 a flow that goes round for ever is played up to the last day", () => {
    const flow = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "P1D" }, "mail") })
    expect(ahead(definition(flow))).toHaveLength(28)
  })
})
