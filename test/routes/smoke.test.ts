import { describe, expect, it } from "vitest"
import { api, emailFlow, segmentAndFlow } from "./client"

describe("the main job through the API", () => {
  it("CAM-6 a member who joins the segment of an active flow gets its first message", async () => {
    const { segmentId, campaignId } = await segmentAndFlow()
    const saved = await api("PUT", `/campaigns/${campaignId}/flow`, { body: emailFlow })
    expect(saved.status, JSON.stringify(saved.json)).toBe(200)
    expect(saved.json.problems).toEqual([])
    const published = await api("POST", `/campaigns/${campaignId}/publish`)
    expect(published.json).toMatchObject({ status: "active", version: 1 })
    const joined = await api("POST", `/webhooks/segments/${segmentId}/joins`, {
      body: { id: "m-1", email: "ana@example.com" },
    })
    expect(joined.status, JSON.stringify(joined.json)).toBe(202)
    expect(joined.json).toEqual({ accepted: 1, rejected: [] })
    const moved = await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    expect(moved.status, JSON.stringify(moved.json)).toBe(200)
    const outbox = await api("GET", "/outbox?memberId=m-1")
    expect(outbox.json.items).toMatchObject([{ memberId: "m-1", campaignId, stepId: "welcome", subject: "Hello" }])
    const stats = await api("GET", `/campaigns/${campaignId}/stats`)
    expect(stats.json.runs).toEqual({ active: 0, completed: 1, exited: 0, cancelled: 0, failed: 0 })
    expect(stats.json.steps.welcome).toMatchObject({ current: 0, entered: 1, left: 1, sent: 1 })
  })
})
