// Web service steps against a real server: what it is asked, and what becomes of its answers.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import { after, before, describe, it } from "node:test"
import { clientOf, people } from "./helpers/client.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

const secret = `whsec_${Buffer.from("a secret of thirty-two bytes, 32").toString("base64")}`
const end = { type: "end", name: "End" }
const sms = (text) => ({ type: "sms", name: text, message: { text }, outcomes: { sent: "end" } })

/** Calls a path of the test's server, then says how it went. */
const flowTo = (url, more = {}) => ({
  start: "call",
  steps: {
    call: {
      type: "webService",
      name: "Call",
      request: { method: "POST", url, body: '{"id":"{{ member.id }}"}' },
      timeout: "PT2S",
      outcomes: { success: "good", failure: "bad" },
      ...more,
    },
    good: sms("Good {{ answer.score }}"),
    bad: sms("Bad"),
    end,
  },
})

/** A service that keeps what it is asked; `answers[path]` is what it says, by the number of the call of one id. */
async function startService() {
  const calls = []
  const answers = {}
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (chunk) => (body += chunk))
    request.on("end", () => {
      const { headers, method, url } = request
      calls.push({ headers, method, url, body })
      const n = calls.filter((one) => one.url === url && one.headers["webhook-id"] === headers["webhook-id"]).length
      const answer = answers[url]?.(n) ?? { status: 404 }
      if (answer.hang) return
      if (answer.drop) return void request.socket.destroy()
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? "")
    })
  })
  const port = await freePort()
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    answers,
    to: (path) => calls.filter((one) => one.url === path),
    close,
  }
}

