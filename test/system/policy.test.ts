import { describe, expect, it } from "vitest"
import {
  advance,
  chain,
  delayOf,
  emailStep,
  join,
  must,
  now,
  outbox,
  smsStep,
  startFlow,
  stats,
} from "../helpers/flows"
import { api } from "../routes/client"

const day = 86_400_000

async function category(policy: Record<string, unknown>, priority = 0) {
  const body = { name: `Offers ${priority}`, priority, policy }
  return (await must(api("POST", "/categories", { body }))).id as string
}

const joinBoth = async (a: string, b: string, ids: readonly string[]) => {
  await join(a, ids)
  await join(b, ids)
}
const sentOf = async (campaignId: string) =>
  (await outbox(`&campaignId=${campaignId}`)).map(({ memberId, at }) => [memberId, Date.parse(at)])
const deliveries = async (campaignId: string) =>
  (await must(api("GET", `/deliveries?campaignId=${campaignId}&limit=200`))).items

describe("contact policy, from end to end", () => {
  it("POL-2 POL-3 RUN-7 of many members in two flows each gets one message now and the other when the cap allows", async () => {
    const categoryId = await category({ caps: [{ channel: "email", max: 1, per: "P7D" }] }, 3)
    const low = await startFlow(chain({ mail: emailStep }), { categoryId })
    const high = await startFlow(chain({ mail: emailStep }), { categoryId })
    const ids = Array.from({ length: 30 }, (_, i) => `pol-${i}`)
    await joinBoth(low.segmentId, high.segmentId, ids)
    const began = await advance()
    const first = [...(await sentOf(low.campaignId)), ...(await sentOf(high.campaignId))]
    expect(first.map(([id]) => id).toSorted()).toEqual([...ids].toSorted())
    const waiting = [...(await deliveries(low.campaignId)), ...(await deliveries(high.campaignId))].filter(
      (one) => one.status === "deferred",
    )
    expect(waiting).toHaveLength(30)
    expect(waiting[0]).toMatchObject({ reason: "contactPolicy" })
    await advance("P6D")
    expect((await sentOf(low.campaignId)).length + (await sentOf(high.campaignId)).length).toBe(30)
    await advance("P1D")
    const all = [...(await sentOf(low.campaignId)), ...(await sentOf(high.campaignId))]
    expect(all).toHaveLength(60)
    for (const id of ids) {
      const [one = 0, other = 0] = all.flatMap(([who, at]) => (who === id ? [at as number] : [])).toSorted()
      expect(other - one).toBe(7 * day)
      expect(one).toBe(began)
    }
    expect((await stats(low.campaignId)).runs).toMatchObject({ active: 0, completed: 30 })
  })

  it("TZ-26 quiet hours hold a message until they are over; the delivery says so", async () => {
    const categoryId = await category({ quietHours: { from: "00:00", to: "23:59" } })
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }), { categoryId })
    await join(segmentId, ["quiet"], { timeZone: "UTC" })
    const at = await advance()
    const [delivery] = await deliveries(campaignId)
    expect(delivery.status).toBe("deferred")
    await advance("P1D")
    const [[, sentAt] = []] = await sentOf(campaignId)
    expect(new Date(sentAt as number).toISOString().slice(11)).toBe("23:59:00.000Z")
    expect((sentAt as number) - at).toBeLessThan(day)
  })

  it("POL-1 an edited policy reaches what it has put off before", async () => {
    const categoryId = await category({ caps: [{ channel: "email", max: 1, per: "P30D" }] })
    const { campaignId, segmentId } = await startFlow(chain({ a: emailStep, wait: delayOf("PT1H"), b: emailStep }), {
      categoryId,
    })
    await join(segmentId, ["raised"])
    await advance("PT2H")
    expect((await deliveries(campaignId)).map((one: { status: string }) => one.status)).toEqual(["deferred", "sent"])
    const policy = { caps: [{ channel: "email", max: 2, per: "P30D" }] }
    await must(api("PATCH", `/categories/${categoryId}`, { body: { policy } }))
    await advance()
    expect(await sentOf(campaignId)).toHaveLength(2)
  })

  it("UNS-05 POL-2 an unsubscribe while a message is put off wins", async () => {
    const categoryId = await category({ caps: [{ channel: "email", max: 1, per: "P2D" }] })
    const { campaignId, segmentId } = await startFlow(chain({ a: emailStep, b: emailStep, c: smsStep }), { categoryId })
    await join(segmentId, ["gone"])
    await advance()
    const body = { channel: "email", scope: "all", status: "unsubscribed" }
    await must(api("PUT", "/members/gone/consent", { body }))
    await advance("P3D")
    expect(await sentOf(campaignId)).toHaveLength(2)
    expect((await stats(campaignId)).steps.b).toMatchObject({ sent: 0, skipped: { unsubscribed: 1 } })
  })
})

describe("a reset, from end to end", () => {
  it("CAM-12 ENG-22 a dismiss holds for its period; then the flow starts again by itself", async () => {
    const reset = { afterDays: 30, what: "dismisses" }
    const flow = chain({ a: emailStep, wait: delayOf("P1D"), b: emailStep })
    const { campaignId, segmentId } = await startFlow(flow, { dismissible: true, reentry: "onReset", reset })
    await join(segmentId, ["again"])
    await advance("P2D")
    expect(await sentOf(campaignId)).toHaveLength(2)
    const ended = await now()
    await advance("P28D")
    expect(await sentOf(campaignId)).toHaveLength(2)
    await advance("P2D")
    const sent = await sentOf(campaignId)
    expect(sent.length).toBeGreaterThanOrEqual(3)
    // Thirty days after the run had ended, which was a day before we looked.
    expect(sent[2]?.[1]).toBe(ended - day + 30 * day)
  })
})
