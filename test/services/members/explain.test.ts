import { listDurableObjectIds } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { advance, chain, delayOf, emailStep, join, must, startFlow } from "../../helpers/flows"
import { api } from "../../routes/client"

const flow = chain({ wait: delayOf("P4D"), mail: emailStep })

async function explainOf(memberId: string, campaignId: string) {
  const told = await must(api("GET", `/members/${memberId}/explain?campaignId=${campaignId}`))
  const failing = told.because.filter((one: { holds: boolean }) => !one.holds)
  return { ...told, failing }
}

describe("explanation", () => {
  it("ANA-5 of a member who never entered names the clause that failed with the actual value", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await must(api("PUT", "/members/out", { body: { email: "out@example.com" } }))
    const told = await explainOf("out", campaignId)
    expect(told).toMatchObject({ enrolled: false, status: "notEntered" })
    expect(told.failing).toEqual([{ rule: "inSegment", holds: false, actual: [], expected: [segmentId] }])
    expect(told).not.toHaveProperty("waitingFor")
    // Asking costs nothing: a member that sleeps in the table goes on sleeping.
    const awake = (await listDurableObjectIds(env.MEMBER)).map(String)
    expect(awake).not.toContain(String(env.MEMBER.idFromName("out")))
  })

  it("ANA-5 of one who waits says what for and until when, paused or not", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ["in"])
    const start = await advance()
    const told = await explainOf("in", campaignId)
    expect(told).toMatchObject({ enrolled: true, status: "active", failing: [] })
    const until = new Date(start + 4 * 86_400_000).toISOString()
    expect(told.waitingFor).toMatchObject({ stepId: "wait", type: "delay", until, frozen: false })
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    const paused = await explainOf("in", campaignId)
    expect(paused.waitingFor).toMatchObject({ until: null, frozen: true })
    expect(paused.failing).toMatchObject([{ rule: "campaignActive", actual: "paused" }])
  })

  it("ANA-5 CAM-15 of one who finished says that the flow does not take the member again", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }))
    await join(segmentId, ["done"])
    await advance()
    const told = await explainOf("done", campaignId)
    expect(told).toMatchObject({ enrolled: false, status: "completed" })
    expect(told.failing).toEqual([{ rule: "mayEnter", holds: false, actual: "reentryDisabled", expected: "never" }])
  })

  it("ANA-5 an unknown member or campaign is a 404, a missing campaignId a 422", async () => {
    const { campaignId } = await startFlow(flow)
    expect((await api("GET", `/members/nobody/explain?campaignId=${campaignId}`)).status).toBe(404)
    expect((await api("GET", "/members/nobody/explain?campaignId=nope")).status).toBe(404)
    const missing = await api("GET", "/members/nobody/explain")
    expect(missing.status).toBe(422)
    expect(missing.json.errors[0].path).toBe("campaignId")
  })
})
