import { describe, expect, it } from "vitest"
import { advance, chain, delayOf, emailStep, join, must, now, startFlow } from "../helpers/flows"
import { api, send } from "./client"

const flow = chain({ hello: emailStep, wait: delayOf("P1D"), again: emailStep })
const read = async (path: string) => await must(api("GET", path))
const behind = async (campaignId: string, query: string): Promise<string[]> => {
  const { items } = await read(`/campaigns/${campaignId}/analysis/members?${query}`)
  return items.map((item: { memberId: string }) => item.memberId).sort()
}
const report = async (deliveryId: string, type: string) =>
  await must(api("POST", "/dev/provider-events", { body: { deliveryId, type } }))

/** Four members: two open, one of them clicks and converts, one is bounced, one has no address. */
async function played() {
  const made = await startFlow(flow, { goal: { event: "bought" }, afterConversion: "continue" })
  const tag = made.campaignId.slice(-6)
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => `${name}-${tag}`) as [string, string, string, string]
  await join(made.segmentId, [a, b, c])
  await join(made.segmentId, [d], { email: null })
  await advance()
  const { items } = await read(`/deliveries?campaignId=${made.campaignId}&stepId=hello`)
  const idOf = (member: string) => items.find((one: { memberId: string }) => one.memberId === member).id
  for (const [member, type] of [
    [a, "delivered"],
    [a, "opened"],
    [b, "clicked"],
    [c, "bounced"],
  ] as const) {
    await report(idOf(member), type)
  }
  await must(api("POST", "/webhooks/events", { body: { memberId: b, name: "bought" } }))
  await advance()
  return { ...made, a, b, c, d }
}

describe("analysis", () => {
  it("ANA-2 members and messages over time, with rates that say what they are shares of", async () => {
    const { campaignId } = await played()
    const today = await read(`/campaigns/${campaignId}/analysis?range=today&compare=1`)
    const counted = { entered: 4, reached: 3, engaged: 2, converted: 1, dismissed: 0, unsubscribed: 0 }
    expect(today.totals).toEqual({ ...counted, sent: 3, delivered: 1, bounced: 1, opened: 2, clicked: 1 })
    expect(today.byChannel).toEqual({ email: { sent: 3, delivered: 1, bounced: 1, opened: 2, clicked: 1 } })
    expect(today.rates).toContainEqual({ name: "opened", part: 2, whole: 2, of: "arrived", rate: 1 })
    expect(today.rates).toContainEqual({ name: "converted", part: 1, whole: 3, of: "reached", rate: 1 / 3 })
    expect(today.previous).toMatchObject({ totals: { entered: 0, sent: 0 } })
    expect(today.points.reduce((sum: number, point: { sent: number }) => sum + point.sent, 0)).toBe(3)
    const outcomes = { sent: 3, notSent: 1 }
    const hello = { stepId: "hello", entered: 4, current: 0, outcomes, ended: 0 }
    expect(today.funnel[0]).toMatchObject(hello)
    expect(today.funnel.map((step: { stepId: string }) => step.stepId)).toEqual(["hello", "wait", "again", "end"])
    await advance("P1D")
    const later = await read(`/campaigns/${campaignId}/analysis?range=7d`)
    expect(later.totals).toMatchObject({ entered: 4, reached: 3, sent: 5 })
    const csv = await (await send(`/api/v1/campaigns/${campaignId}/analysis/export?range=7d`, owner)).text()
    expect(csv.split("\r\n")[0]).toBe(
      "at,entered,reached,engaged,converted,dismissed,unsubscribed,sent,delivered,bounced,opened,clicked",
    )
    expect(csv.trim().split("\r\n")).toHaveLength(8)
  })

  it("ANA-3 the members behind every number, of the campaign and of its steps", async () => {
    const { campaignId, a, b, c, d } = await played()
    expect(await behind(campaignId, "metric=entered")).toEqual([a, b, c, d])
    expect(await behind(campaignId, "metric=reached")).toEqual([a, b, c])
    expect(await behind(campaignId, "metric=engaged")).toEqual([a, b])
    expect(await behind(campaignId, "metric=converted")).toEqual([b])
    expect(await behind(campaignId, "metric=current&stepId=wait")).toEqual([a, b, c, d])
    expect(await behind(campaignId, "metric=entered&stepId=hello")).toEqual([a, b, c, d])
    expect(await behind(campaignId, "metric=left&stepId=hello&reason=notSent")).toEqual([d])
    expect(await behind(campaignId, "metric=left&stepId=wait")).toEqual([])
    expect(await behind(campaignId, "metric=opened&stepId=hello")).toEqual([a, b])
    expect(await behind(campaignId, "metric=bounced&stepId=hello")).toEqual([c])
    expect(await behind(campaignId, "metric=skipped&stepId=hello&reason=noAddress")).toEqual([d])
    const tomorrow = new Date((await now()) + 86_400_000).toISOString()
    expect(await behind(campaignId, `metric=reached&from=${tomorrow}`)).toEqual([])
    const first = await read(`/campaigns/${campaignId}/analysis/members?metric=entered&limit=3`)
    const rest = await read(
      `/campaigns/${campaignId}/analysis/members?metric=entered&limit=3&cursor=${first.nextCursor}`,
    )
    expect([...first.items, ...rest.items].map((item) => item.memberId).sort()).toEqual([a, b, c, d])
    expect(rest.nextCursor).toBeNull()
  })

  it("ANA-2 over all campaigns, each with its part", async () => {
    const { campaignId } = await played()
    const all = await read("/analysis?range=7d&limit=1")
    expect(all.campaigns).toMatchObject([{ id: campaignId, kind: "flow", totals: { entered: 4, sent: 3 } }])
    expect(all.totals.entered).toBeGreaterThanOrEqual(4)
  })

  it("ANA-2 what is no range is a 422 that names the field", async () => {
    const { campaignId } = await startFlow(flow)
    const path = async (query: string) =>
      (await api("GET", `/campaigns/${campaignId}/analysis?${query}`)).json.errors[0].path
    expect(await path("range=custom")).toBe("from")
    expect(await path("range=custom&from=2027-01-02&to=2027-01-01")).toBe("to")
    expect(await path("range=soon")).toBe("range")
    expect((await api("GET", "/campaigns/none/analysis")).status).toBe(404)
  })
})

const owner = { headers: { authorization: "Bearer test-admin-token" } }
