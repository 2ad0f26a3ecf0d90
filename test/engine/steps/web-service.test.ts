import { describe, expect, it } from "vitest"
import type { CampaignControl, SettleResult, WebAnswer } from "../../../src/engine/types"
import { validateFlow } from "../../../src/engine/validate"
import { context } from "../check-context"
import { definition, delayStep, endStep, flowOf, Stage } from "../fixtures"

const call = (more: object = {}) => ({
  type: "webService",
  request: { method: "POST", url: "https://api.example.com/score", headers: {}, body: "{}" },
  outcomes: { success: "asked", failure: "sorry" },
  ...more,
})
const flow = (step: object) =>
  flowOf("call", {
    call: step,
    asked: {
      type: "condition",
      rule: { any: [{ all: [{ fact: "webService", name: "/credit/score", op: "atLeast", value: 700 }] }] },
      outcomes: { met: "high", notMet: "low" },
    },
    high: delayStep({ for: "P1D" }, "end"),
    low: delayStep({ for: "P1D" }, "end"),
    sorry: delayStep({ for: "P1D" }, "end"),
    end: endStep,
  })
const id = "c1.u1.1.call.1.webhook"
const dataFields: CampaignControl["dataFields"] = [
  { name: "limit", type: "number" },
  { name: "since", type: "date" },
  { name: "code", type: "text" },
]

const answer = (body: unknown, status = 200): WebAnswer => ({ at: 0, status, body })
const sent = (body: unknown): SettleResult => ({
  status: "sent",
  at: 0,
  providerId: null,
  to: "https://api.example.com/score",
  answer: answer(body),
})

const called = (step: object, result: SettleResult) => {
  const stage = new Stage(definition(flow(step), { dataFields }))
  stage.join()
  stage.do({ kind: "deliverySettled", deliveryId: id, result })
  return stage
}
const left = (stage: Stage) =>
  stage.entries.find((entry) => entry.type === "stepLeft" && entry.stepId === "call") as object

