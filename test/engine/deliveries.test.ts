import { describe, expect, it } from "vitest"
import { begin } from "../../src/engine/begin"
import { alarmAt, dueAt } from "../../src/engine/due"
import { wakeupRepeatMs } from "../../src/engine/limits"
import type { DeliveryReport, SettleResult } from "../../src/engine/types"
import { definition, delayStep, emailStep, endStep, flowOf, ms, Stage, smsStep } from "./fixtures"

const flow = flowOf("mail", {
  mail: emailStep("wait"),
  wait: delayStep({ for: "P1D" }, "again"),
  again: emailStep("text"),
  text: smsStep("end"),
  end: endStep,
})
const id = "c1.u1.1.mail.1.email"
const sent = (at: number): SettleResult => ({ status: "sent", at, providerId: "p", to: "ana@example.com" })

const joined = (patch = {}) => {
  const stage = new Stage(definition(flow, patch))
  stage.join()
  return stage
}
const settled = (stage: Stage, result: SettleResult, deliveryId = id) =>
  stage.do({ kind: "deliverySettled", deliveryId, result })
let reports = 0
const reported = (stage: Stage, report: DeliveryReport, reportId = `r${++reports}`) =>
  stage.do({ kind: "deliveryReported", id: reportId, deliveryId: id, at: stage.now, report })
const status = (stage: Stage) => stage.state.deliveries[0]?.status

describe("leave to send", () => {
  it("SEND-6 a due delivery may be sent, with all that the provider needs", () => {
    const stage = joined()
    expect(begin(stage.state, id, stage.world)).toEqual({
      kind: "go",
      state: null,
      order: {
        deliveryId: id,
        memberId: "m1",
        campaignId: "c1",
        channel: "email",
        runId: "c1.u1.1",
        stepId: "mail",
        visit: 1,
        version: 1,
        attempt: 1,
        profile: stage.state.profile,
        data: {},
        answer: null,
        documents: {},
        queuedAt: stage.now,
      },
    })
  })

  it("DEL-09 a settled delivery, and one that never was, is refused without a change", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    expect(begin(stage.state, id, stage.world)).toEqual({ kind: "no", reaction: null, why: "sent" })
    expect(begin(stage.state, "c1.u1.1.mail.2.email", stage.world)).toEqual({
      kind: "no",
      reaction: null,
      why: "unknown",
    })
    expect(begin(stage.state, "nonsense", stage.world)).toEqual({ kind: "no", reaction: null, why: "unknown" })
  })

  it("UNS-05 an unsubscribe wins over a queued message; the run goes on", () => {
    const stage = joined()
    stage.do({ kind: "consentChanged", channel: "email", scope: "campaign:c1", status: "unsubscribed", reason: null })
    const answer = begin(stage.state, id, stage.world)
    expect(answer).toMatchObject({ kind: "no", why: "unsubscribed" })
    const reaction = answer.kind === "no" ? answer.reaction : null
    expect(reaction?.record?.deliveries[0]).toMatchObject({ status: "skipped", reason: "unsubscribed" })
    expect(reaction?.state.runs[0]?.stepId).toBe("wait")
  })

  it("RUN-4a a delivery that could not leave within the lateness limit is skipped as expired", () => {
    const stage = joined({ lateness: 3_600_000 })
    expect(begin(stage.state, id, stage.sleep(stage.now + 3_600_000).world).kind).toBe("go")
    const answer = begin(stage.state, id, stage.sleep(stage.now + 1).world)
    expect(answer).toMatchObject({ kind: "no", why: "expired" })
  })

  it("SEND-6 an address that has gone meanwhile is noticed", () => {
    const stage = joined()
    stage.do({ kind: "profileChanged", patch: { email: null }, source: "api" })
    expect(begin(stage.state, id, stage.world)).toMatchObject({ kind: "no", why: "noAddress" })
  })

  it("ENG-11 FLOW-8 who does not qualify any more for the lending campaign is sent nothing; the run goes on", () => {
    const cross = {
      type: "crossEmail",
      campaignId: "c9",
      messageId: "m1",
      transactional: true,
      outcomes: { sent: "text" },
    }
    const lent = flowOf("cross", { cross, text: smsStep("end"), end: endStep })
    const lender = definition(flow, { id: "c9", kind: "campaign", segmentIds: ["s9"] })
    const why = (change: (stage: Stage) => void) => {
      const stage = new Stage(definition(lent), lender)
      stage.join("s9")
      stage.join()
      change(stage)
      const answer = begin(stage.state, "c1.u1.1.cross.1.email", stage.world)
      if (answer.kind === "go") return "go"
      expect(answer.reaction?.state.runs[0]?.stepId).toBe("text")
      return answer.reaction?.record?.deliveries[0]?.detail
    }
    expect([
      why(() => {}),
      why((stage) => stage.do({ kind: "left", segmentId: "s9", at: stage.now + 1, source: "api" })),
      why((stage) => stage.change({ id: "c9", status: "paused" })),
      why((stage) => stage.campaigns.delete("c9")),
      why((stage) =>
        stage.do({
          kind: "consentChanged",
          channel: "email",
          scope: "campaign:c9",
          status: "unsubscribed",
          reason: null,
        }),
      ),
    ]).toEqual([
      "go",
      "inSegment: none",
      "campaignActive: paused",
      "campaignActive: missing",
      "subscribed: unsubscribed",
    ])
  })

  it("SEND-3 a delivery that is to be retried later is not due yet; its attempts are counted", () => {
    const stage = joined()
    settled(stage, { status: "retry", retryAt: stage.now + 60_000, detail: "503" })
    expect(begin(stage.state, id, stage.world)).toEqual({ kind: "no", reaction: null, why: "notYet" })
    stage.sleep(stage.now + 60_000)
    expect(begin(stage.state, id, stage.world)).toMatchObject({ kind: "go", order: { attempt: 2 } })
  })
})

