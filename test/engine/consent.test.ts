import { describe, expect, it } from "vitest"
import { refusalOf } from "../../src/engine/consent"
import { keywordOf } from "../../src/engine/keywords"
import { createMember } from "../../src/engine/state"
import type { CampaignControl, Channel, Consent, ConsentScope } from "../../src/engine/types"
import { control, definition, endStep, flowOf, profile, Stage, smsStep, start } from "./fixtures"

const member = (consent: Consent[]) => ({
  ...createMember({ id: "m1", uid: "u1", profile: profile(), memberships: [], now: start }),
  consent,
})
const said = (
  scope: ConsentScope,
  channel: Channel | "all" = "all",
  status: Consent["status"] = "unsubscribed",
  at = 1,
): Consent => ({ channel, scope, status, at, reason: null })

const refusal = (consent: Consent[], campaign: CampaignControl, channel: Channel = "email") =>
  refusalOf(member(consent), campaign, { channel, transactional: false }, start)

const ours = control({ categoryId: "k1", groupId: "g1" })
const others = {
  "another campaign": control({ id: "c2", categoryId: "k1", groupId: "g1" }),
  "another category": control({ categoryId: "k2", groupId: "g1" }),
  "another group": control({ categoryId: "k1", groupId: "g2" }),
  neither: control({ id: "c2", categoryId: null, groupId: null }),
}

describe("scopes", () => {
  it.each<[ConsentScope, (keyof typeof others)[]]>([
    ["campaign:c1", ["another category", "another group"]],
    ["category:k1", ["another campaign", "another group"]],
    ["group:g1", ["another campaign", "another category"]],
    ["categoryAndGroup:k1+g1", ["another campaign"]],
    ["all", ["another campaign", "another category", "another group", "neither"]],
  ])("UNS-07 %s blocks ours and exactly what it names", (scope, blocked) => {
    expect(refusal([said(scope)], ours)).toBe("unsubscribed")
    for (const [name, campaign] of Object.entries(others)) {
      const expected = blocked.includes(name as keyof typeof others) ? "unsubscribed" : null
      expect([name, refusal([said(scope)], campaign)]).toEqual([name, expected])
    }
  })

  it.each<[Channel | "all", Channel[]]>([
    ["all", ["email", "sms", "push"]],
    ["email", ["email"]],
    ["sms", ["sms"]],
    ["push", ["push"]],
  ])("UNS-07 a word for %s covers %j", (channel, covered) => {
    for (const one of ["email", "sms", "push"] as const) {
      expect(refusal([said("all", channel)], ours, one)).toBe(covered.includes(one) ? "unsubscribed" : null)
    }
  })

  it("MSG-5 the later of two words for a scope holds", () => {
    const off = said("all", "all", "unsubscribed", 1)
    expect(refusal([off, said("all", "email", "subscribed", 2)], ours)).toBeNull()
    expect(refusal([off, said("all", "email", "subscribed", 2)], ours, "sms")).toBe("unsubscribed")
    expect(refusal([off, said("all", "email", "subscribed", 0)], ours)).toBe("unsubscribed")
  })

  it("UNS-07 a word for one scope does not open what another closes", () => {
    expect(refusal([said("all"), said("campaign:c1", "all", "subscribed", 2)], ours)).toBe("unsubscribed")
  })
})

describe("SMS keywords", () => {
  it.each([
    ["stop ", "stop"],
    ["STOP", "stop"],
    ["Baja", "stop"],
    ["please stop by", null],
    ["start", "start"],
    ["", null],
  ])("DEL-20 %j means %s", (text, meaning) => {
    expect(keywordOf(text)).toBe(meaning)
  })

  it("DEL-20 STOP closes the channel, START opens it again", () => {
    const flow = flowOf("text", { text: smsStep("end"), end: endStep })
    const stage = new Stage(
      definition(flow),
      definition(flow, { id: "c2", segmentIds: ["s2"] }),
      definition(flow, { id: "c3", segmentIds: ["s3"] }),
    )
    const reply = (text: string) =>
      stage.do({
        kind: "deliveryReported",
        id: text,
        deliveryId: "c1.u1.1.text.1.sms",
        at: stage.now,
        report: { type: "replied", text },
      })
    stage.join()
    stage.send()
    reply("Stop")
    expect(stage.state.consent).toMatchObject([
      { channel: "sms", scope: "all", status: "unsubscribed", reason: "reply" },
    ])
    stage.join("s2")
    stage.send()
    expect(stage.sent).toHaveLength(1)
    reply("START")
    stage.join("s3")
    stage.send()
    expect(stage.sent).toHaveLength(2)
  })
})
