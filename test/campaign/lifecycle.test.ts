import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { makeContext } from "../../src/context"
import { resumeCampaign } from "../../src/services/campaigns/resume"
import {
  advance,
  chain,
  delayOf,
  emailStep,
  join,
  must,
  now,
  outbox,
  runs,
  smsStep,
  startFlow,
  stats,
} from "../helpers/flows"
import { api } from "../routes/client"

const waitThenMail = chain({ wait: delayOf("P4D"), mail: emailStep })

describe("campaign lifecycle", () => {
  it("CAM-6 existing and future members start, each once", async () => {
    const segment = (await must(api("POST", "/segments", { body: { name: "S", kind: "list" } }))).id
    await join(segment, ["old1", "old2"])
    const started = await startFlow(chain({ mail: emailStep }))
    await must(api("PATCH", `/campaigns/${started.campaignId}`, { body: { segmentIds: [segment] } }))
    await join(segment, ["new1"])
    await advance()
    expect((await outbox()).map((m) => m.memberId).sort()).toEqual(["new1", "old1", "old2"])
    expect((await stats(started.campaignId)).runs.completed).toBe(3)
  })

  it("CAM-6 futureOnly leaves out who joined before activation", async () => {
    await api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } })
    const segment = (await must(api("POST", "/segments", { body: { name: "S", kind: "list" } }))).id
    await join(segment, ["old"])
    await advance("PT1H")
    const campaign = await must(
      api("POST", "/campaigns", {
        body: { kind: "flow", name: "F", segmentIds: [segment], enrol: "futureOnly", timeZone: "UTC" },
      }),
    )
    await must(api("PUT", `/campaigns/${campaign.id}/flow`, { body: chain({ mail: emailStep }) }))
    await must(api("POST", `/campaigns/${campaign.id}/publish`, { body: {} }))
    await advance("PT1H")
    await join(segment, ["new"])
    await advance()
    expect((await outbox()).map((m) => m.memberId)).toEqual(["new"])
    const why = await must(api("GET", `/members/old/explain?campaignId=${campaign.id}`))
    expect(why.because.filter((clause: { holds: boolean }) => !clause.holds)).toMatchObject([
      { rule: "joinedInTime", expected: expect.stringMatching(/Z$/) },
    ])
  })

  it("CAM-5 nobody enters before Starts; who joined earlier enters at Starts", async () => {
    await must(api("POST", "/dev/clock", { body: { to: "2027-03-01T00:00:00.000Z", hold: true } }))
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }), {
      startsAt: "2027-03-03T09:00",
      timeZone: "America/Montevideo",
    })
    await join(segmentId, ["a", "b"])
    await advance("P1D")
    expect((await stats(campaignId)).runs.active).toBe(0)
    expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("scheduled")
    await advance("P2D")
    expect((await outbox()).map((m) => m.at)).toEqual(["2027-03-03T12:00:00.000Z", "2027-03-03T12:00:00.000Z"])
    expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("active")
  })

  it("TZ-38 CAM-5 an Ends that is a date lasts through its 25-hour day: sent a second before, not at its end", async () => {
    await must(api("POST", "/dev/clock", { body: { to: "2027-10-30T22:59:59.000Z", hold: true } }))
    const flow = chain({ wait: delayOf("PT24H"), mail: emailStep })
    const { campaignId, segmentId } = await startFlow(flow, { endsAt: "2027-10-31", timeZone: "Europe/Madrid" })
    await join(segmentId, ["before"])
    await advance("PT1S")
    await join(segmentId, ["after"])
    await advance("P2D")
    expect(await outbox()).toMatchObject([{ memberId: "before", at: "2027-10-31T22:59:59.000Z" }])
    const ended = (await runs(campaignId)).find((run: { memberId: string }) => run.memberId === "after")
    expect(ended).toMatchObject({ status: "exited", reason: "campaignEnded", endedAt: "2027-10-31T23:00:00.000Z" })
    expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("ended")
  })

  it("CAM-5 Ends moved on counts at once, also for members who wake right after", async () => {
    await must(api("POST", "/dev/clock", { body: { to: "2027-03-01T00:00:00.000Z", hold: true } }))
    const flow = chain({ wait: delayOf("P5D"), mail: emailStep })
    const { campaignId, segmentId } = await startFlow(flow, { endsAt: "2027-03-04T00:00" })
    await join(segmentId, ["m"])
    await advance()
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { endsAt: "2027-03-10T00:00" } }))
    await advance("P6D")
    expect(await outbox()).toMatchObject([{ memberId: "m", at: "2027-03-06T00:00:00.000Z" }])
  })

  it("CAM-4 CAM-5 let runs finish: after Ends nobody enters, runs go on, then the campaign is complete", async () => {
    await must(api("POST", "/dev/clock", { body: { to: "2027-05-01T12:00:00.000Z", hold: true } }))
    const { campaignId, segmentId } = await startFlow(waitThenMail, { endsAt: "2027-05-02", atEnd: "finish" })
    await join(segmentId, ["a"])
    await advance("P2D")
    expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("ended")
    await join(segmentId, ["late"])
    await advance("P10D")
    expect((await outbox()).map((m) => m.memberId)).toEqual(["a"])
    expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("completed")
  })

  it("CAM-7 DEL-28 cancel stops every run on its step and nothing is sent after its answer", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a", "b", "c"])
    await advance("P1D")
    await must(api("POST", `/campaigns/${campaignId}/cancel`, { body: {} }))
    const { runs: totals, steps } = await stats(campaignId)
    expect(totals).toMatchObject({ active: 0, cancelled: 3 })
    expect(steps.wait.current).toBe(0)
    expect(
      new Set((await runs(campaignId)).map((r: { stepId: string; status: string }) => `${r.stepId} ${r.status}`)),
    ).toEqual(new Set(["wait cancelled"]))
    await join(segmentId, ["d"])
    await advance("P30D")
    expect(await outbox()).toEqual([])
    expect((await stats(campaignId)).runs).toMatchObject({ active: 0, cancelled: 3 })
    expect((await api("POST", `/campaigns/${campaignId}/resume`, { body: {} })).status).toBe(409)
  })

  it("CAM-8 a pause freezes; resume shifts waits by exactly the pause", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a"])
    const start = await advance()
    await advance("P1D")
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P10D")
    expect(await outbox()).toEqual([])
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: { overdue: "shift" } }))
    await advance("P10D")
    const [mail] = await outbox()
    expect(Date.parse(mail?.at ?? "") - start).toBe(14 * 86_400_000)
  })

  it("CAM-8 resume skips what was missed, and the run goes on", async () => {
    const { campaignId, segmentId } = await startFlow(
      chain({ wait: delayOf("P1D"), mail: emailStep, more: delayOf("P1D"), sms: smsStep }),
    )
    await join(segmentId, ["a"])
    await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P5D")
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: { overdue: "skip" } }))
    await advance("P5D")
    expect((await outbox()).map((m) => m.stepId)).toEqual(["sms"])
    expect((await stats(campaignId)).runs.completed).toBe(1)
  })

  it("CAM-8 resume spreads what is overdue over hours: no burst", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(
      segmentId,
      Array.from({ length: 30 }, (_, i) => `m${i}`),
    )
    await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    const resumed = await advance("P10D")
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: { overdue: { spreadOverHours: 10 } } }))
    await advance("P1D")
    const hours = (await outbox()).map((m) => (Date.parse(m.at) - resumed) / 3_600_000)
    expect(hours).toHaveLength(30)
    expect(Math.max(...hours)).toBeLessThanOrEqual(10)
    expect(new Set(hours.map(Math.floor)).size).toBeGreaterThan(3)
  })

  it("CAM-8 who joins during a pause starts when it is over", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }))
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await join(segmentId, ["a"])
    await advance("P1D")
    expect(await outbox()).toEqual([])
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: {} }))
    await advance()
    expect(await outbox()).toHaveLength(1)
  })

  it("EDT-06 content published while a member waits is what is sent", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a"])
    await advance("P1D")
    const second = chain({
      wait: delayOf("P4D"),
      mail: { ...emailStep, message: { subject: "Second", html: "<p>2</p>" } },
    })
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: second }))
    await must(api("POST", `/campaigns/${campaignId}/publish`, { body: {} }))
    await advance("P4D")
    expect(await outbox()).toMatchObject([{ subject: "Second" }])
    expect(await runs(campaignId)).toMatchObject([{ version: 2 }])
  })

  it("MEM-9 ENG-02 joining twice starts nothing twice", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }))
    await join(segmentId, ["a", "a"])
    await join(segmentId, ["a"])
    await advance("P1D")
    await join(segmentId, ["a"])
    await advance()
    expect(await outbox()).toHaveLength(1)
    expect((await stats(campaignId)).runs).toMatchObject({ active: 0, completed: 1 })
  })

  it("CAM-15 re-entry on re-joining gives a fresh visit of everything", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }), { reentry: "onRejoin" })
    await join(segmentId, ["a"])
    await advance("PT1H")
    await must(api("POST", `/webhooks/segments/${segmentId}/leaves`, { body: { id: "a" } }))
    await advance("PT1H")
    await join(segmentId, ["a"])
    await advance()
    expect(await outbox()).toHaveLength(2)
    expect(await runs(campaignId)).toHaveLength(2)
  })
})

