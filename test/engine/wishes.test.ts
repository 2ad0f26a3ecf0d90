import { describe, expect, it } from "vitest"
import type { MemberInput } from "../../src/engine/types"
import { definition, emailStep, endStep, flowOf, Stage, smsStep } from "./fixtures"

const deliveryId = "c1.u1.1.mail.1.email"
const off = (channel: "email" | "all", scope = "campaign:c1") => ({ channel, scope, status: "unsubscribed" }) as const
const act = (...words: ReturnType<typeof off>[]): MemberInput => ({
  kind: "wishesSaid",
  deliveryId,
  words,
  reason: "link",
})
const undo: MemberInput = { kind: "wishesUndone", deliveryId }

function mailed(): Stage {
  const stage = new Stage(definition(flowOf("mail", { mail: emailStep("end"), end: endStep })))
  stage.join()
  stage.send()
  return stage
}
const news = (stage: Stage) =>
  stage.records.flatMap(({ entries }) => entries).filter((entry) => entry.type === "consentChanged")

describe("wishes by a link", () => {
  it("UNS-04 the same act twice is one event; undo puts back exactly what held before, once", () => {
    const stage = mailed()
    stage.do({ kind: "consentChanged", channel: "email", scope: "campaign:c1", status: "subscribed", reason: "form" })
    const before = stage.state.consent
    stage.do(act(off("all")))
    stage.do(act(off("all")))
    expect(news(stage)).toHaveLength(2)
    expect(stage.state.consent).toHaveLength(1)
    stage.do(undo)
    expect(stage.state.consent).toEqual(before)
    const after = news(stage).length
    stage.do(undo)
    expect(news(stage)).toHaveLength(after)
  })

  it("UNS-04 an undo leaves what was said elsewhere meanwhile, and is no other link's to do", () => {
    const stage = mailed()
    stage.do(act(off("email")))
    stage.do({ kind: "consentChanged", channel: "sms", scope: "all", status: "unsubscribed", reason: null })
    stage.do({ kind: "wishesUndone", deliveryId: "c2.u1.1.mail.1.email" })
    expect(stage.state.consent).toHaveLength(2)
    stage.do(undo)
    expect(stage.state.consent).toMatchObject([{ channel: "sms", scope: "all", status: "unsubscribed" }])
    expect(stage.state).not.toHaveProperty("undo")
  })

  it("UNS-16 what is clicked before it has arrived was no person; after it, it is", () => {
    const stage = mailed()
    const report = (id: string, report: object, at: number) =>
      stage.do({ kind: "deliveryReported", id, deliveryId, report, at } as MemberInput)
    const sent = stage.now
    stage.until(new Date(sent + 60_000).toISOString())
    report("d", { type: "delivered" }, sent + 30_000)
    report("c1", { type: "clicked", machine: false }, sent + 10_000)
    expect(stage.state.deliveries[0]).not.toHaveProperty("clickedAt")
    report("c2", { type: "clicked", machine: false }, sent + 40_000)
    expect(stage.state.deliveries[0]).toMatchObject({ clickedAt: sent + 40_000, openedAt: sent + 40_000 })
  })

  it("UNS-16 nobody looks at a text on its way: its click counts, though the network tells late that it has arrived", () => {
    const stage = new Stage(definition(flowOf("text", { text: smsStep("end"), end: endStep })))
    stage.join()
    stage.send()
    const id = stage.state.deliveries[0]?.id ?? ""
    const sent = stage.now
    stage.until(new Date(sent + 60_000).toISOString())
    const report = (kind: object, at: number) =>
      stage.do({ kind: "deliveryReported", id: `${at}`, deliveryId: id, report: kind, at } as MemberInput)
    report({ type: "delivered" }, sent + 5_000)
    report({ type: "clicked", machine: false }, sent + 3_000)
    expect(stage.state.deliveries[0]).toMatchObject({ clickedAt: sent + 3_000 })
  })
})
