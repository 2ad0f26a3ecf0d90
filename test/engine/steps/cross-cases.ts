import { expect, it } from "vitest"
import { deliveryAt } from "../../../src/engine/state"
import type { CampaignControl, Channel } from "../../../src/engine/types"
import { validateFlow } from "../../../src/engine/validate"
import { context } from "../check-context"
import { control, definition, endStep, flowOf, Stage } from "../fixtures"

/** The rules that hold for a cross-campaign step of every channel. */
export function crossCases(type: string, channel: Channel, messageId: string) {
  const step = (more: object = {}) => ({ type, campaignId: "c2", messageId, outcomes: { sent: "end" }, ...more })
  const flow = (one: object = step()) => flowOf("loan", { loan: one, after: endStep, end: endStep })
  const id = `c1.u1.1.loan.1.${channel}`

  /** A member of s1, where the flow runs; the other campaign is regular and runs for s2. */
  const stageOf = (other: Partial<CampaignControl> = {}, one: object = step()) => {
    const stage = new Stage(definition(flow(one)))
    const target = control({ id: "c2", kind: "campaign", name: "Spring", version: null, segmentIds: ["s2"], ...other })
    stage.campaigns.set("c2", { control: target, flows: new Map() })
    return stage
  }
  const skipped = (stage: Stage) => deliveryAt(stage.state, id)

  it(`FLOW-8 ${type}: who qualifies for the other campaign is sent its message`, () => {
    const stage = stageOf()
    stage.join("s2")
    stage.join()
    stage.send()
    expect(stage.sent).toMatchObject([{ stepId: "loan", channel }])
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it(`ENG-11 ${type}: who does not gets nothing; the reason names the clause and the run goes on`, () => {
    const stage = stageOf()
    const { wakeups } = stage.join()
    expect(wakeups).toEqual([])
    expect(skipped(stage)).toMatchObject({ status: "skipped", reason: "notQualified", detail: "inSegment: none" })
    expect(stage.entries).toContainEqual(
      expect.objectContaining({ type: "stepLeft", stepId: "loan", outcome: "notSent", reason: "notQualified" }),
    )
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it(`FLOW-8 ${type}: notSent is taken when it is connected`, () => {
    const stage = stageOf({}, step({ outcomes: { sent: "end", notSent: "after" } }))
    stage.join()
    expect(stage.records.at(-1)?.runs[0]?.stepId).toBe("after")
  })

  it(`FLOW-8 ${type}: Everyone qualifies by segment; a campaign without segments applies to nobody`, () => {
    const everyone = stageOf({ segmentIds: ["everyone"] })
    expect(everyone.join().wakeups).toHaveLength(1)
    const nobody = stageOf({ segmentIds: [] })
    nobody.join()
    expect(skipped(nobody)?.detail).toBe("inSegment: none")
  })

  it.each<[string, Partial<CampaignControl>, string]>([
    ["is paused", { status: "paused" }, "campaignActive: paused"],
    ["is a draft", { status: "draft" }, "campaignActive: draft"],
    ["begins later", { startsAt: Date.parse("2027-02-01") }, "campaignActive: scheduled"],
    ["is over by its date", { endsAt: Date.parse("2027-01-01") }, "campaignActive: ended"],
  ])(`FLOW-8 ${type}: nobody qualifies for a campaign that %s`, (_, other, detail) => {
    const stage = stageOf({ segmentIds: ["everyone"], ...other })
    stage.join()
    expect(skipped(stage)).toMatchObject({ reason: "notQualified", detail })
  })

  it(`FLOW-8 ${type}: a campaign that is gone is no reason to fail`, () => {
    const stage = stageOf()
    stage.campaigns.delete("c2")
    stage.join()
    expect(skipped(stage)).toMatchObject({ reason: "notQualified", detail: "campaignActive: missing" })
  })

  it(`FLOW-8 ${type}: a final result there, or an unsubscribe from it on the channel, disqualifies`, () => {
    const converted = stageOf({ segmentIds: ["everyone"] })
    converted.state = { ...converted.state, results: { c2: { convertedAt: 1 } } }
    converted.join()
    expect(skipped(converted)).toMatchObject({ reason: "notQualified", detail: "noFinalResult: converted" })
    const gone = stageOf({ segmentIds: ["everyone"] })
    gone.do({ kind: "consentChanged", channel, scope: "campaign:c2", status: "unsubscribed", reason: null })
    gone.join()
    expect(skipped(gone)).toMatchObject({ reason: "notQualified", detail: "subscribed: unsubscribed" })
    const elsewhere = stageOf({ segmentIds: ["everyone"] })
    const other = channel === "email" ? "sms" : "email"
    elsewhere.do({ kind: "consentChanged", channel: other, scope: "campaign:c2", status: "unsubscribed", reason: null })
    expect(elsewhere.join().wakeups).toHaveLength(1)
  })

  it(`FLOW-8 ${type}: this flow's own campaign has a say as well`, () => {
    const stage = stageOf({ segmentIds: ["everyone"] })
    stage.do({ kind: "consentChanged", channel, scope: "campaign:c1", status: "unsubscribed", reason: null })
    stage.join()
    expect(skipped(stage)).toMatchObject({ reason: "unsubscribed" })
  })

  it(`FLOW-13 ${type}: the campaign and its message exist, the message for this channel`, () => {
    const problems = (more: object) =>
      validateFlow(flow(step(more)), context).map(({ code, level }) => (level === "error" ? code : `(${code})`))
    expect(problems({})).toEqual([])
    expect(problems({ campaignId: "c9" })).toEqual(["campaignMissing"])
    expect(problems({ campaignId: "" })).toEqual(["campaignMissing"])
    expect(problems({ campaignId: "w1" })).toEqual(["campaignMissing"])
    expect(problems({ campaignId: "c1" })).toEqual(["campaignMissing"])
    expect(problems({ campaignId: "c3" })).toEqual(["(campaignNotLive)"])
    expect(problems({ messageId: "m9" })).toEqual(["messageMissing"])
    expect(problems({ messageId: messageId === "m2" ? "m3" : "m2" })).toEqual(["messageChannel"])
  })

  it(`FLOW-8 ${type}: what is changed for this flow is checked like any message`, () => {
    const field = { email: "subject", sms: "text", push: "title" }[channel]
    const codes = (text: string) =>
      validateFlow(flow(step({ override: { [field]: text } })), context).map((one) => one.code)
    expect(codes("Only for you")).toEqual([])
    expect(codes("{{ bad }}")).toEqual(["templateVariable"])
    expect(codes(" ")).toEqual(["contentMissing"])
  })
}
