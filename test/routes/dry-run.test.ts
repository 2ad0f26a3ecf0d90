import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { advance, chain, delayOf, emailStep, join, must, outbox, runs, smsStep, startFlow } from "../helpers/flows"
import { api } from "./client"

interface Item {
  at: string
  stepId: string | null
  type: string
  outcome?: string
  message?: Record<string, unknown>
  reason?: string
}
const play = (id: string, body: Record<string, unknown>) => api("POST", `/campaigns/${id}/dry-run`, { body })
const sends = (timeline: Item[]) => timeline.filter((one) => one.message !== undefined)

/** A greeting, then an SMS as soon as the member applies, else an email after a week. */
const flow = {
  start: "hi",
  steps: {
    hi: {
      type: "email",
      name: "Hi",
      message: {
        subject: "Hello {{ member.attributes.firstName | default: 'there' }}",
        html: "<p>Hi {{ member.id }}</p>",
      },
      outcomes: { sent: "open" },
    },
    open: {
      type: "waitForEvent",
      event: { name: "applied", where: [{ name: "amount", op: "atLeast", value: 100 }] },
      timeout: "P7D",
      outcomes: { happened: "thanks", timedOut: "remind" },
    },
    thanks: { type: "sms", message: { text: "Thanks" }, outcomes: { sent: "end" } },
    remind: { ...emailStep, outcomes: { sent: "end" } },
    end: { type: "end" },
  },
}
const startAt = "2026-12-01T12:00:00.000Z"
const ana = { email: "ana@example.com", phone: "+59899123456", attributes: { firstName: "Ana" } }

describe("dry run", () => {
  it("ANA-6 a made-up member and events to come give the dated timeline with rendered messages", async () => {
    const { campaignId } = await startFlow(chain({ mail: emailStep }))
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: flow }))
    const events = [
      { at: "2026-12-02T12:00:00.000Z", name: "applied", properties: { amount: 50 } },
      { at: "2026-12-04T08:00:00.000Z", name: "applied", properties: { amount: 100 } },
    ]
    const { timeline } = await must(play(campaignId, { member: ana, startAt, events }))
    expect(sends(timeline)).toMatchObject([
      { at: startAt, stepId: "hi", message: { channel: "email", subject: "Hello Ana" } },
      { at: "2026-12-04T08:00:00.000Z", stepId: "thanks", message: { channel: "sms", text: "Thanks" } },
    ])
    const without = (await must(play(campaignId, { member: ana, startAt, events: [] }))).timeline
    expect(sends(without)).toMatchObject([{ stepId: "hi" }, { stepId: "remind", at: "2026-12-08T12:00:00.000Z" }])
    const waits = without.filter((one: Item) => one.type === "waitStarted" && one.stepId === "open")
    expect(waits).toMatchObject([{ wait: { until: "2026-12-08T12:00:00.000Z", zone: "UTC" } }])
  })

  it("ANA-6 nothing is written and nothing is sent", async () => {
    const { campaignId } = await startFlow(flow)
    const tables = async () =>
      await Promise.all(
        ["members", "runs", "deliveries", "outbox", "activity", "counters", "audit", "inbox"].map(
          async (table) => (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results,
        ),
      )
    const before = await tables()
    const { timeline } = await must(play(campaignId, { member: ana, startAt, events: [] }))
    expect(timeline.length).toBeGreaterThan(5)
    expect(await tables()).toEqual(before)
    await advance("P30D")
    expect(await outbox()).toEqual([])
  })

  it("ANA-6 a real member is played with all that is known of it, and stays as it is", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await must(api("PUT", "/members/m1", { body: { attributes: { firstName: "Eva" } } }))
    await join(segmentId, ["m1"])
    await advance("P1D")
    await must(api("PUT", "/members/m1/consent", { body: { channel: "sms", scope: "all", status: "unsubscribed" } }))
    const before = await runs(campaignId)
    const events = [{ at: "2027-12-02T12:00:00.000Z", name: "applied", properties: { amount: 500 } }]
    const { timeline } = await must(play(campaignId, { member: "m1", startAt: "2027-12-01T12:00:00.000Z", events }))
    expect(sends(timeline)).toMatchObject([{ stepId: "hi", message: { subject: "Hello Eva" } }])
    expect(timeline).toContainEqual(expect.objectContaining({ stepId: "thanks", reason: "unsubscribed" }))
    expect(await runs(campaignId)).toEqual(before)
    const asleep = await must(api("PUT", "/members/m2", { body: { email: "m2@example.com" } }))
    expect(sends((await must(play(campaignId, { member: asleep.id, startAt }))).timeline)).toHaveLength(2)
    expect((await play(campaignId, { member: "nobody", startAt })).status).toBe(404)
  })

  it("ANA-6 a version, the draft, or why the draft cannot be played", async () => {
    const { campaignId } = await startFlow(chain({ mail: emailStep }))
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: chain({ text: smsStep }) }))
    const steps = async (version: unknown) =>
      sends((await must(play(campaignId, { member: ana, startAt, version }))).timeline).map((one) => one.stepId)
    expect(await steps("draft")).toEqual(["text"])
    expect(await steps(1)).toEqual(["mail"])
    const broken = { start: "a", steps: { a: { type: "sms", message: { text: "Hi" }, outcomes: { sent: "nowhere" } } } }
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: broken }))
    const { status, json } = await play(campaignId, { member: ana, startAt })
    expect([status, json.errors[0].stepId]).toEqual([422, "a"])
    const unknown = await play(campaignId, { member: ana, startAt, version: 9 })
    expect([unknown.status, unknown.json.errors[0].path]).toEqual([422, "version"])
  })

  it.each([
    ["startAt", { member: ana, startAt: "tomorrow" }],
    ["member", { startAt }],
    ["events.0.at", { member: ana, startAt, events: [{ at: "2026-12-01", name: "x" }] }],
    ["events.0.name", { member: ana, startAt, events: [{ at: startAt, name: "" }] }],
  ])("ANA-6 a request wrong at %s names it", async (path, body) => {
    const { campaignId } = await startFlow(flow)
    const { status, json } = await play(campaignId, body)
    expect([status, json.errors[0].path]).toEqual([422, path])
  })

  it("ANA-6 RUN-4 a flow without end is played to a bound that is told", async () => {
    const loop = {
      start: "mail",
      steps: {
        mail: { ...emailStep, outcomes: { sent: "wait" } },
        wait: { ...delayOf("P1D"), outcomes: { done: "mail" } },
      },
    }
    const { campaignId } = await startFlow(loop)
    const { timeline } = await must(play(campaignId, { member: ana, startAt }))
    expect(timeline.at(-1).type).toBe("entriesReached")
  })
})
