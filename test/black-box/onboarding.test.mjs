import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { clientOf, countBy } from "./helpers/client.mjs"
import { createMembers, expectation, flow, isUnsubscribed, joinedAt, timeZone } from "./helpers/onboarding.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

describe("the worked example, by an outside program", () => {
  const state = stateFolder()
  const members = createMembers()
  const expected = new Map(members.map((member) => [member.id, expectation(member)]))
  let server
  let api
  let campaignId

  before(async () => {
    server = await startServer({ state: state.path, port: await freePort() })
    api = clientOf(server)
    await api.advanceTo(joinedAt, { hold: true })
    const made = await api.flow("Onboarding", flow, { timeZone })
    campaignId = made.campaignId
    const { accepted, rejected } = await api.join(made.segmentId, members)
    assert.deepEqual({ accepted, rejected }, { accepted: 1_000, rejected: [] })
    await api.settle()
    for (const { id } of members.filter(isUnsubscribed)) {
      const consent = { channel: "email", scope: "all", status: "unsubscribed" }
      await api.put(`/members/${encodeURIComponent(id)}/consent`, consent)
    }
    await api.advance("P70D")
  })
  after(async () => {
    await server?.stop()
    state.remove()
  })

  it("RUN-1 every member gets what the rules say, once, at the instant due (TIME-1, TIME-3, TZ-15)", async () => {
    const outbox = await api.all(`/outbox?campaignId=${campaignId}`)
    const got = Map.groupBy(outbox, ({ memberId }) => memberId)
    const wrong = members.flatMap(({ id }) => {
      const actual = (got.get(id) ?? []).map(({ stepId, at }) => `${stepId} ${at}`).sort()
      const due = expected
        .get(id)
        .deliveries.flatMap(({ stepId, at }) => (at ? `${stepId} ${new Date(at).toISOString()}` : []))
      return JSON.stringify(actual) === JSON.stringify(due.sort()) ? [] : [{ id, actual, due }]
    })
    assert.deepEqual(wrong.slice(0, 3), [])
    assert.equal(new Set(outbox.map(({ idempotencyKey }) => idempotencyKey)).size, outbox.length)
  })

  it("RUN-3 every message not sent has its reason", async () => {
    const deliveries = await api.all(`/deliveries?campaignId=${campaignId}`)
    const line = ({ stepId, visit, status, reason }) => `${stepId} ${visit} ${status} ${reason ?? ""}`
    const got = Map.groupBy(deliveries, ({ memberId }) => memberId)
    const wrong = members.filter(({ id }) => {
      const actual = (got.get(id) ?? []).map(line).sort()
      return JSON.stringify(actual) !== JSON.stringify(expected.get(id).deliveries.map(line).sort())
    })
    assert.deepEqual(wrong.slice(0, 3), [])
  })

  it("RUN-6 every run ends where and when the rules say, none lost, none twice", async () => {
    const runs = await api.all(`/campaigns/${campaignId}/runs`)
    assert.equal(runs.length, members.length)
    const wrong = runs.filter(({ memberId, status, stepId, endedAt }) => {
      const due = new Date(expected.get(memberId)?.endedAt ?? 0).toISOString()
      return status !== "completed" || stepId !== "end" || endedAt !== due
    })
    assert.deepEqual(wrong.slice(0, 3), [])
    assert.equal(new Set(runs.map(({ memberId }) => memberId)).size, members.length)
  })

  it("ENG-23 the numbers on the chart are those of the deliveries", async () => {
    const stats = await api.get(`/campaigns/${campaignId}/stats`)
    assert.deepEqual(stats.runs, { active: 0, completed: 1_000, exited: 0, cancelled: 0, failed: 0 })
    assert.deepEqual(Object.keys(stats.steps).sort(), Object.keys(flow.steps).sort())
    const all = [...expected.values()].flatMap(({ deliveries }) => deliveries)
    const sent = countBy(
      all.filter(({ status }) => status === "sent"),
      ({ stepId }) => stepId,
    )
    for (const stepId of ["welcome", "checkIn", "tips", "winBack"]) {
      const numbers = stats.steps[stepId]
      const visits = all.filter((one) => one.stepId === stepId)
      const skipped = Object.fromEntries(
        countBy(
          visits.filter(({ reason }) => reason),
          ({ reason }) => reason,
        ),
      )
      assert.equal(numbers.sent, sent.get(stepId), `sent of ${stepId}`)
      assert.deepEqual(numbers.skipped ?? {}, skipped, `skipped of ${stepId}`)
      assert.equal(numbers.entered, visits.length, `entered of ${stepId}`)
    }
    for (const [stepId, { current }] of Object.entries(stats.steps)) assert.equal(current, 0, `current of ${stepId}`)
  })

  it("MSG-2 messages are rendered for the member, with fallbacks", async () => {
    const [item] = (await api.get(`/outbox?memberId=${encodeURIComponent("onboarding/0 é")}&stepId=welcome`)).items
    assert.equal(item.subject, "Welcome")
    // What every email carries comes after what its author wrote (MSG-4).
    assert.match(item.html, /^<p>there<\/p>\n.*\/u\//s)
    assert.match(item.text, /^there\n.*\/u\//s)
    assert.equal(item.to, "m0@example.com")
  })
})