describe("settling", () => {
  it("RUN-1 a second report of the same delivery changes nothing", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    const { state } = stage
    for (const result of [sent(stage.now), { status: "retry", retryAt: 0, detail: "" } as const]) {
      expect(settled(stage, result)).toEqual({ state, record: null, wakeups: [] })
    }
    expect(settled(stage, { status: "failed", reason: "failedPermanently", detail: "" }).record).toBeNull()
  })

  it("RUN-1 a retry that is reported twice is one failed attempt", () => {
    const stage = joined()
    const retry = { status: "retry", retryAt: stage.now + 60_000, detail: "503" } as const
    settled(stage, retry)
    expect(settled(stage, retry).record).toBeNull()
    expect(stage.state.deliveries[0]?.attempts).toBe(1)
  })

  it("DEL-06 an unknown delivery counts as sent for the run and is never sent again", () => {
    const stage = joined()
    settled(stage, { status: "unknown", detail: "connection lost" })
    expect(status(stage)).toBe("unknown")
    expect(stage.run?.stepId).toBe("wait")
    expect(begin(stage.state, id, stage.world).kind).toBe("no")
    reported(stage, { type: "delivered" })
    expect(status(stage)).toBe("delivered")
    expect(stage.story.filter((type) => type === "deliverySent")).toHaveLength(1)
  })

  it("RUN-1 a report for a delivery of an earlier visit does not move the run", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    stage.until(stage.now + 86_400_000 - 1)
    expect(stage.run?.stepId).toBe("wait")
    settled(stage, sent(stage.now))
    expect(stage.run?.stepId).toBe("wait")
  })
})

