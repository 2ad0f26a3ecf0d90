import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { forecastDue } from "../../../src/queues/forecasts"
import { accuracyOf, comparedWith, pastOver } from "../../../src/services/forecast/compare"
import { marginOf, withinLimits } from "../../../src/services/forecast/counts"
import { entryRate } from "../../../src/services/forecast/rates"
import { advance, chain, delayOf, emailStep, join, must, now, smsStep, startFlow } from "../../helpers/flows"
import { api } from "../../routes/client"
import { reader } from "../../web/browser"

const flow = chain({ mail: emailStep, wait: delayOf("P4D"), text: smsStep })
const ids = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}${n}`)
const look = async (path: string) => (await (await reader()).look(path)).html
const forecast = (id: string) => must(api("GET", `/campaigns/${id}/forecast`))

describe("the forecast of a campaign", () => {
  it("ANA-7 the rate of entries leaves the busiest day out as soon as there are days enough", () => {
    expect(entryRate([], 0)).toBe(0)
    expect(entryRate([6], 0.25)).toBe(6)
    expect(entryRate([10, 30], 2)).toBe(20)
    expect(entryRate([10, 1_000, 20], 3)).toBe(15)
    expect(entryRate([1_000], 7)).toBe(0)
  })

  it("ANA-7 counts those inside and those who will enter, and comes true when it goes on like that", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await advance("PT2H")
    await join(segmentId, ids(8, "a"))
    await advance("P1D")
    const first = await forecast(campaignId)
    expect(first).toMatchObject({ timeZone: "UTC", basis: { inside: 8, played: 8 } })
    expect(first.days).toHaveLength(28)
    // Those inside get their text on the third day from now; 8 a day enter, and get theirs four days later.
    expect(first.days.map((day: { sms: number }) => day.sms).slice(0, 4)).toEqual([0, 0, 0, 8])
    for (const { email, sms } of first.days.slice(5, 27))
      for (const n of [email, sms]) expect(Math.abs(n - 8)).toBeLessThanOrEqual(1)
    for (let day = 1; day <= 6; day++) {
      await join(segmentId, ids(8, `d${day}-`))
      await advance("P1D")
    }
    const later = await forecast(campaignId)
    const compared = later.past.filter((day: { expected: unknown }) => day.expected !== null)
    expect(compared.length).toBeGreaterThan(3)
    for (const { expected, sent } of compared) expect(Math.abs(expected.email - sent.email)).toBeLessThanOrEqual(2)
    expect(later.accuracy.days).toBe(compared.length)
    expect(Math.abs(later.accuracy.deviation)).toBeLessThanOrEqual(0.2)
    const all = await must(api("GET", "/forecast"))
    expect(all.total).toEqual(later.total)
    expect(all.campaigns).toEqual([expect.objectContaining({ id: campaignId, total: later.total })])
  })

  it("ANA-7 is kept for an hour, the same every time, and made anew when the campaign has changed", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ids(5, "a"))
    await advance()
    const first = await forecast(campaignId)
    await advance("PT1S")
    expect(await forecast(campaignId)).toEqual(first)
    expect((await must(api("POST", `/campaigns/${campaignId}/forecast`))).days).toEqual(first.days)
    await advance("PT1H")
    expect((await forecast(campaignId)).madeAt).not.toBe(first.madeAt)
    await must(api("POST", `/campaigns/${campaignId}/pause`))
    const paused = await forecast(campaignId)
    expect(paused.basis.caveats).toContain("paused")
    expect(paused.total).toEqual({ email: 0, sms: 0, push: 0 })
  })

  it("ANA-7 many members are stood for by a sample, with the numbers of the counters", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ids(12, "a"))
    await advance()
    // As if each of them were a hundred: only the counters know how many there are.
    await env.DB.prepare("UPDATE counters SET n = n * 100").run()
    const { basis, days } = await forecast(campaignId)
    expect(basis).toMatchObject({ inside: 1_200, played: 1, caveats: ["newcomersUnknown", "sampled"] })
    expect(basis.margin).toBeGreaterThan(0.9)
    expect(days[4]).toMatchObject({ email: 0, sms: 1_200 })
  })

  it("ANA-7 members of the segments enter at Starts, and no campaign is no forecast", async () => {
    expect((await api("GET", "/campaigns/nobody/forecast")).status).toBe(404)
    const { now } = await must(api("GET", "/dev/clock"))
    const startsAt = new Date(Date.parse(now) + 3 * 86_400_000).toISOString().slice(0, 10)
    const segment = await must(api("POST", "/segments", { body: { name: "S", kind: "list" } }))
    await join(segment.id, ids(9, "a"))
    const body = { kind: "flow", name: "Later", segmentIds: [segment.id], timeZone: "UTC", startsAt }
    const { id } = await must(api("POST", "/campaigns", { body }))
    await must(api("PUT", `/campaigns/${id}/flow`, { body: flow }))
    await must(api("POST", `/campaigns/${id}/publish`, { body: {} }))
    const { basis, days } = await forecast(id)
    expect(basis.atStart).toBe(9)
    expect(days.find((one: { day: string }) => one.day === startsAt)).toMatchObject({ email: 9, sms: 0 })
  })
})

describe("the first forecast of a flow", () => {
  /** A list that 6 members a day have joined for five days, and one day an import of 40. */
  async function lively() {
    await api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } })
    const { id } = await must(api("POST", "/segments", { body: { name: "Lively", kind: "list" } }))
    for (let day = 0; day < 5; day++) {
      await join(id, ids(day === 2 ? 40 : 6, `l${day}-`))
      await advance("P1D")
    }
    return id as string
  }

  it("ANA-7 before anything was seen of it, those who will enter are as many as came into its segments, and it says so", async () => {
    const segmentId = await lively()
    const { campaignId } = await startFlow(flow, { segmentIds: [segmentId] })
    await advance()
    const { basis, days } = await forecast(campaignId)
    expect(basis).toMatchObject({ inside: 64, entriesPerDay: 6, entriesOf: "segments", entryDays: 5, caveats: [] })
    // Four days after they will have entered.
    expect(days[10]).toMatchObject({ email: 6, sms: 6 })
    const { id } = await must(api("GET", `/campaigns/${campaignId}`))
    const html = await look(`/campaigns/${id}/forecast`)
    expect(html).toContain("as many as have come into its segments over the last 5 days")

    // After a day its own entries count: nobody came.
    await advance("P2D")
    expect((await forecast(campaignId)).basis).toMatchObject({ entriesPerDay: 0, entriesOf: "flow" })
  })

  it("ANA-7 at Starts the members of the segments enter, and from then on those who come into them", async () => {
    const segmentId = await lively()
    const startsAt = new Date((await now()) + 2 * 86_400_000).toISOString().slice(0, 10)
    const { campaignId } = await startFlow(flow, { segmentIds: [segmentId], startsAt })
    const { basis, days } = await forecast(campaignId)
    expect(basis).toMatchObject({ atStart: 64, entriesPerDay: 6, entriesOf: "segments" })
    const emails = days.map((day: { email: number }) => day.email)
    expect(emails[1]).toBe(0)
    expect(Math.abs(emails[2] - 70)).toBeLessThanOrEqual(2)
    expect(emails[8]).toBe(6)
  })
})

describe("workflows", () => {
  it("ANA-7 WF-1 what a workflow sends by itself is in the forecast over all, and it has one of its own", async () => {
    const { id } = await must(
      api("POST", "/workflows", { body: { name: "Paid", kind: "internal", trigger: { event: "paid" } } }),
    )
    await must(api("PUT", `/workflows/${id}/flow`, { body: chain({ wait: delayOf("P3D"), mail: emailStep }) }))
    await must(api("POST", `/workflows/${id}/publish`, { body: {} }))
    const all = async () => await must(api("GET", "/forecast"))
    // Nobody has ever come into it: there is nothing to say.
    expect((await all()).campaigns).toEqual([])
    for (const memberId of ids(5, "w")) {
      await must(api("PUT", `/members/${memberId}`, { body: { email: `${memberId}@example.com` } }))
      await must(api("POST", "/webhooks/events", { body: { memberId, name: "paid" } }))
    }
    await advance()
    const own = await must(api("GET", `/workflows/${id}/forecast`))
    expect([own.basis.inside, own.days[3].email, own.total.email]).toEqual([5, 5, 5])
    expect(await all()).toMatchObject({ total: own.total, campaigns: [{ id, kind: "workflow", name: "Paid" }] })
    expect(await look("/forecast")).toContain(`href="/workflows/${id}/forecast"`)
    expect(await look(`/workflows/${id}/forecast`)).toContain("The coming 28 days")
    expect((await api("GET", `/campaigns/${id}/forecast`)).status).toBe(404)
  })
})

describe("forecasts by the clock", () => {
  it("ANA-7 every flow is forecast once a day of its zone, a few at a time, though nobody looks; and compared", async () => {
    const flows = [await startFlow(flow), await startFlow(flow), await startFlow(flow, { timeZone: "Asia/Tokyo" })]
    for (const { segmentId } of flows) await join(segmentId, ids(3, segmentId.slice(-4)))
    await advance()
    const made = async () =>
      (await env.DB.prepare(
        "SELECT count(*) AS n, count(DISTINCT campaign_id) AS campaigns FROM forecast_bases",
      ).first()) ?? {}
    let after: string | null = null
    for (const campaigns of [2, 3, 3]) {
      after = await forecastDue(env, after)
      expect(await made()).toEqual({ n: campaigns, campaigns })
    }
    expect(after).toBeNull()
    for (let day = 0; day < 5; day++) {
      await advance("P1D")
      for (let tick = 0; tick < 3; tick++) after = await forecastDue(env, after)
    }
    expect(await made()).toEqual({ n: 18, campaigns: 3 })
    const { accuracy } = await must(api("GET", "/forecast"))
    expect(accuracy).toMatchObject({ expected: { sms: 9 }, sent: { sms: 9 }, deviation: 0, dayError: 0 })
  })

  it("ANA-7 a flow that cannot be forecast holds up no other", async () => {
    const flows = [await startFlow(flow), await startFlow(flow), await startFlow(flow)]
    const [first, second] = flows.map(({ campaignId }) => campaignId).toSorted()
    await env.DB.prepare("UPDATE flow_versions SET flow = '{}' WHERE campaign_id IN (?, ?)").bind(first, second).run()
    let after: string | null = null
    for (let tick = 0; tick < 2; tick++) after = await forecastDue(env, after)
    const made = await env.DB.prepare("SELECT campaign_id AS id FROM forecast_bases").all()
    expect(made.results).toEqual([{ id: flows.map(({ campaignId }) => campaignId).toSorted()[2] }])
  })

  it("ANA-7 what is older than what is compared is forgotten", async () => {
    const { campaignId } = await startFlow(flow)
    await forecast(campaignId)
    await advance("P43D")
    await forecast(campaignId)
    const { results } = await env.DB.prepare("SELECT made_on FROM forecast_bases").all()
    expect(results).toHaveLength(1)
  })
})

describe("forecasts and rates", () => {
  const day = (n: number, email: number) => ({ day: `2027-03-0${n}`, email, sms: 0, push: 0 })

  it("ANA-7 SEND-4 a day holds no more than providers take; what exceeds it moves on", () => {
    const days = [day(1, 10), day(2, 30), day(3, 0), day(4, 0)]
    const limits = { email: 16, sms: null, push: null }
    const emails = (rest: number) => withinLimits(days, limits, rest).days.map((one) => one.email)
    expect(emails(1)).toEqual([10, 16, 14, 0])
    expect(emails(0.5)).toEqual([8, 16, 16, 0])
    expect(withinLimits(days, { ...limits, email: 30 }, 1)).toEqual({ days, moved: false })
    expect(withinLimits(days, { ...limits, email: 1 }, 1).days.map((one) => one.email)).toEqual([1, 1, 1, 1])
  })

  it("ANA-7 SEND-4 the rate of the chosen provider is what counts", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ids(12, "r"))
    await advance()
    await env.DB.prepare("UPDATE counters SET n = n * 1000").run()
    const credentials = { accountSid: `AC${"a".repeat(32)}`, authToken: "b".repeat(32), from: "+15005550006" }
    await must(api("PUT", "/providers/sms", { body: { kind: "twilio", credentials, ratePerSecond: 0.1 } }))
    const { basis, days } = await forecast(campaignId)
    expect(basis.caveats).toContain("rateLimited")
    expect(days.map((one: { sms: number }) => one.sms).slice(3, 7)).toEqual([0, 8_640, 3_360, 0])
  })
})

describe("how forecasts came out", () => {
  const counts = (email: number) => ({ email, sms: 0, push: 0 })
  const past = (day: string, expected: number | null, sent: number) => ({
    day,
    madeOn: expected === null ? null : "2027-03-01",
    expected: expected === null ? null : counts(expected),
    compared: expected === null ? null : counts(sent),
    sent: counts(sent),
  })

  it("ANA-7 a day is compared with the oldest forecast of the week before it, never with one of its own", () => {
    const made = ["2027-03-09", "2027-03-10", "2027-03-03", "2027-03-01"]
    expect(comparedWith(made, "2027-03-10")).toBe("2027-03-03")
    expect(comparedWith(["2027-03-10"], "2027-03-10")).toBeNull()
    expect(comparedWith(["2027-03-02"], "2027-03-10")).toBeNull()
  })

  it("ANA-7 over campaigns, what nobody had forecast is shown and compared with nothing", () => {
    const [day] = pastOver([[past("2027-03-02", 10, 12)], [past("2027-03-02", null, 100)]])
    expect(day).toMatchObject({ expected: counts(10), compared: counts(12), sent: counts(112), madeOn: "2027-03-01" })
    expect(accuracyOf([day ?? past("", null, 0)])).toMatchObject({ sent: counts(12), deviation: 0.2 })
  })

  it("ANA-7 days that are off in both directions do not look exact", () => {
    expect(accuracyOf([past("2027-03-02", 10, 20), past("2027-03-03", 30, 20)])).toMatchObject({
      ...{ days: 2, deviation: 0, dayError: 0.5 },
    })
    expect(accuracyOf([past("2027-03-02", null, 20)])).toBeNull()
    expect(accuracyOf([past("2027-03-02", 0, 0)])).toMatchObject({ deviation: null, dayError: null })
  })

  it("ANA-7 the margin of a sample shrinks with its size and is nothing when everybody was played", () => {
    expect(marginOf({ inside: 120, played: 120 })).toBe(0)
    expect(marginOf({ inside: 1_000_000, played: 120 })).toBeCloseTo(0.0895, 3)
    expect(marginOf({ inside: 0, played: 0 })).toBe(0)
  })
})