describe("a process that dies between a change and its consequences", () => {
  const change = async (campaignId: string, set: string) => {
    await env.DB.prepare(`UPDATE campaigns SET ${set}, rev = rev + 1, updated_at = ? WHERE id = ?`)
      .bind(await now(), campaignId)
      .run()
  }

  it("REC-01 CAM-7 a cancel that was only written closes every run", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a", "b"])
    await advance()
    await change(campaignId, "status = 'cancelled'")
    await advance()
    expect((await stats(campaignId)).runs).toMatchObject({ active: 0, cancelled: 2 })
  })

  it("REC-01 CAM-6 an activation that was only written enrols the members", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }), { startsAt: "2030-01-01" })
    await join(segmentId, ["a"])
    await advance()
    await change(campaignId, `status = 'active', starts_at_ms = NULL, activated_at = ${await now()}`)
    await advance()
    expect(await outbox()).toHaveLength(1)
  })

  /** Writes the resume; the process dies before the campaign's object hears of it. */
  const resumeAndDie = async (id: string, overdue: Parameters<typeof resumeCampaign>[1]["overdue"]) => {
    const ctx = makeContext(env, () => {})
    const campaigns = { ...ctx.campaigns, resumed: () => Promise.reject(new Error("The process has died")) }
    await expect(resumeCampaign({ ...ctx, campaigns }, { id, overdue })).rejects.toThrow("has died")
    expect((await api("POST", `/campaigns/${id}/resume`, { body: { overdue } })).status).toBe(409)
  }

  it("REC-01 CAM-8 a resume that nobody was told of skips what was missed, as was chosen", async () => {
    const flow = chain({ wait: delayOf("P1D"), mail: emailStep, more: delayOf("P1D"), sms: smsStep })
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ["a"])
    await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P5D")
    await resumeAndDie(campaignId, "skip")
    await advance("P5D")
    expect((await outbox()).map((m) => m.stepId)).toEqual(["sms"])
  })

  it("REC-01 CAM-8 a resume that nobody was told of spreads from its own instant, whatever came after it", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(
      segmentId,
      Array.from({ length: 12 }, (_, i) => `m${i}`),
    )
    await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    const resumed = await advance("P10D")
    await resumeAndDie(campaignId, { spreadOverHours: 10 })
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { name: "Renamed" } }))
    await advance("P1D")
    const hours = (await outbox()).map((m) => (Date.parse(m.at) - resumed) / 3_600_000)
    expect(hours).toHaveLength(12)
    expect(Math.max(...hours)).toBeLessThanOrEqual(10)
    expect(new Set(hours.map(Math.floor)).size).toBeGreaterThan(3)
  })

  it("REC-01 CAM-8 a resume that nobody was told of counts although a second pause came right after it", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a"])
    const start = await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P10D")
    await resumeAndDie(campaignId, "shift")
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P20D")
    expect(await outbox()).toEqual([])
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: { overdue: "shift" } }))
    await advance("P10D")
    expect((await outbox()).map((m) => Math.round((Date.parse(m.at) - start) / 86_400_000))).toEqual([34])
  })

  it("REC-01 CAM-8 a resume without a word on how, as of an earlier release, shifts the waits by the pause", async () => {
    const { campaignId, segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a"])
    const start = await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P10D")
    await change(campaignId, "status = 'active', paused_at = NULL")
    await advance("P10D")
    expect((await outbox()).map((m) => Date.parse(m.at) - start)).toEqual([14 * 86_400_000])
  })
})