describe("callbacks", () => {
  it("DEL-16 doubles are told by their id, delivered counts once, a bounce wins", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    for (let i = 0; i < 46; i++) reported(stage, { type: "delivered" }, "same")
    reported(stage, { type: "bounced", permanent: true })
    reported(stage, { type: "delivered" })
    expect(status(stage)).toBe("bounced")
    const firsts = stage.entries.filter((entry) => entry.type === "deliveryReported" && entry.first)
    expect(firsts.map((entry) => entry.type === "deliveryReported" && entry.report.type)).toEqual([
      "delivered",
      "bounced",
    ])
  })

  it("DEL-10 the status never goes back from delivered to sent", () => {
    const stage = joined()
    reported(stage, { type: "delivered" })
    settled(stage, sent(stage.now))
    expect(status(stage)).toBe("delivered")
    expect(stage.run?.stepId).toBe("wait")
  })

  it("DEL-05 what its provider has reported on is not tried again, whatever became of the call", () => {
    const stage = joined()
    reported(stage, { type: "delivered" })
    settled(stage, { status: "retry", retryAt: stage.now, detail: "connection lost" })
    expect(stage.run?.stepId).toBe("wait")
    expect(stage.story.filter((type) => type === "deliverySent")).toHaveLength(1)
    expect(status(stage)).toBe("delivered")
  })

  it("DEL-28 a callback on a cancelled delivery tells that it was sent", () => {
    const stage = joined()
    stage.change({ status: "cancelled" })
    reported(stage, { type: "delivered" })
    expect(status(stage)).toBe("delivered")
    expect(stage.story.filter((type) => type === "deliverySent")).toHaveLength(1)
    expect(settled(stage, sent(stage.now)).record).toBeNull()
  })

  it("DEL-17 a hard bounce closes the address, another address and other channels stay open", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    reported(stage, { type: "bounced", permanent: true })
    stage.until(ms("2027-01-05T12:00:00.000Z"))
    expect(stage.sent.map((one) => one.stepId)).toEqual(["text"])
    expect(stage.entries).toContainEqual(expect.objectContaining({ type: "deliverySkipped", reason: "suppressed" }))
    const moved = joined()
    settled(moved, sent(moved.now))
    reported(moved, { type: "bounced", permanent: true })
    moved.do({ kind: "profileChanged", patch: { email: "new@example.com" }, source: "api" })
    moved.until(ms("2027-01-05T12:00:00.000Z"))
    expect(moved.sent.map((one) => one.stepId)).toEqual(["again", "text"])
  })

  it("SEND-5 a soft bounce closes nothing", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    reported(stage, { type: "bounced", permanent: false })
    expect(stage.state.suppressions).toEqual([])
  })

  it("UNS-16 UNS-18 machines do not count; a click implies an open", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    reported(stage, { type: "opened", machine: true })
    reported(stage, { type: "clicked", machine: true })
    expect(stage.state.deliveries[0]?.openedAt).toBeUndefined()
    reported(stage, { type: "clicked", machine: false })
    expect(stage.state.deliveries[0]).toMatchObject({ openedAt: stage.now, clickedAt: stage.now })
  })

  it("SEND-5 a report on a delivery that is not known changes nothing", () => {
    const stage = joined()
    const report: DeliveryReport = { type: "delivered" }
    const input = { kind: "deliveryReported", id: "x", deliveryId: "c1.u1.9.mail.1.email", at: 0, report } as const
    expect(stage.do(input).record).toBeNull()
  })
})

describe("wake-ups", () => {
  it("DEL-11 a delivery whose sender was woken is due for whoever looks, who wakes it once it has been silent for long", () => {
    const stage = joined()
    expect(dueAt(stage.state)).toBe(stage.now)
    expect(alarmAt(stage.state)).toBeNull()
    expect(stage.do({ kind: "woken" }).wakeups).toEqual([])
    expect(stage.do({ kind: "woken", resend: true }).wakeups).toHaveLength(1)
    stage.sleep(stage.now + wakeupRepeatMs)
    const { wakeups, record } = stage.do({ kind: "woken" })
    expect(wakeups.map((one) => one.deliveryId)).toEqual([id])
    expect(record?.entries).toEqual([])
    expect(record?.dueAt).toBe(stage.now - wakeupRepeatMs)
  })

  it("SEND-3 a retry is waited for exactly", () => {
    const stage = joined()
    settled(stage, { status: "retry", retryAt: stage.now + 5_000, detail: "503" })
    expect([dueAt(stage.state), alarmAt(stage.state)]).toEqual([stage.now + 5_000, stage.now + 5_000])
    expect(stage.do({ kind: "woken" }).wakeups).toEqual([])
    stage.sleep(stage.now + 5_000)
    expect(stage.do({ kind: "woken" }).wakeups).toHaveLength(1)
    expect(alarmAt(stage.state)).toBeNull()
  })

  it("TIM-08 a timer whose campaign is not at hand is tried again in a while, not at once for ever", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    stage.sleep(stage.now + 86_400_000)
    stage.campaigns.clear()
    const { record } = stage.do({ kind: "woken" })
    expect(record?.dueAt).toBe(stage.now)
    expect(alarmAt(stage.state)).toBe(stage.now + wakeupRepeatMs)
  })

  it("TIM-08 woken always answers with a record that re-asserts what is due", () => {
    const stage = joined()
    settled(stage, sent(stage.now))
    const { record } = stage.do({ kind: "woken" })
    expect(record).toMatchObject({ entries: [], runs: [], dueAt: stage.now + 86_400_000 })
  })
})
