import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import type { Permit } from "../../src/campaign/campaign-object"
import { chain, emailStep, startFlow } from "../helpers/flows"
import { api } from "../routes/client"

describe("the gate of a campaign", () => {
  it("CAM-7 a cancel is answered only when sends that are under way are over", async () => {
    const { campaignId } = await startFlow(chain({ mail: emailStep }))
    const campaign = env.CAMPAIGN.getByName(campaignId)
    const permit = (await campaign.permit()) as Permit
    expect(permit.control?.status).toBe("active")
    let answered = false
    const cancel = api("POST", `/campaigns/${campaignId}/cancel`, { body: {} }).then((answer) => {
      answered = true
      return answer
    })
    // Later permits already see the cancel, while the first sender still holds it up.
    let seen: Permit
    do {
      seen = (await campaign.permit()) as Permit
      await campaign.giveBack(seen.ticket)
    } while (seen.control?.status !== "cancelled")
    expect(answered).toBe(false)
    await campaign.giveBack(permit.ticket)
    expect((await cancel).status).toBe(200)
  })

  it("CAM-8 a pause is answered only when sends that are under way are over", async () => {
    const { campaignId } = await startFlow(chain({ mail: emailStep }))
    const campaign = env.CAMPAIGN.getByName(campaignId)
    const permit = (await campaign.permit()) as Permit
    let answered = false
    const pause = api("POST", `/campaigns/${campaignId}/pause`, { body: {} }).then(() => {
      answered = true
    })
    let status: string | undefined
    do {
      const seen = (await campaign.permit()) as Permit
      await campaign.giveBack(seen.ticket)
      status = seen.control?.status
    } while (status !== "paused")
    expect(answered).toBe(false)
    await campaign.giveBack(permit.ticket)
    await pause
    expect(answered).toBe(true)
  })
})
