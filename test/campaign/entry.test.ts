import { describe, expect, it } from "vitest"
import {
  advance,
  chain,
  delayOf,
  emailStep,
  join,
  must,
  outbox,
  runs,
  smsStep,
  startFlow,
  stats,
} from "../helpers/flows"
import { api } from "../routes/client"

const waitThenMail = chain({ wait: delayOf("P4D"), mail: emailStep })
/** A loop whose wait is over before it begins: it parks its member (RUN-4). */
const endless = {
  start: "mail",
  steps: {
    mail: { ...emailStep, outcomes: { sent: "wait" } },
    wait: {
      type: "delay",
      delay: { relativeTo: { attribute: "day" }, offset: "P1D" },
      outcomes: { done: "mail" },
    },
    end: { type: "end" },
  },
}
const status = async (id: string) => (await must(api("GET", `/campaigns/${id}`))).status
const act = (id: string, verb: string, body: unknown = {}) => api("POST", `/campaigns/${id}/${verb}`, { body })

describe("closing entry", () => {
  it("CAM-4 ENG-15 nobody enters any more, those inside go through, then the campaign is complete", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a", "b"])
    await advance("P1D")
    const closed = await must(act(campaignId, "close-entry"))
    expect([closed.status, closed.entryClosedAt === null]).toEqual(["active", false])
    await join(segmentId, ["late"])
    await advance("P2D")
    expect(await status(campaignId)).toBe("active")
    await advance("P2D")
    expect((await outbox()).map((one) => one.memberId).sort()).toEqual(["a", "b"])
    expect((await stats(campaignId)).runs).toMatchObject({ active: 0, completed: 2 })
    expect(await status(campaignId)).toBe("completed")
    expect((await act(campaignId, "cancel")).status).toBe(409)
  })

  it("CAM-4 with nobody inside it is complete at once; a draft, and what is over, cannot be closed", async () => {
    const { campaignId } = await startFlow(waitThenMail)
    await must(act(campaignId, "close-entry"))
    await advance()
    expect(await status(campaignId)).toBe("completed")
    expect((await act(campaignId, "close-entry")).status).toBe(409)
    const copy = await must(act(campaignId, "copy"))
    expect([copy.status, copy.entryClosedAt]).toEqual(["draft", null])
    expect((await act(copy.id, "close-entry")).status).toBe(409)
    const regular = await must(api("POST", "/campaigns", { body: { kind: "campaign", name: "R", segmentIds: [] } }))
    await must(act(regular.id, "publish"))
    expect((await act(regular.id, "close-entry")).status).toBe(409)
  })

  it("CAM-4 ENG-15 a parked member stands on a step: the campaign is not complete before it is through", async () => {
    const { campaignId, segmentId } = await startFlow(endless)
    await join(segmentId, ["m1"], { attributes: { day: "2020-01-01" } })
    await advance()
    expect((await runs(campaignId))[0]).toMatchObject({ status: "failed", reason: "loopGuard" })
    await must(act(campaignId, "close-entry"))
    await advance()
    expect(await status(campaignId)).toBe("active")
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: chain({ mail: emailStep, wait: delayOf("P1D") }) }))
    await must(act(campaignId, "publish"))
    expect(await must(act(campaignId, "runs/retry"))).toEqual({ retried: 1, left: false })
    await advance("P2D")
    expect((await stats(campaignId)).runs).toMatchObject({ completed: 1, failed: 0 })
    expect(await status(campaignId)).toBe("completed")
  })

  it("CAM-7 a cancel stops parked members as well", async () => {
    const { campaignId, segmentId } = await startFlow(endless)
    await join(segmentId, ["m1"], { attributes: { day: "2020-01-01" } })
    await advance()
    expect((await stats(campaignId)).runs).toMatchObject({ failed: 1 })
    await must(act(campaignId, "cancel"))
    expect((await stats(campaignId)).runs).toMatchObject({ active: 0, failed: 0, cancelled: 1 })
    expect((await runs(campaignId))[0]).toMatchObject({ status: "cancelled", reason: "campaignCancelled" })
  })

  it("CAM-4 opened again, who has joined meanwhile enters", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a"])
    await advance()
    await must(act(campaignId, "close-entry"))
    await join(segmentId, ["b"])
    await advance()
    expect(await runs(campaignId)).toHaveLength(1)
    await must(act(campaignId, "open-entry"))
    await advance()
    expect(await runs(campaignId)).toHaveLength(2)
    await advance("P5D")
    expect(await status(campaignId)).toBe("active")
  })
})

