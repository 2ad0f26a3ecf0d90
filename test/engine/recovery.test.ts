import { describe, expect, it } from "vitest"
import { begin } from "../../src/engine/begin"
import { alarmAt, dueAt } from "../../src/engine/due"
import { wakeupRepeatMs } from "../../src/engine/limits"
import { type MemberState, upgradeState } from "../../src/engine/state"
import { definition, delayStep, emailStep, endStep, flowOf, Stage, smsStep } from "./fixtures"

const flow = flowOf("wait", {
  wait: delayStep({ for: "P1D" }, "mail"),
  mail: emailStep("text"),
  text: smsStep("end"),
  end: endStep,
})
const joined = () => {
  const stage = new Stage(definition(flow), definition(flow, { id: "c2" }))
  stage.join()
  return stage
}
/** What a broken migration might have left in storage. */
const stored = (state: MemberState, until: unknown): MemberState => {
  const copy: MemberState = structuredClone(state)
  const [run] = copy.runs
  if (run?.wait) Object.assign(run.wait, { until })
  return upgradeState(copy)
}

describe("what comes out of storage", () => {
  it.each([
    ["text", "2027-01-05T12:00:00.000Z"],
    ["a number as text", "1799150400000"],
    ["a bigint", 1_799_150_400_000n],
    ["a fraction", 1_799_150_400_000.5],
    ["not a number", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
  ])("TIM-15 a timer that is %s is refused: its run parks with the reason, the member's others go on", (_, until) => {
    const stage = joined()
    stage.state = stored(stage.state, until)
    expect(dueAt(stage.state)).toBe(stage.state.lastAt)
    expect(alarmAt(stage.state)).toBe(stage.state.lastAt + wakeupRepeatMs)
    const { record } = stage.do({ kind: "woken" })
    expect(record?.runs[0]).toMatchObject({
      campaignId: "c1",
      status: "failed",
      reason: "failedPermanently",
      wakeAt: null,
    })
    expect(Number.isSafeInteger(record?.dueAt)).toBe(true)
    stage.until("2027-01-10T00:00:00.000Z")
    expect(stage.state.ended.c2?.status).toBe("completed")
    // Retrying takes the step up again: the wait begins anew.
    stage.do({ kind: "runRetried", runId: "c1.u1.1" })
    stage.until("2027-01-20T00:00:00.000Z")
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it("TIM-15 a delivery with such an instant is due at once and may be sent", () => {
    const stage = joined()
    stage.sleep("2027-01-05T12:00:00.000Z").do({ kind: "woken" })
    const copy = structuredClone(stage.state)
    for (const one of copy.deliveries) Object.assign(one, { nextAt: Number.NaN })
    stage.state = copy
    expect(dueAt(stage.state)).toBe(stage.state.lastAt)
    expect(begin(stage.state, "c1.u1.1.mail.1.email", stage.world).kind).toBe("go")
  })

  it("REC-15 a state of an earlier release gets the parts it lacks, and keeps what this one does not know", () => {
    const { data: _, attendance: __, resets: ___, ...old } = joined().state
    const before = { ...old, later: 1 } as unknown as MemberState
    expect(upgradeState(before)).toMatchObject({ data: {}, attendance: {}, resets: {}, later: 1, seq: old.seq })
  })
})

describe("doubles and resumes", () => {
  it("REC-10 an effect is its run, step and visit: reports of any transport settle it once, and never block the next visit", () => {
    const loop = flowOf("mail", { mail: emailStep("wait"), wait: delayStep({ for: "P1D" }, "mail"), end: endStep })
    const stage = new Stage(definition(loop))
    stage.join()
    const sent = { status: "sent", at: stage.now, providerId: "p", to: "x" } as const
    const settle = (visit: number, providerId: string) =>
      stage.do({ kind: "deliverySettled", deliveryId: `c1.u1.1.mail.${visit}.email`, result: { ...sent, providerId } })
    settle(1, "queue-message-1")
    expect(settle(1, "queue-message-1-again").record).toBeNull()
    stage.sleep(stage.now + 86_400_000).do({ kind: "woken" })
    expect(stage.run).toMatchObject({ stepId: "mail", visit: 2 })
    // The same transport id once more: another visit all the same.
    settle(2, "queue-message-1")
    expect(stage.run).toMatchObject({ stepId: "wait", visit: 2 })
    expect(stage.state.deliveries.map((one) => one.status)).toEqual(["sent", "sent"])
  })

  it("REC-10 a wait that was resumed twice goes on once", () => {
    const stage = joined()
    stage.sleep("2027-01-05T12:00:00.000Z")
    stage.do({ kind: "woken" })
    const { state } = stage
    stage.do({ kind: "woken" })
    expect(stage.state.deliveries).toEqual(state.deliveries)
    expect(stage.state.runs).toEqual(state.runs)
  })
})
