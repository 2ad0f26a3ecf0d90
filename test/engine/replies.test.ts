import { describe, expect, it } from "vitest"
import { keywordOf } from "../../src/engine/keywords"
import type { PushTarget, SettleResult } from "../../src/engine/types"
import { definition, delayStep, endStep, flowOf, profile, Stage, smsStep } from "./fixtures"

const number = profile().phone ?? ""
const flow = flowOf("first", {
  first: smsStep("wait"),
  wait: delayStep({ for: "P1D" }, "second"),
  second: smsStep("end"),
  end: endStep,
})
const staged = () => {
  const stage = new Stage(definition(flow))
  stage.join()
  return stage
}
const settled = (stage: Stage, stepId: string, result: SettleResult) =>
  stage.do({ kind: "deliverySettled", deliveryId: `c1.u1.1.${stepId}.1.sms`, result })
const sent = (stage: Stage, to = number): SettleResult => ({ status: "sent", at: stage.now, providerId: null, to })
let texts = 0
const text = (stage: Stage, words: string, id = `t${++texts}`, from = number) =>
  stage.do({ kind: "textReceived", id, from, text: words, at: stage.now })
const consent = (stage: Stage) => stage.state.consent.map((one) => [one.channel, one.scope, one.status])

describe("texts from a member's number", () => {
  it("FLOW-6 a text is the answer to the latest SMS sent to that number, once", () => {
    const stage = staged()
    settled(stage, "first", sent(stage))
    stage.sleep(stage.now + 86_400_000).do({ kind: "woken" })
    settled(stage, "second", sent(stage))
    text(stage, "Yes please", "once")
    text(stage, "Yes please", "once")
    const replied = stage.entries.flatMap((one) => (one.type === "deliveryReported" ? [one] : []))
    expect(replied).toMatchObject([{ stepId: "second", report: { type: "replied", text: "Yes please" }, first: true }])
  })

  it("FLOW-6 an SMS whose outcome is not known yet may be answered; one to another number may not", () => {
    const early = staged()
    text(early, "Who is this?")
    expect(early.state.deliveries[0]).toMatchObject({ status: "queued", repliedAt: early.now })
    const moved = staged()
    settled(moved, "first", sent(moved, "+59899000000"))
    text(moved, "Hello")
    expect(moved.state.deliveries[0]?.repliedAt).toBeUndefined()
    expect(moved.entries).toContainEqual({ type: "textReceived", from: number, text: "Hello" })
  })

  it("DEL-20 STOP closes SMS also where no SMS is known; START opens it again", () => {
    const stage = new Stage(definition(flow))
    stage.do({ kind: "consentChanged", channel: "sms", scope: "all", status: "unsubscribed", reason: null })
    // The consent says nothing new; that the number is closed, for transactional messages too, must stay all the same.
    text(stage, " Baja ")
    expect(stage.state.suppressions).toMatchObject([{ channel: "sms", address: number, reason: "stop" }])
    stage.join()
    stage.send()
    expect(stage.sent).toEqual([])
    expect(stage.entries).toContainEqual(expect.objectContaining({ type: "deliverySkipped", reason: "suppressed" }))
    text(stage, "START")
    expect([stage.state.suppressions, consent(stage)]).toEqual([[], [["sms", "all", "subscribed"]]])
    stage.until(stage.now + 86_400_000)
    expect(stage.sent.map((one) => one.stepId)).toEqual(["second"])
  })

  it("DEL-20 words beside the keyword make it none", () => {
    const stage = staged()
    settled(stage, "first", sent(stage))
    text(stage, "please stop by")
    expect([stage.state.suppressions, consent(stage)]).toEqual([[], []])
    text(stage, "“Stop!”")
    expect(consent(stage)).toEqual([["sms", "all", "unsubscribed"]])
  })
})

