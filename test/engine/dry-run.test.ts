import { describe, expect, it } from "vitest"
import { type DryRunInput, dryRun } from "../../src/engine/dry-run"
import { dryRunEntriesMax } from "../../src/engine/limits"
import { createMember } from "../../src/engine/state"
import type { ContactPolicy, PolicyHolder } from "../../src/engine/types"
import type { CampaignDefinition } from "../../src/engine/world"
import { definition, delayStep, emailStep, endStep, flowOf, iso, ms, profile, Stage, smsStep, start } from "./fixtures"

const member = () => createMember({ id: "made-up", uid: "dryrun", profile: profile(), memberships: [], now: start })
const onboarding = flowOf("welcome", {
  welcome: emailStep("wait"),
  wait: delayStep({ for: "P4D", at: "09:00" }, "open"),
  open: {
    type: "waitForEvent",
    event: { name: "applied" },
    timeout: "P7D",
    outcomes: { happened: "end", timedOut: "call" },
  },
  call: smsStep("end"),
  end: endStep,
})
const run = (one: CampaignDefinition, more: Partial<DryRunInput> = {}) =>
  dryRun({
    state: member(),
    campaignId: one.control.id,
    campaigns: new Map([[one.control.id, one]]),
    rules: null,
    startAt: start,
    events: [],
    ...more,
  })
const lines = (entries: ReturnType<typeof dryRun>) =>
  entries.map(({ at, type, stepId, outcome }) =>
    [iso(at)?.slice(0, 16), type, stepId, outcome].filter(Boolean).join(" "),
  )

describe("a dry run", () => {
  it("ANA-6 tells with dates what a draft flow would do to a made-up member, through all waits", () => {
    const entries = run(definition(onboarding, { status: "draft" }))
    expect(lines(entries)).toEqual([
      "2027-01-04T12:00 runStarted",
      "2027-01-04T12:00 stepEntered welcome",
      "2027-01-04T12:00 deliveryQueued welcome",
      "2027-01-04T12:00 deliverySent welcome",
      "2027-01-04T12:00 stepLeft welcome sent",
      "2027-01-04T12:00 stepEntered wait",
      "2027-01-04T12:00 waitStarted wait",
      "2027-01-08T12:00 stepLeft wait done",
      "2027-01-08T12:00 stepEntered open",
      "2027-01-08T12:00 waitStarted open",
      "2027-01-15T12:00 stepLeft open timedOut",
      "2027-01-15T12:00 stepEntered call",
      "2027-01-15T12:00 deliveryQueued call",
      "2027-01-15T12:00 deliverySent call",
      "2027-01-15T12:00 stepLeft call sent",
      "2027-01-15T12:00 stepEntered end",
      "2027-01-15T12:00 runEnded end",
    ])
    expect(entries.find((one) => one.type === "waitStarted")).toMatchObject({
      stepType: "delay",
      wait: { rule: "P4D then at 09:00", until: ms("2027-01-08T12:00:00.000Z") },
    })
    expect(entries.find((one) => one.type === "deliverySent")?.order).toMatchObject({ stepId: "welcome", version: 1 })
    expect(entries.at(-1)).toMatchObject({ reason: "completed", stepType: "end" })
  })

  it("ANA-6 events to come take their way at their time", () => {
    const events = [{ at: ms("2027-01-10T00:00:00.000Z"), name: "applied", properties: {} }]
    expect(lines(run(definition(onboarding), { events })).slice(-4)).toEqual([
      "2027-01-10T00:00 eventHappened",
      "2027-01-10T00:00 stepLeft open happened",
      "2027-01-10T00:00 stepEntered end",
      "2027-01-10T00:00 runEnded end",
    ])
  })

  it("ANA-6 a real member who is in the flow, or has been, is played from its start, and stays as it was", () => {
    const one = definition(onboarding, { goal: { event: "applied" } })
    const stage = new Stage(one)
    stage.join()
    stage.until("2027-01-10T00:00:00.000Z")
    const before = JSON.stringify(stage.state)
    const entries = run(one, { state: stage.state, startAt: stage.now })
    expect(entries[0]).toMatchObject({ type: "runStarted", runId: "c1.u1.2" })
    expect(entries.filter((entry) => entry.type === "deliverySent")).toHaveLength(2)
    expect(JSON.stringify(stage.state)).toBe(before)
    stage.event("applied")
    expect(
      run(one, { state: stage.state, startAt: stage.now }).filter(({ type }) => type === "deliverySent"),
    ).toHaveLength(2)
  })

  it("ANA-6 an endless flow is told up to the most lines, or to five years, and says so", () => {
    const loop = (wait: string) =>
      definition(flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: wait }, "mail"), end: endStep }))
    const many = run(loop("P1D"))
    expect(many).toHaveLength(dryRunEntriesMax + 1)
    expect(many.at(-1)?.type).toBe("entriesReached")
    const years = run(loop("P6M"))
    expect(years.filter((entry) => entry.type === "deliverySent")).toHaveLength(11)
    expect(years.at(-1)?.type).toBe("horizonReached")
  })

  it("ANA-6 the sender can be played: what fails takes its way, with the reason", () => {
    const entries = run(definition(onboarding), {
      play: (order) =>
        order.attempt === 1
          ? { status: "retry", retryAt: start + 60_000, detail: "503" }
          : { status: "failed", reason: "failedPermanently", detail: "550" },
    })
    expect(entries.filter((one) => one.stepId === "welcome").map(({ type, reason }) => [type, reason])).toEqual([
      ["stepEntered", undefined],
      ["deliveryQueued", undefined],
      ["deliveryRetried", undefined],
      ["deliveryFailed", "failedPermanently"],
      ["stepLeft", "failedPermanently"],
    ])
  })

  it("ANA-6 POL-2 contact policies hold here too", () => {
    const quietHours = { from: "08:00", to: "20:00" }
    const policy: ContactPolicy = { caps: [], over: "defer", quietHours }
    const policies: PolicyHolder[] = [{ kind: "category", id: "k1", name: "Offers", priority: 0, policy }]
    const entries = run(definition(onboarding, { policies }))
    expect(entries.find((one) => one.type === "deliveryDeferred")).toMatchObject({
      stepId: "welcome",
      deferral: { rule: "category:k1 quietHours 08:00 20:00", until: ms("2027-01-04T23:00:00.000Z") },
    })
    expect(entries.at(-1)).toMatchObject({ reason: "completed" })
  })
})
