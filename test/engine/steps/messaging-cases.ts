import { expect, it } from "vitest"
import { deliveryAt } from "../../../src/engine/state"
import type { Channel, Profile, Reason } from "../../../src/engine/types"
import { definition, endStep, flowOf, profile, Stage } from "../fixtures"

/** The rules that hold for a step of every message channel. */
export function messagingCases(
  channel: Channel,
  message: object,
  missing: { profile: Partial<Profile>; reason: Reason },
) {
  const step = { type: channel, message, outcomes: { sent: "end" } }
  const stageOf = (one: object = step) =>
    new Stage(definition(flowOf("mail", { mail: one, after: { type: "end" }, end: endStep })))
  const id = `c1.u1.1.mail.1.${channel}`

  it(`FLOW-7 ${channel}: one delivery is queued, and the run waits until it is settled`, () => {
    const stage = stageOf()
    expect(stage.join().wakeups).toEqual([{ deliveryId: id, memberId: "m1", campaignId: "c1", channel }])
    expect(stage.run).toMatchObject({ stepId: "mail", wait: { deliveryId: id } })
    expect(stage.records.at(-1)?.deliveries[0]).toMatchObject({
      id,
      status: "queued",
      channel,
      visit: 1,
      stepId: "mail",
    })
    stage.send()
    expect(stage.records.at(-1)?.deliveries[0]).toMatchObject({ id, status: "sent", to: "somewhere" })
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it(`RUN-3 ${channel}: without an address it is skipped at once with the reason, and the run goes on (ENG-16)`, () => {
    const stage = stageOf()
    stage.state = { ...stage.state, profile: profile(missing.profile) }
    const { wakeups, record } = stage.join()
    expect(wakeups).toEqual([])
    expect(record?.deliveries[0]).toMatchObject({ status: "skipped", reason: missing.reason })
    expect(stage.entries).toContainEqual(
      expect.objectContaining({ type: "stepLeft", stepId: "mail", outcome: "notSent", reason: missing.reason }),
    )
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it(`FLOW-7 ${channel}: notSent is taken when it is connected`, () => {
    const stage = stageOf({ ...step, outcomes: { sent: "end", notSent: "after" } })
    stage.state = { ...stage.state, profile: profile(missing.profile) }
    stage.join()
    expect(stage.records.at(-1)?.runs[0]?.stepId).toBe("after")
  })

  it(`RUN-3 ${channel}: the unsubscribed and the suppressed get nothing`, () => {
    const stage = stageOf()
    stage.do({ kind: "consentChanged", channel, scope: "all", status: "unsubscribed", reason: null })
    stage.join()
    expect(deliveryAt(stage.state, id)).toMatchObject({ status: "skipped", reason: "unsubscribed" })
    const other = stageOf()
    other.state = { ...other.state, suppressions: [{ channel, address: null, reason: "stop", at: 0 }] }
    other.join()
    expect(deliveryAt(other.state, id)).toMatchObject({ status: "skipped", reason: "suppressed" })
  })

  it(`POL-4 ${channel}: a transactional message is not bound by consent, but by suppressions`, () => {
    const stage = stageOf({ ...step, transactional: true })
    stage.do({ kind: "consentChanged", channel, scope: "all", status: "unsubscribed", reason: null })
    expect(stage.join().wakeups).toHaveLength(1)
    const other = stageOf({ ...step, transactional: true })
    other.state = { ...other.state, suppressions: [{ channel, address: null, reason: "stop", at: 0 }] }
    expect(other.join().wakeups).toEqual([])
  })

  it(`FLOW-7 ${channel}: a delivery that fails for good takes notSent with its reason`, () => {
    const stage = stageOf()
    stage.join()
    const result = { status: "failed", reason: "failedPermanently", detail: "550" } as const
    stage.do({ kind: "deliverySettled", deliveryId: id, result })
    expect(stage.entries).toContainEqual(
      expect.objectContaining({ type: "stepLeft", outcome: "notSent", reason: "failedPermanently" }),
    )
  })
}
