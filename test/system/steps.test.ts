import { describe, expect, it } from "vitest"
import { advance, join, must, outbox, runs, startFlow, stats } from "../helpers/flows"
import { api } from "../routes/client"

const create = async (path: string, body: unknown): Promise<string> => (await must(api("POST", path, { body }))).id
const end = { type: "end", name: "End" }
const deliveries = async (query: string) => (await must(api("GET", `/deliveries?${query}`))).items
const inSegment = (value: string) => ({ any: [{ all: [{ fact: "segment", op: "in", value }] }] })

describe("steps beside messages, through the whole system", () => {
  it("FLOW-3 MEM-4 Update member changes attributes and segments; rule segments and other flows follow at once", async () => {
    const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }
    const gold = await create("/segments", { name: "Gold", kind: "rule", rule })
    const list = await create("/segments", { name: "Callers", kind: "list" })
    const other = await create("/campaigns", { kind: "flow", name: "Call", segmentIds: [list], timeZone: "UTC" })
    const note = {
      type: "notifyStaff",
      name: "Tell",
      to: ["sales@example.com"],
      subject: "Call {{ member.id }}",
      text: "Now",
    }
    const call = { start: "tell", steps: { tell: { ...note, outcomes: { done: "end" } }, end } }
    await must(api("PUT", `/campaigns/${other}/flow`, { body: call }))
    await must(api("POST", `/campaigns/${other}/publish`, { body: {} }))
    const { campaignId, segmentId } = await startFlow({
      start: "set",
      steps: {
        set: {
          type: "updateMember",
          set: { attributes: { plan: "gold", visits: { add: 2 }, seenAt: { now: true } } },
          join: [list],
          outcomes: { done: "asked" },
        },
        asked: { type: "condition", rule: inSegment(gold), outcomes: { met: "yes", notMet: "no" } },
        yes: end,
        no: end,
      },
    })
    await join(segmentId, ["m1"])
    await advance()
    expect(await runs(campaignId)).toMatchObject([{ memberId: "m1", status: "completed", stepId: "yes" }])
    const member = await must(api("GET", "/members/m1"))
    expect(member.attributes).toMatchObject({ plan: "gold", visits: 2 })
    expect(await runs(other)).toMatchObject([{ memberId: "m1", status: "completed" }])
    expect(await outbox(`&campaignId=${other}`)).toMatchObject([
      { stepId: "tell", to: "sales@example.com", subject: "Call m1" },
    ])
    expect((await must(api("GET", `/segments/${gold}/members`))).items).toHaveLength(1)
  })

  it("FLOW-8 ENG-11 cross-campaign messages go to those who qualify, with what is changed for this flow", async () => {
    const invited = await create("/segments", { name: "Invited", kind: "list" })
    const spring = await create("/campaigns", { kind: "campaign", name: "Spring", segmentIds: [invited] })
    const message = await create(`/campaigns/${spring}/messages`, {
      channel: "sms",
      name: "Offer",
      text: "For {{ member.id }}",
    })
    await must(api("POST", `/campaigns/${spring}/publish`, { body: {} }))
    const cross = { type: "crossSms", campaignId: spring, messageId: message }
    const { campaignId, segmentId } = await startFlow({
      start: "plain",
      steps: {
        plain: { ...cross, outcomes: { sent: "changed" } },
        changed: { ...cross, override: { text: "Only today, {{ member.id }}" }, outcomes: { sent: "end" } },
        end,
      },
    })
    await join(invited, ["m1"])
    await join(segmentId, ["m1", "m2"])
    await advance()
    expect(await outbox(`&campaignId=${campaignId}`)).toMatchObject([
      { memberId: "m1", stepId: "plain", text: "For m1" },
      { memberId: "m1", stepId: "changed", text: "Only today, m1" },
    ])
    expect(await deliveries(`campaignId=${campaignId}&memberId=m2`)).toMatchObject([
      { status: "skipped", reason: "notQualified" },
      { status: "skipped", reason: "notQualified" },
    ])
    const { steps, runs: totals } = await stats(campaignId)
    expect(steps.plain).toMatchObject({ entered: 2, sent: 1, delivered: 0, opened: 0, skipped: { notQualified: 1 } })
    expect(totals.completed).toBe(2)
  })

  it("FLOW-8 from the moment a campaign is paused, nothing of it is sent by others", async () => {
    const spring = await create("/campaigns", { kind: "campaign", name: "Spring", segmentIds: ["everyone"] })
    const message = await create(`/campaigns/${spring}/messages`, { channel: "sms", name: "Offer", text: "Hi" })
    await must(api("POST", `/campaigns/${spring}/publish`, { body: {} }))
    const step = { type: "crossSms", campaignId: spring, messageId: message, outcomes: { sent: "end" } }
    const { campaignId, segmentId } = await startFlow({ start: "a", steps: { a: step, end } })
    await join(segmentId, ["m1"])
    await advance()
    expect(await outbox(`&campaignId=${campaignId}`)).toHaveLength(1)
    await must(api("POST", `/campaigns/${spring}/pause`, { body: {} }))
    await join(segmentId, ["m2"])
    await advance()
    expect(await deliveries(`campaignId=${campaignId}&memberId=m2`)).toMatchObject([
      { status: "skipped", reason: "notQualified" },
    ])
  })

  it("RUN-2 FLOW-3 a random split sends every member one way", async () => {
    const branches = [
      { outcome: "a", weight: 1 },
      { outcome: "b", weight: 1 },
    ]
    const split = { type: "randomSplit", branches, outcomes: { a: "a", b: "b" } }
    const { campaignId, segmentId } = await startFlow({ start: "half", steps: { half: split, a: end, b: end } })
    await join(
      segmentId,
      Array.from({ length: 60 }, (_, i) => `m${i}`),
    )
    await advance()
    const ends = (await runs(campaignId)).map((run: { stepId: string }) => run.stepId)
    expect(ends).toHaveLength(60)
    for (const end of ["a", "b"]) expect(ends.filter((one: string) => one === end).length).toBeGreaterThan(15)
  })

  it("TIME-5 WF-3 a reminder moves with its occasion, and who came goes another way", async () => {
    const day = 86_400_000
    const { now } = await must(api("GET", "/dev/clock"))
    const inDays = (n: number) => new Date(Date.parse(now) + n * day).toISOString()
    const occasion = await create("/occasions", { name: "Webinar", at: inDays(10), timeZone: "UTC" })
    const came = { any: [{ all: [{ fact: "occasion", name: occasion, op: "equals", value: "attended" }] }] }
    const sms = (text: string, sent: string) => ({ type: "sms", message: { text }, outcomes: { sent } })
    const beside = (offset: string, done: string) => ({
      type: "delay",
      delay: { relativeTo: { occasionId: occasion }, offset },
      outcomes: { done },
    })
    const { campaignId, segmentId } = await startFlow({
      start: "before",
      steps: {
        before: beside("-P1D", "remind"),
        remind: sms("Tomorrow: {{ occasion.name }}", "after"),
        after: beside("P1D", "came"),
        came: { type: "condition", rule: came, outcomes: { met: "thanks", notMet: "pity" } },
        thanks: sms("Thanks", "end"),
        pity: sms("Pity", "end"),
        end,
      },
    })
    await join(segmentId, ["m1", "m2"])
    await advance("P5D")
    await must(api("PATCH", `/occasions/${occasion}`, { body: { at: inDays(7) } }))
    await advance("P1DT1H")
    const sent = await outbox(`&campaignId=${campaignId}`)
    expect(sent).toMatchObject([{ text: "Tomorrow: Webinar" }, { text: "Tomorrow: Webinar" }])
    await must(api("PUT", `/occasions/${occasion}/attendance/m1`, { body: { status: "attended" } }))
    await advance("P3D")
    const last = (await outbox(`&campaignId=${campaignId}`)).slice(2) as unknown as { memberId: string; text: string }[]
    expect(new Map(last.map((one) => [one.memberId, one.text]))).toEqual(
      new Map([
        ["m1", "Thanks"],
        ["m2", "Pity"],
      ]),
    )
  })
})
