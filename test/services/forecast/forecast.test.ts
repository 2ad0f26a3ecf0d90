import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { entryRate } from "../../../src/services/forecast/sample"
import { advance, chain, delayOf, emailStep, join, must, smsStep, startFlow } from "../../helpers/flows"
import { api } from "../../routes/client"

const flow = chain({ mail: emailStep, wait: delayOf("P4D"), text: smsStep })
const ids = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}${n}`)
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
    const all = await must(api("GET", "/forecast"))
    expect(all.total).toEqual(later.total)
    expect(all.campaigns).toEqual([expect.objectContaining({ id: campaignId, total: later.total })])
  })

  it("ANA-7 is kept for the day, the same every time, and made anew when the campaign has changed", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ids(5, "a"))
    await advance()
    const first = await forecast(campaignId)
    await advance("PT1S")
    expect(await forecast(campaignId)).toEqual(first)
    expect((await must(api("POST", `/campaigns/${campaignId}/forecast`))).days).toEqual(first.days)
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
