import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { clientOf, oneEmail, people } from "./helpers/client.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

describe("bad input", () => {
  const state = stateFolder()
  let server
  let api
  let segmentId
  before(async () => {
    server = await startServer({ state: state.path, port: await freePort() })
    api = clientOf(server)
    segmentId = (await api.post("/segments", { name: "S", kind: "list" })).id
  })
  after(async () => {
    await server?.stop()
    state.remove()
  })

  /** The answer is a problem document of that status, naming that field. */
  function assertProblem({ status, body, headers }, expected, path) {
    assert.equal(status, expected, JSON.stringify(body))
    assert.match(headers.get("content-type"), /^application\/problem\+json/)
    assert.equal(body.status, expected)
    for (const field of ["type", "title", "code"]) assert.equal(typeof body[field], "string", field)
    if (path !== undefined)
      assert.ok(
        body.errors?.some((error) => error.path === path),
        JSON.stringify(body.errors),
      )
  }

  it("API-1 malformed JSON is 400", async () => {
    assertProblem(await api.request("POST", "/segments", '{"name":'), 400)
    assertProblem(await api.request("POST", `/webhooks/segments/${segmentId}/joins`, "{nope"), 400)
  })

  it("API-1 wrong types are 422 at their field", async () => {
    assertProblem(await api.request("POST", "/segments", { name: 7, kind: "list" }), 422, "name")
    assertProblem(
      await api.request("POST", "/campaigns", { kind: "flow", name: "x", segmentIds: "all" }),
      422,
      "segmentIds",
    )
    assertProblem(await api.request("PUT", "/members/m", { email: "not an address" }), 422, "email")
    assertProblem(await api.request("PUT", "/members/m", { phone: "12" }), 422, "phone")
    assertProblem(await api.request("PUT", "/members/m", { timeZone: "Bogus/Zone" }), 422, "timeZone")
    assertProblem(await api.request("GET", "/members?limit=201"), 422, "limit")
  })

  it("API-1 unknown ids are 404, a missing token 401", async () => {
    assertProblem(await api.request("GET", "/campaigns/nope"), 404)
    assertProblem(await api.request("POST", "/webhooks/segments/nope/joins", { members: people("x", 1) }), 404)
    assertProblem(await api.request("GET", "/members/nope"), 404)
    assertProblem(await api.request("GET", "/nothing-here"), 404)
    assertProblem(await api.request("GET", "/campaigns", undefined, { authorization: "Bearer wrong" }), 401)
  })

  it("API-1 a body over 4 MB is 413, also when it does not say its length", async () => {
    const big = JSON.stringify({ members: [{ id: "big", attributes: { a: "x".repeat(5_000_000) } }] })
    assertProblem(await api.request("POST", `/webhooks/segments/${segmentId}/joins`, big), 413)
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(big))
        controller.close()
      },
    })
    const answer = await fetch(`${server.url}/api/v1/webhooks/segments/${segmentId}/joins`, {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { authorization: "Bearer black-box-admin-token", "content-type": "application/json" },
    })
    assert.equal(answer.status, 413)
    await answer.body?.cancel()
    assert.equal((await api.request("GET", "/members/big")).status, 404)
  })

  it("API-2 one bad join of a thousand is listed, the others are kept", async () => {
    const members = people("good", 1_000)
    members[499] = { id: "bad", email: "no address" }
    const { accepted, rejected } = await api.join(segmentId, members)
    assert.equal(accepted, 999)
    assert.equal(rejected.length, 1)
    assert.equal(rejected[0].index, 499)
    assert.equal(rejected[0].id, "bad")
    assert.match(rejected[0].message, /email/)
    await api.settle()
    assert.equal((await api.get(`/segments/${segmentId}`)).memberCount, 999)
    assert.equal((await api.request("GET", "/members/bad")).status, 404)
    assert.equal((await api.request("GET", "/members/good-998")).status, 200)
  })

  it("API-2 a post of 1,000 joins is taken, one of 1,001 is not", async () => {
    assertProblem(
      await api.request("POST", `/webhooks/segments/${segmentId}/joins`, { members: people("many", 1_001) }),
      422,
    )
    await api.settle()
    assert.equal((await api.request("GET", "/members/many-0")).status, 404)
  })

  it("CAM-3 ENG-06 a flow with Everyone or no segment is 422", async () => {
    const before = (await api.all("/campaigns")).length
    for (const segmentIds of [["everyone"], []]) {
      assertProblem(await api.request("POST", "/campaigns", { kind: "flow", name: "x", segmentIds }), 422, "segmentIds")
    }
    assert.equal((await api.all("/campaigns")).length, before)
  })

  async function draftWith(steps, start = "hello") {
    const campaign = await api.post("/campaigns", {
      kind: "flow",
      name: "Draft",
      segmentIds: [segmentId],
      timeZone: "UTC",
    })
    const saved = await api.put(`/campaigns/${campaign.id}/flow`, { start, steps })
    return { id: campaign.id, saved }
  }

  it("FLOW-13 an outcome that leads nowhere is a problem of its step, and nothing starts", async () => {
    const { id, saved } = await draftWith({
      ...oneEmail.steps,
      hello: { ...oneEmail.steps.hello, outcomes: { sent: "gone" } },
    })
    assert.ok(saved.problems.some(({ stepId }) => stepId === "hello"))
    const answer = await api.request("POST", `/campaigns/${id}/publish`, {})
    assertProblem(answer, 422)
    assert.ok(answer.body.errors.some(({ stepId }) => stepId === "hello"))
    assert.equal((await api.get(`/campaigns/${id}`)).status, "draft")
    assert.equal((await api.all(`/campaigns/${id}/runs`)).length, 0)
  })

  it("FLOW-13 a loop without a wait of a minute is refused", async () => {
    const loop = { hello: { ...oneEmail.steps.hello, outcomes: { sent: "wait" } } }
    const wait = (length) => ({ type: "delay", name: "Wait", delay: { for: length }, outcomes: { done: "hello" } })
    for (const [length, status] of [
      ["PT59S", 422],
      ["PT1M", 200],
    ]) {
      const { id } = await draftWith({ ...loop, wait: wait(length) })
      const answer = await api.request("POST", `/campaigns/${id}/publish?preview=1`, {})
      const problems =
        status === 200 ? answer.body.problems : (await api.request("POST", `/campaigns/${id}/publish`, {})).body.errors
      assert.equal(
        problems.some(({ code }) => /loop/i.test(code)),
        status === 422,
        `${length}: ${JSON.stringify(problems)}`,
      )
    }
  })

  it("FLOW-13 a flow of a wrong shape is 422 and the draft stays as it was", async () => {
    const { id } = await draftWith(oneEmail.steps)
    const wrong = { start: "hello", steps: { hello: { type: "nosuch", name: "x", outcomes: {} } } }
    assertProblem(await api.request("PUT", `/campaigns/${id}/flow`, wrong), 422)
    assert.deepEqual(Object.keys((await api.get(`/campaigns/${id}/flow`)).draft.steps).sort(), ["end", "hello"])
  })

  it("MSG-2 an unknown variable is found before publishing", async () => {
    const message = { subject: "Hi {{ member.nickname }}", html: "<p>x</p>" }
    const { saved } = await draftWith({ ...oneEmail.steps, hello: { ...oneEmail.steps.hello, message } })
    assert.ok(saved.problems.some(({ stepId, message: text }) => stepId === "hello" && /member\.nickname/.test(text)))
  })

  it("SEC-30 hostile text is taken literally or refused, never a 500", async () => {
    const texts = ["'; DROP TABLE members; --", "%", "_", '"', "\\", "a\u0000b", "../..", "{{ 7 }}", "<script>", "é/ñ"]
    for (const text of texts) {
      const code = encodeURIComponent(text)
      for (const path of [
        `/members?query=${code}`,
        `/members/${code}`,
        `/deliveries?stepId=${code}`,
        `/campaigns?cursor=${code}`,
      ]) {
        const { status } = await api.request("GET", path)
        assert.ok(status < 500, `${path}: ${status}`)
      }
    }
    assert.equal((await api.request("GET", "/members/good-998")).status, 200)
  })
})
