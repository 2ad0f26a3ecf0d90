import { describe, expect, it } from "vitest"
import { advance, chain, delayOf, emailStep, join, must, outbox, startFlow } from "../helpers/flows"
import { api } from "../routes/client"

describe("brakes", () => {
  it("DEL-23 too many hard bounces pause the campaign, with the reason; only a person resumes it", async () => {
    const flow = chain({ one: emailStep, wait: delayOf("P1D"), two: emailStep })
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, [..."abcdefghijkl"])
    await advance()
    const { items } = await must(api("GET", "/deliveries?limit=200"))
    const play = async (n: number, more: Record<string, unknown> = {}) => {
      const body = { deliveryId: items[n].id, type: "bounced", ...more }
      await must(api("POST", "/dev/provider-events", { body }))
    }
    const campaign = async () => await must(api("GET", `/campaigns/${campaignId}`))
    for (let n = 0; n < 9; n++) await play(n)
    await play(9, { permanent: false })
    await play(0)
    expect(await campaign()).toMatchObject({ status: "active", pauseReason: null })
    await play(10)
    expect(await campaign()).toMatchObject({ status: "paused", pauseReason: "bounces" })
    const [entry] = (await must(api("GET", `/audit?actor=system&subject=campaign:${campaignId}`))).items
    expect(entry).toMatchObject({ actor: "system", action: "campaign.paused" })
    expect(entry.after).toMatchObject({ reason: "bounces", sent: 12, hardBounces: 10 })

    await advance("P2D")
    expect(await outbox("&stepId=two")).toEqual([])
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: { overdue: { spreadOverHours: 1 } } }))
    await advance("PT2H")
    expect(await campaign()).toMatchObject({ status: "active", pauseReason: null })
    // What bounced before counts no more; whoever bounced is not written to any more (DEL-17).
    await play(11)
    expect(await campaign()).toMatchObject({ status: "active" })
    expect((await outbox("&stepId=two")).map((one) => one.memberId).sort()).toHaveLength(2)
  })
})