describe("Web service steps", () => {
  const state = stateFolder()
  let server
  let api
  let service
  before(async () => {
    service = await startService()
    server = await startServer({ state: state.path, port: await freePort(), env: { OUTBOUND_ALLOW: "127.0.0.1" } })
    api = clientOf(server)
    await api.put("/providers/webhook", { kind: "http", credentials: { secret } })
    await api.advance("PT0S", { hold: true })
  })
  after(async () => {
    await server?.stop()
    await service?.close()
    state.remove()
  })

  /** Sends one member through a call of `path`; gives how it went. */
  async function callOnce(path, { advance = "PT0S", more = {} } = {}) {
    const { segmentId, campaignId } = await api.flow(path, flowTo(`${service.url}${path}`, more))
    await api.join(segmentId, [{ id: `${path.slice(1)}-0`, phone: "+59899123456" }])
    await api.advance(advance)
    const { steps } = await api.get(`/campaigns/${campaignId}/stats`)
    const [delivery] = await api.all(`/deliveries?campaignId=${campaignId}&stepId=call`)
    return { went: steps.good.entered === 1 ? "good" : steps.bad.entered === 1 ? "bad" : "waits", delivery, campaignId }
  }

  it("DEL-25 204 is success, 301 is not followed, 410 and 404 fail at once, 502 is retried", async () => {
    service.answers["/ok"] = () => ({ status: 204 })
    service.answers["/moved"] = () => ({ status: 301, headers: { location: `${service.url}/ok` } })
    service.answers["/gone"] = () => ({ status: 410 })
    service.answers["/flaky"] = (n) => ({ status: n < 4 ? 502 : 200 })
    const before = service.to("/ok").length
    assert.equal((await callOnce("/ok")).went, "good")
    assert.equal((await callOnce("/moved")).went, "bad")
    assert.equal(service.to("/ok").length, before + 1)
    const gone = await callOnce("/gone")
    assert.equal(gone.went, "bad")
    assert.equal(gone.delivery.reason, "failedPermanently")
    assert.equal((await callOnce("/missing")).went, "bad")
    assert.equal((await callOnce("/flaky", { advance: "PT10M" })).went, "good")
    assert.equal(service.to("/flaky").length, 4)
  })

  it("DEL-26 RUN-1 the id is the same over retries, the timestamp new, the signature good", async () => {
    service.answers["/signed"] = (n) => (n === 1 ? { drop: true } : { status: n < 4 ? 503 : 200 })
    const { went, delivery } = await callOnce("/signed", { advance: "PT10M" })
    assert.equal(went, "good")
    const calls = service.to("/signed")
    assert.equal(calls.length, 4)
    assert.deepEqual(new Set(calls.map(({ headers }) => headers["webhook-id"])), new Set([delivery.id]))
    assert.equal(new Set(calls.map(({ headers }) => headers["webhook-timestamp"])).size, 4)
    const key = Buffer.from(secret.slice(6), "base64")
    for (const { headers, body } of calls) {
      const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`
      const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`
      assert.equal(headers["webhook-signature"], expected)
    }
  })

  it("DEL-04 Retry-After as a date or in seconds is obeyed, an absurd one is capped at 12 hours", async () => {
    service.answers["/dated"] = (n) =>
      n === 1
        ? { status: 429, headers: { "retry-after": new Date(Date.now() + 90_000).toUTCString() } }
        : { status: 200 }
    assert.equal((await callOnce("/dated", { advance: "PT80S" })).went, "waits")
    await api.advance("PT15S")
    assert.equal(service.to("/dated").length, 2)
    service.answers["/absurd"] = (n) =>
      n === 1 ? { status: 503, headers: { "retry-after": "999999999" } } : { status: 200 }
    await callOnce("/absurd", { advance: "PT11H50M" })
    assert.equal(service.to("/absurd").length, 1)
    await api.advance("PT20M")
    assert.equal(service.to("/absurd").length, 2)
  })

  it("FLOW-9 a service that does not answer in time is asked again", async () => {
    service.answers["/slow"] = (n) => (n === 1 ? { hang: true } : { status: 200 })
    const { went } = await callOnce("/slow", { advance: "PT1M", more: { timeout: "PT1S" } })
    assert.equal(went, "good")
    assert.equal(service.to("/slow").length, 2)
  })

  it("FLOW-9 an answer is mapped, and is there for what follows", async () => {
    service.answers["/score"] = () => ({ status: 200, body: JSON.stringify({ score: 7, list: [{ a: "x" }] }) })
    const map = [
      { pointer: "/score", to: { attribute: "score" } },
      { pointer: "/list/0/a", to: { attribute: "letter" } },
    ]
    const { campaignId } = await callOnce("/score", { more: { map } })
    const [message] = await api.all(`/outbox?campaignId=${campaignId}`)
    assert.equal(message.text, "Good 7")
    const { attributes } = await api.get("/members/score-0")
    assert.deepEqual([attributes.score, attributes.letter], [7, "x"])
  })

  it("SEC-22 a redirect to our own system or to metadata is not followed", async () => {
    service.answers["/own"] = () => ({ status: 302, headers: { location: `${server.url}/healthz` } })
    service.answers["/meta"] = () => ({ status: 307, headers: { location: "http://169.254.169.254/latest" } })
    for (const path of ["/own", "/meta"]) assert.equal((await callOnce(path)).went, "bad")
  })

  it("SEC-21 what is not allowed is refused at publish, or blocked at run without a request", async () => {
    const segment = await api.post("/segments", { name: "Blocked", kind: "list" })
    const campaign = await api.post("/campaigns", { kind: "flow", name: "Blocked", segmentIds: [segment.id] })
    for (const url of [
      "http://127.0.0.2/",
      "http://[::1]/",
      "http://169.254.169.254/",
      `${server.url}/api/v1/members`,
    ]) {
      await api.put(`/campaigns/${campaign.id}/flow`, flowTo(url))
      const answer = await api.request("POST", `/campaigns/${campaign.id}/publish`, {})
      assert.equal(answer.status, 422, url)
      assert.equal(answer.body.errors[0].stepId, "call")
    }
    await api.put(`/campaigns/${campaign.id}/flow`, flowTo("http://{{ member.attributes.host }}/"))
    await api.post(`/campaigns/${campaign.id}/publish`)
    await api.join(segment.id, [{ id: "blocked", attributes: { host: "169.254.169.254" } }])
    await api.settle()
    const [delivery] = await api.all(`/deliveries?campaignId=${campaign.id}&stepId=call`)
    assert.deepEqual([delivery.status, delivery.reason], ["failed", "blockedAddress"])
  })

  it("RUN-1 two hundred members are called for once each", async () => {
    service.answers["/many"] = () => ({ status: 200 })
    const { segmentId, campaignId } = await api.flow("Many", flowTo(`${service.url}/many`))
    await api.join(segmentId, people("many", 200))
    await api.settle()
    assert.equal(new Set(service.to("/many").map(({ headers }) => headers["webhook-id"])).size, 200)
    assert.equal(service.to("/many").length, 200)
    assert.equal((await api.get(`/campaigns/${campaignId}/stats`)).steps.good.entered, 200)
  })

  it("FLOW-10 a document of the built system is a PDF behind its link", async () => {
    const html = "<h1>Contrato de {{ member.id }}</h1><p>مرحبا 你好 हिन्दी</p>"
    const pdf = { type: "exportPdf", name: "Contract", document: { name: "Contract", html }, outcomes: { done: "end" } }
    const { segmentId, campaignId } = await api.flow("Documents", { start: "pdf", steps: { pdf, end } })
    await api.join(segmentId, people("pdf", 3))
    await api.settle()
    const made = await api.all(`/deliveries?campaignId=${campaignId}&stepId=pdf`)
    assert.deepEqual(
      made.map(({ status }) => status),
      ["sent", "sent", "sent"],
    )
    const answer = await fetch(made[0].to)
    assert.equal(answer.headers.get("content-type"), "application/pdf")
    assert.equal((await answer.text()).slice(0, 5), "%PDF-")
    assert.equal((await fetch(made[0].to.slice(0, -3))).status, 404)
  })
})
