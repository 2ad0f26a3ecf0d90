import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { chunks, clientOf, countBy, oneEmail, people } from "./helpers/client.mjs"
import { freePort, startServer, stateFolder, until } from "./helpers/server.mjs"

/** Every one of these members has exactly one message of the campaign. */
async function assertEachOnce(api, campaignId, members) {
  await api.settle()
  const outbox = await api.all(`/outbox?campaignId=${campaignId}`)
  const counts = countBy(outbox, ({ memberId }) => memberId)
  assert.deepEqual(
    members
      .filter(({ id }) => counts.get(id) !== 1)
      .map(({ id }) => `${id}: ${counts.get(id) ?? 0}`)
      .slice(0, 5),
    [],
  )
  assert.equal(outbox.length, members.length)
  const stats = await api.get(`/campaigns/${campaignId}/stats`)
  assert.equal(stats.steps.hello.sent, members.length)
  assert.equal(stats.runs.completed, members.length)
}

describe("REC-01 power cuts", () => {
  const state = stateFolder()
  let port
  let server
  let api
  const start = async () => {
    server = await startServer({ state: state.path, port })
    api = clientOf(server)
  }
  before(async () => {
    port = await freePort()
    await start()
  })
  after(async () => {
    await server?.stop()
    state.remove()
  })

  it("RUN-1 a kill in the middle of 2,000 members loses nobody and sends nothing twice", async () => {
    const members = people("mid", 2_000)
    const { segmentId, campaignId } = await api.flow("Middle", oneEmail)
    for (const part of chunks(members, 1_000)) await api.join(segmentId, part)
    const sent = async () => (await api.get(`/campaigns/${campaignId}/stats`)).steps.hello.sent ?? 0
    await until(async () => (await sent()) >= 400, 300_000, 25)
    await server.kill()
    await start()
    await assertEachOnce(api, campaignId, members)
  })

  it("API-2 a kill right after a 202 loses nobody", async () => {
    const members = people("after", 1_000)
    const { segmentId, campaignId } = await api.flow("After 202", oneEmail)
    const answer = await api.join(segmentId, members)
    await server.kill()
    assert.equal(answer.accepted, 1_000)
    await start()
    await assertEachOnce(api, campaignId, members)
  })

  it("API-2 the same webhook-id after a kill has no second effect", async () => {
    const members = people("again", 100)
    const { segmentId, campaignId } = await api.flow("Again", oneEmail)
    const headers = { "webhook-id": "msg_once" }
    const first = await api.join(segmentId, members, headers)
    await server.kill()
    await start()
    assert.deepEqual(await api.join(segmentId, members, headers), first)
    await assertEachOnce(api, campaignId, members)
  })

  it("TIME-7 timers that fell due while the system was down fire after it is up, once", async () => {
    const members = people("timer", 200)
    const wait = { type: "delay", name: "Wait", delay: { for: "PT2S" }, outcomes: { done: "hello" } }
    const { segmentId, campaignId } = await api.flow("Timers", { start: "wait", steps: { wait, ...oneEmail.steps } })
    await api.join(segmentId, members)
    await until(async () => (await api.get(`/campaigns/${campaignId}/stats`)).runs.active === 200, 60_000)
    await server.kill()
    await start()
    const done = async () => (await api.get(`/campaigns/${campaignId}/stats`)).runs.completed === 200
    await until(done, 120_000)
    await assertEachOnce(api, campaignId, members)
  })
})