describe("erased members", () => {
  it("MEM-8 ENG-23 the numbers of the steps stay right, and the campaign can be complete", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a", "b"])
    await advance("P1D")
    expect((await api("DELETE", "/members/a")).status).toBe(204)
    const { runs: totals, steps } = await stats(campaignId)
    expect([totals.active, totals.exited, steps.wait.current]).toEqual([1, 1, 1])
    await must(act(campaignId, "close-entry"))
    expect((await api("DELETE", "/members/b")).status).toBe(204)
    expect(await status(campaignId)).toBe("completed")
    expect((await stats(campaignId)).steps.wait.current).toBe(0)
  })
})

describe("Ends", () => {
  const at = (instant: string) => must(api("POST", "/dev/clock", { body: { to: instant, hold: true } }))
  const move = (id: string, endsAt: string | null) => api("PATCH", `/campaigns/${id}`, { body: { endsAt } })

  it("CAM-5 moved later while it runs: who would have been closed goes on", async () => {
    await at("2027-05-01T12:00:00.000Z")
    const { campaignId, segmentId } = await startFlow(waitThenMail, { endsAt: "2027-05-02" })
    await join(segmentId, ["a"])
    await must(move(campaignId, "2027-05-10"))
    await advance("P5D")
    expect(await outbox()).toHaveLength(1)
    expect(await status(campaignId)).toBe("active")
    await advance("P6D")
    expect(["ended", "completed"]).toContain(await status(campaignId))
  })

  it("CAM-5 moved earlier while it runs: nothing is sent from the new end on", async () => {
    await at("2027-05-01T12:00:00.000Z")
    const { campaignId, segmentId } = await startFlow(waitThenMail, { endsAt: "2027-06-01" })
    await join(segmentId, ["a"])
    await must(move(campaignId, "2027-05-02"))
    await advance("P2D")
    expect((await runs(campaignId))[0]).toMatchObject({ reason: "campaignEnded", endedAt: "2027-05-03T00:00:00.000Z" })
    expect(await outbox()).toEqual([])
    expect(await status(campaignId)).toBe("ended")
    expect((await move(campaignId, "2027-07-01")).status).toBe(409)
  })

  it("CAM-5 taken away, or given to one that had none", async () => {
    await at("2027-05-01T12:00:00.000Z")
    const { campaignId, segmentId } = await startFlow(waitThenMail, { endsAt: "2027-05-02" })
    await join(segmentId, ["a"])
    await must(move(campaignId, null))
    await advance("P3D")
    expect(await status(campaignId)).toBe("active")
    await must(move(campaignId, "2027-05-04"))
    await advance("P3D")
    expect(await outbox()).toEqual([])
    expect(await status(campaignId)).toBe("ended")
  })

  it("CAM-5 a start that is still to come can be moved, also to the past", async () => {
    await at("2027-05-01T12:00:00.000Z")
    const { campaignId, segmentId } = await startFlow(waitThenMail, { startsAt: "2027-06-01" })
    await join(segmentId, ["a"])
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { startsAt: "2027-05-03" } }))
    await advance("PT1H")
    expect([await status(campaignId), await runs(campaignId)]).toEqual(["scheduled", []])
    await advance("P2D")
    expect([await status(campaignId), (await runs(campaignId)).length]).toEqual(["active", 1])
    expect((await api("PATCH", `/campaigns/${campaignId}`, { body: { startsAt: "2027-05-05" } })).status).toBe(409)
  })
})

describe("what a pause holds", () => {
  it("CAM-8 a preview of the resume says how much is overdue, and changes nothing", async () => {
    const { campaignId, segmentId } = await startFlow(
      chain({ wait: delayOf("P1D"), mail: emailStep, long: delayOf("P30D") }),
    )
    await join(segmentId, ["a", "b"])
    await advance("PT12H")
    await join(segmentId, ["c"])
    await advance()
    await must(act(campaignId, "pause"))
    await advance("PT18H")
    const preview = await must(act(campaignId, "resume?preview=1"))
    expect(preview.overdue).toEqual({ waits: 2, deliveries: 0 })
    expect(Date.parse(preview.pausedAt)).toBeGreaterThan(0)
    expect(await status(campaignId)).toBe("paused")
    await must(act(campaignId, "resume", { overdue: "skip" }))
    expect((await act(campaignId, "resume?preview=1")).status).toBe(409)
  })
})

