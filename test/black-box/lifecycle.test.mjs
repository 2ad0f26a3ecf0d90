import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { chunks, clientOf, oneEmail, people } from "./helpers/client.mjs"
import { freePort, startServer, stateFolder, until } from "./helpers/server.mjs"

const waiting = {
  start: "wait",
  steps: {
    wait: { type: "delay", name: "Wait", delay: { for: "P1D" }, outcomes: { done: "hello" } },
    ...oneEmail.steps,
  },
}

describe("cancel and pause", () => {
  const state = stateFolder()
  let server
  let api
  const outbox = async (campaignId) => (await api.all(`/outbox?campaignId=${campaignId}`)).length
  before(async () => {
    server = await startServer({ state: state.path, port: await freePort() })
    api = clientOf(server)
  })
  after(async () => {
    await server?.stop()
    state.remove()
  })

  it("CAM-7 DEL-28 a cancelled campaign sends nothing after the cancel's answer", async () => {
    const { segmentId, campaignId } = await api.flow("Cancelled", oneEmail)
    for (const part of chunks(people("cancel", 2_000), 1_000)) await api.join(segmentId, part)
    const sent = async () => (await api.get(`/campaigns/${campaignId}/stats`)).steps.hello.sent ?? 0
    await until(async () => (await sent()) >= 200, 120_000, 10)
    assert.equal((await api.post(`/campaigns/${campaignId}/cancel`)).status, "cancelled")
    const atAnswer = await outbox(campaignId)
    await api.settle()
    await api.advance("P2D")
    assert.equal(await outbox(campaignId), atAnswer)
    const stats = await api.get(`/campaigns/${campaignId}/stats`)
    assert.equal(stats.steps.hello.sent, atAnswer)
    assert.equal(stats.runs.active, 0)
    const cancelled = await api.all(`/campaigns/${campaignId}/runs?status=cancelled`)
    assert.ok(
      cancelled.every(({ stepId }) => stepId === "hello"),
      "members stay on their step",
    )
    const again = await api.request("POST", `/campaigns/${campaignId}/publish`, {})
    assert.equal(again.status, 409)
  })

  it("CAM-8 a paused campaign sends nothing until it is resumed, and no wait is lost", async () => {
    const { segmentId, campaignId } = await api.flow("Paused", waiting)
    await api.join(segmentId, people("pause", 300))
    await api.settle()
    await api.advance("PT12H")
    await api.post(`/campaigns/${campaignId}/pause`)
    await api.advance("P3D")
    assert.equal(await outbox(campaignId), 0)
    assert.equal((await api.get(`/campaigns/${campaignId}/stats`)).steps.wait.current, 300)
    await api.post(`/campaigns/${campaignId}/resume`, { overdue: "shift" })
    await api.advance("PT11H")
    assert.equal(await outbox(campaignId), 0)
    await api.advance("PT2H")
    assert.equal(await outbox(campaignId), 300)
  })

  it("CAM-8 a pause holds back what is already queued", async () => {
    const { segmentId, campaignId } = await api.flow("Held", oneEmail)
    await api.post(`/campaigns/${campaignId}/pause`)
    await api.join(segmentId, people("held", 50))
    await api.settle()
    assert.equal(await outbox(campaignId), 0)
    await api.post(`/campaigns/${campaignId}/resume`, { overdue: "shift" })
    await api.settle()
    assert.equal(await outbox(campaignId), 50)
  })

  it("CAM-5 nobody enters before Starts, everyone who still qualifies enters at Starts, nothing is sent after Ends", async () => {
    const { now } = await api.get("/dev/clock")
    const day = (days) => new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10)
    const { segmentId, campaignId } = await api.flow("Dated", waiting, { startsAt: day(2), endsAt: day(2) })
    await api.join(segmentId, people("dated", 20))
    await api.settle()
    assert.equal((await api.get(`/campaigns/${campaignId}`)).status, "scheduled")
    assert.equal((await api.all(`/campaigns/${campaignId}/runs`)).length, 0)
    await api.advanceTo(`${day(2)}T12:00:00Z`)
    assert.equal((await api.get(`/campaigns/${campaignId}/stats`)).runs.active, 20)
    await api.advance("P3D")
    assert.equal(await outbox(campaignId), 0)
    const runs = await api.all(`/campaigns/${campaignId}/runs`)
    assert.ok(runs.every(({ status, reason }) => status === "exited" && reason === "campaignEnded"))
  })
})
