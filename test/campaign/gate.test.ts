import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { chain, emailStep, must, startFlow } from "../helpers/flows"
import { api } from "../routes/client"

describe("the gate of a campaign", () => {
  it.each([
    ["CAM-7 a cancel", "cancel", "cancelled"],
    ["CAM-8 a pause", "pause", "paused"],
  ])("%s is answered only when sends that are under way are over", async (_, verb, status) => {
    const { campaignId } = await startFlow(chain({ mail: emailStep }))
    const campaign = env.CAMPAIGN.getByName(campaignId)
    const ticket = await campaign.takeTicket()
    let answered = false
    const answer = api("POST", `/campaigns/${campaignId}/${verb}`, { body: {} }).then((got) => {
      answered = true
      return got
    })
    // Whoever asks now sees the change already, while the first sender still holds up its answer.
    while ((await must(api("GET", `/campaigns/${campaignId}`))).status !== status);
    expect(answered).toBe(false)
    await campaign.giveBack(ticket)
    expect((await answer).status).toBe(200)
  })
})