describe("segments of a running flow", () => {
  const two = async (settings: Record<string, unknown>) => {
    const other = (await must(api("POST", "/segments", { body: { name: "Other" } }))).id as string
    const { campaignId, segmentId } = await startFlow(waitThenMail, settings)
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { segmentIds: [segmentId, other] } }))
    await join(segmentId, ["first", "both"])
    await join(other, ["other", "both"])
    await advance("P1D")
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { segmentIds: [other] } }))
    await advance()
    const found = await runs(campaignId)
    return Object.fromEntries(
      found.map((run: { memberId: string; status: string; reason?: string }) => [
        run.memberId,
        run.reason ?? run.status,
      ]),
    )
  }

  it("EDT-13 CAM-16 a segment that is taken away: its members leave when the flow says so, others stay", async () => {
    expect(await two({ onLeave: "exit" })).toEqual({ first: "leftSegment", both: "active", other: "active" })
  })

  it("EDT-13 CAM-16 … and go on when it says that", async () => {
    expect(await two({ onLeave: "continue" })).toEqual({ first: "active", both: "active", other: "active" })
  })
})

describe("copies", () => {
  it("EDT-14 CAM-17 a copy of a running flow is a draft without members, and shares no message with it", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ hi: smsStep }), {
      dataFields: [{ name: "amount", type: "number" }],
      dismissible: true,
    })
    const message = await must(
      api("POST", `/campaigns/${campaignId}/messages`, { body: { channel: "sms", name: "Hi", text: "Hi" } }),
    )
    await must(
      api("PUT", `/campaigns/${campaignId}/flow`, { body: chain({ hi: { type: "sms", messageId: message.id } }) }),
    )
    await must(act(campaignId, "publish"))
    await join(segmentId, ["a"])
    await advance()
    const copy = await must(act(campaignId, "copy", { name: "Copy" }))
    expect(copy).toMatchObject({
      name: "Copy",
      status: "draft",
      version: null,
      segmentIds: [segmentId],
      dismissible: true,
      dataFields: [{ name: "amount", type: "number" }],
    })
    expect([await runs(copy.id), (await stats(copy.id)).runs.completed]).toEqual([[], 0])
    const own = (await must(api("GET", `/campaigns/${copy.id}/messages`))).items
    const { draft } = await must(api("GET", `/campaigns/${copy.id}/flow`))
    expect([own.length, draft.steps.hi.messageId]).toEqual([1, own[0].id])
    expect(own[0].id).not.toBe(message.id)
    await must(api("PATCH", `/campaigns/${campaignId}/messages/${message.id}`, { body: { text: "Changed" } }))
    await must(act(copy.id, "publish"))
    await advance()
    expect(await outbox(`&campaignId=${copy.id}`)).toMatchObject([{ memberId: "a", text: "Hi" }])
  })
})

describe("contact policy", () => {
  it("POL-1 CAM-9 a changed policy is obeyed at once, also by what sleeps", async () => {
    const category = await must(
      api("POST", "/categories", {
        body: { name: "News", policy: { caps: [{ channel: "email", max: 1, per: "P30D" }] } },
      }),
    )
    const flow = chain({
      one: emailStep,
      wait: delayOf("P1D"),
      two: emailStep,
      later: delayOf("P1D"),
      three: emailStep,
    })
    const { segmentId } = await startFlow(flow, { categoryId: category.id })
    await join(segmentId, ["a"])
    await advance("P2D")
    expect((await outbox()).map((one) => one.stepId)).toEqual(["one"])
    const caps = [{ channel: "email", max: 0, per: "P1D" }]
    await must(api("PATCH", `/categories/${category.id}`, { body: { policy: { caps, over: "skip" } } }))
    await advance("P30D")
    expect((await outbox()).map((one) => one.stepId)).toEqual(["one"])
    const skipped = (await must(api("GET", "/deliveries?status=skipped"))).items
    expect(skipped.map((one: { stepId: string; reason: string }) => [one.stepId, one.reason]).sort()).toEqual([
      ["three", "contactPolicy"],
      ["two", "contactPolicy"],
    ])
  })
})