describe("keywords", () => {
  it.each([
    "stop",
    "STOP.",
    "STOP 🙏",
    "Stop\u200b",
    "ＳＴＯＰ",
    "opt-out",
    "Opt out",
    "STOP ALL",
    "Revoke",
    "¡BAJA!",
    "alto,",
  ])("DEL-20 %j closes", (said) => expect(keywordOf(said)).toBe("stop"))

  it.each(["please stop by", "stop it", "no baja", "", "🙏", "don't stop", "end of story", "weekend", "alta calidad"])(
    "DEL-20 %j says nothing of the kind",
    (said) => expect(keywordOf(said)).toBeNull(),
  )
})

describe("what a provider's answer says of addresses", () => {
  it("DEL-20 a provider that refuses because the member told it to stop closes the number as STOP does", () => {
    const stage = staged()
    const closed = { address: number, reason: "stop" } as const
    settled(stage, "first", { status: "failed", reason: "failedPermanently", detail: "21610", closed })
    expect(stage.state.deliveries[0]).toMatchObject({ status: "failed", reason: "failedPermanently" })
    expect(consent(stage)).toEqual([["sms", "all", "unsubscribed"]])
    stage.until(stage.now + 86_400_000)
    expect(stage.sent).toEqual([])
    text(stage, "UNSTOP")
    expect(stage.state.suppressions).toEqual([])
  })

  it("DEL-20 a callback that says so does the same", () => {
    const stage = staged()
    settled(stage, "first", sent(stage))
    const report = { type: "bounced", permanent: true, stop: true } as const
    stage.do({ kind: "deliveryReported", id: "r", deliveryId: "c1.u1.1.first.1.sms", at: stage.now, report })
    expect(stage.state.suppressions).toMatchObject([{ channel: "sms", reason: "stop" }])
    expect(stage.state.deliveries[0]?.status).toBe("bounced")
  })
})

describe("dead push targets", () => {
  const pushFlow = flowOf("ping", { ping: { type: "push", message: {}, outcomes: { sent: "end" } }, end: endStep })
  const web = (auth: string): PushTarget => ({
    kind: "webpush",
    endpoint: "https://push.test/1",
    keys: { p256dh: "p", auth },
  })
  const fcm: PushTarget = { kind: "fcm", token: "token-1" }
  const pushed = (push: PushTarget[]) => {
    const stage = new Stage(definition(pushFlow))
    stage.do({ kind: "profileChanged", patch: { push }, source: "api" })
    stage.join()
    return stage
  }
  const settle = (stage: Stage, result: SettleResult) =>
    stage.do({ kind: "deliverySettled", deliveryId: "c1.u1.1.ping.1.push", result })

  it("DEL-21 a dead target is taken from the member; the message counts as sent where another took it", () => {
    const stage = pushed([fcm, web("a")])
    settle(stage, { status: "sent", at: stage.now, providerId: null, to: "https://push.test/1", deadTargets: [fcm] })
    expect(stage.state.profile.push).toEqual([web("a")])
    expect(stage.state.deliveries[0]).toMatchObject({ status: "sent", to: "https://push.test/1" })
    expect(stage.entries).toContainEqual({ type: "profileChanged", fields: ["push"], source: "provider" })
  })

  it("DEL-21 a target that was registered anew meanwhile stays", () => {
    const stage = pushed([web("new")])
    settle(stage, { status: "retry", retryAt: stage.now + 1_000, detail: "503", deadTargets: [web("old")] })
    expect(stage.state.profile.push).toEqual([web("new")])
  })

  it("DEL-21 with no target left the message is skipped with the reason, and the run goes on", () => {
    const stage = pushed([fcm])
    settle(stage, { status: "skipped", reason: "noPushTarget", detail: "UNREGISTERED", deadTargets: [fcm] })
    expect(stage.state.profile.push).toEqual([])
    expect(stage.state.deliveries[0]).toMatchObject({ status: "skipped", reason: "noPushTarget" })
    expect(stage.state.ended.c1?.status).toBe("completed")
    expect(settle(stage, { status: "skipped", reason: "noPushTarget", detail: "UNREGISTERED" }).record).toBeNull()
  })
})