describe("webService", () => {
  it("RUN-1 asks for one call a visit and waits for its answer", () => {
    const stage = new Stage(definition(flow(call())))
    expect(stage.join().wakeups).toEqual([{ deliveryId: id, memberId: "m1", campaignId: "c1", channel: "webhook" }])
    expect(stage.run).toMatchObject({ stepId: "call", wait: { deliveryId: id } })
    stage.do({ kind: "deliverySettled", deliveryId: id, result: sent({}) })
    stage.do({ kind: "deliverySettled", deliveryId: id, result: sent({ credit: { score: 800 } }) })
    expect(stage.run?.stepId).toBe("low")
  })

  it("FLOW-4 FLOW-9 the last answer is a fact of the conditions that follow", () => {
    expect(called(call(), sent({ credit: { score: 720 } })).run?.stepId).toBe("high")
    expect(called(call(), sent({ credit: { score: 699 } })).run?.stepId).toBe("low")
    expect(called(call(), sent(null)).run?.stepId).toBe("low")
  })

  it("FLOW-9 parts of the answer become attributes and campaign data, by the field's type", () => {
    const map = [
      { pointer: "/credit/score", to: { attribute: "score" } },
      { pointer: "/limit", to: { campaignData: "limit" } },
      { pointer: "/code", to: { campaignData: "code" } },
      { pointer: "/tags/1", to: { attribute: "tag" } },
      { pointer: "/a~1b", to: { attribute: "odd" } },
      { pointer: "/old", to: { attribute: "old" } },
    ]
    const stage = new Stage(definition(flow(call({ map })), { dataFields }))
    stage.do({ kind: "profileChanged", patch: { attributes: { old: "yes" } }, source: "api" })
    stage.join()
    const body = { credit: { score: 720 }, limit: "1500.5", code: 7, tags: ["a", "b"], "a/b": true, old: null }
    stage.do({ kind: "deliverySettled", deliveryId: id, result: sent(body) })
    expect(stage.state.profile.attributes).toEqual({ score: 720, tag: "b", odd: true })
    expect(stage.state.data.c1).toEqual({ limit: 1500.5, code: "7" })
    expect(left(stage)).toMatchObject({ outcome: "success" })
    expect(left(stage)).not.toHaveProperty("detail")
  })

  it("FLOW-9 what is not there or does not fit changes nothing and is told, never a failure", () => {
    const map = [
      { pointer: "/gone", to: { attribute: "a" } },
      { pointer: "/deep", to: { attribute: "b" } },
      { pointer: "/limit", to: { campaignData: "limit" } },
      { pointer: "/since", to: { campaignData: "since" } },
    ]
    const stage = called(call({ map }), sent({ deep: { er: 1 }, limit: "much", since: "soon" }))
    expect(stage.state.profile.attributes).toEqual({})
    expect(stage.state.data).toEqual({})
    expect(left(stage)).toMatchObject({
      outcome: "success",
      detail:
        "/gone is not in the answer; /deep is neither a text, a number, a boolean nor a list of texts; " +
        "/limit is not a number; /since is not a date such as 2026-12-01",
    })
  })

  it.each(["blockedAddress", "failedPermanently", "failedRetries"] as const)(
    "FLOW-9 a call that fails (%s) takes failure with the reason, and its answer is kept",
    (reason) => {
      const body = { credit: { score: 1 } }
      const stage = called(call(), { status: "failed", reason, detail: "410", answer: answer(body, 410) })
      expect(left(stage)).toMatchObject({ outcome: "failure", reason })
      expect(stage.run).toMatchObject({ stepId: "sorry", answer: { status: 410, body } })
      expect(stage.state.profile.attributes).toEqual({})
    },
  )

  it("FLOW-9 consent does not bind a call", () => {
    const stage = new Stage(definition(flow(call())))
    stage.do({ kind: "consentChanged", channel: "all", scope: "all", status: "unsubscribed", reason: null })
    expect(stage.join().wakeups).toHaveLength(1)
  })

  it("RUN-4a a call that comes too late is not made: failure, expired", () => {
    const stage = new Stage(definition(flow(call()), { lateness: 3_600_000 }))
    stage.join()
    stage.sleep(stage.now + 3_600_001)
    stage.send()
    expect(left(stage)).toMatchObject({ outcome: "failure", reason: "expired" })
  })

  it("CAM-8 an answer that comes while the campaign is paused is taken when it goes on", () => {
    const stage = new Stage(definition(flow(call({ map: [{ pointer: "/n", to: { attribute: "n" } }] }))))
    stage.join()
    stage.change({ status: "paused", pausedAt: stage.now })
    stage.do({ kind: "deliverySettled", deliveryId: id, result: sent({ n: 5 }) })
    expect(stage.run?.stepId).toBe("call")
    stage.change({ status: "active", pausedAt: null })
    const pause = { campaignId: "c1", pausedAt: stage.now, resumedAt: stage.now + 1, overdue: "shift" } as const
    stage.do({ kind: "campaignResumed", ...pause })
    expect(stage.run?.stepId).toBe("low")
    expect(stage.state.profile.attributes).toEqual({ n: 5 })
  })

  it("FLOW-13 API-5 address, headers, body, credential, time-out and mapping are checked", () => {
    const request = { url: "https://api.example.com/{{ member.id }}" }
    const codes = (more: object, part: object = {}) =>
      validateFlow(flow(call({ request: { ...request, ...part }, ...more })), context).map((one) => one.code)
    expect(codes({})).toEqual([])
    expect(codes({ request: {} })).toEqual(["contentMissing"])
    expect(codes({}, { url: "http://127.0.0.1/" })).toEqual(["addressBlocked"])
    expect(codes({}, { url: "https://x.example/{{ bad }}", body: "{{ bad }}" })).toHaveLength(2)
    expect(codes({}, { credential: "crm" })).toEqual([])
    expect(codes({}, { credential: "gone" })).toEqual(["credentialMissing"])
    expect(codes({}, { headers: { "x-key": "1", "bad name": "1", Host: "x", "Webhook-Id": "1" } })).toEqual([
      "headerInvalid",
      "headerReserved",
      "headerReserved",
    ])
    for (const timeout of ["PT1S", "PT60S", "PT1M"]) expect(codes({ timeout })).toEqual([])
    for (const timeout of ["PT0.999S", "PT61S", "P1D"]) expect(codes({ timeout })).toEqual(["timeoutRange"])
    const map = (pointer: string, to: object) => codes({ map: [{ pointer, to }] })
    expect(map("/score", { campaignData: "score" })).toEqual([])
    expect(map("", { attribute: "all" })).toEqual([])
    expect(map("score", { attribute: "score" })).toEqual(["pointerInvalid"])
    expect(map("/score", { campaignData: "gone" })).toEqual(["unknownField"])
    expect(map("/score", { attribute: "__proto__" })).toEqual(["attributeName"])
  })
})
