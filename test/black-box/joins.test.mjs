import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { chunks, clientOf, oneEmail, people } from "./helpers/client.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

describe("many members", () => {
  const state = stateFolder()
  let server
  let api
  before(async () => {
    server = await startServer({ state: state.path, port: await freePort() })
    api = clientOf(server)
  })
  after(async () => {
    await server?.stop()
    state.remove()
  })

  it("LOD-01 ten thousand joins of a thousand a post all end well", async () => {
    const members = people("many", 10_000)
    const { segmentId, campaignId } = await api.flow("Many", oneEmail)
    const answers = await Promise.all(chunks(members, 1_000).map((part) => api.join(segmentId, part)))
    assert.equal(
      answers.reduce((sum, { accepted }) => sum + accepted, 0),
      10_000,
    )
    await api.settle()
    const stats = await api.get(`/campaigns/${campaignId}/stats`)
    assert.equal(stats.runs.completed, 10_000)
    assert.equal(stats.steps.hello.sent, 10_000)
    const outbox = await api.all(`/outbox?campaignId=${campaignId}`)
    assert.equal(outbox.length, 10_000)
    assert.equal(new Set(outbox.map(({ memberId }) => memberId)).size, 10_000)
  })

  it("MEM-9 joining again starts nothing again", async () => {
    const [campaign] = await api.all("/campaigns")
    await api.join(campaign.segmentIds[0], people("many", 1_000))
    await api.settle()
    assert.equal((await api.get(`/campaigns/${campaign.id}/stats`)).steps.hello.sent, 10_000)
  })
})
