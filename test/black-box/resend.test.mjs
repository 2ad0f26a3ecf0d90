// An outside program that plays Resend: it gets each email once with the right headers, through its bad days, at the rate
// it was promised; and reports what became of them.
import assert from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { createServer } from "node:http"
import { after, before, describe, it } from "node:test"
import { clientOf, countBy, people } from "./helpers/client.mjs"
import { end, mail, oneMail, wait } from "./helpers/flows.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

const apiKey = "re_black_box_key"
const signingKey = Buffer.from("a secret of thirty-two bytes, 32")
const webhookSecret = `whsec_${signingKey.toString("base64")}`

/**
 * Resend's end: it takes an email once per Idempotency-Key, whatever happens to its answer. `moods[to]` are what it does
 * with the next requests for an address.
 */
async function startResend() {
  const sent = new Map()
  const requests = []
  const moods = {}
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (chunk) => (body += chunk))
    request.on("end", () => {
      const say = (status, value, headers = {}) =>
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value))
      const { method, url, headers } = request
      const key = headers["idempotency-key"]
      const email = JSON.parse(body)
      requests.push({ at: Date.now(), method, url, headers, key, email })
      if (headers.authorization !== `Bearer ${apiKey}`) return say(401, { name: "missing_api_key", message: "No key" })
      if (method !== "POST" || url !== "/emails") return say(404, { name: "not_found", message: url })
      const mood = moods[email.to[0]]?.shift()
      if (mood === "busy") return say(429, { name: "rate_limit_exceeded" }, { "retry-after": "20" })
      if (mood === "broken") return say(500, { name: "internal_server_error" })
      if (mood === "refuses") return say(422, { name: "validation_error", message: "Invalid `to` field." })
      const known = sent.get(key)
      if (known && JSON.stringify(known.email) !== body) return say(409, { name: "invalid_idempotent_request" })
      if (!known) sent.set(key, { id: randomUUID(), email })
      if (mood === "hangUp") return void request.socket.destroy()
      say(200, { id: sent.get(key).id })
    })
  })
  const port = await freePort()
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, sent, requests, moods, close }
}

describe("email by Resend", () => {
  const state = stateFolder()
  let server
  let api
  let resend
  before(async () => {
    resend = await startResend()
    server = await startServer({ state: state.path, port: await freePort(), env: { OUTBOUND_ALLOW: "127.0.0.1" } })
    api = clientOf(server)
    await api.advance("PT0S", { hold: true })
    await api.request("PATCH", "/settings/company", { senderName: "Banco Ñandú", senderEmail: "hello@bank.example" })
    await api.put("/providers/email", { kind: "resend", baseUrl: resend.url, credentials: { apiKey, webhookSecret } })
  })
  after(async () => {
    await server?.stop()
    await resend?.close()
    state.remove()
  })

  /** Emails that Resend has taken of one campaign, by address. */
  const takenOf = async (campaignId) => {
    const keys = new Set((await api.all(`/deliveries?campaignId=${campaignId}`)).map((delivery) => delivery.id))
    return [...resend.sent].filter(([key]) => keys.has(key)).map(([, { email }]) => email)
  }

  it("DEL-05 SEND-3 thirty members get two emails each, once, through 429, 500 and lost answers", async () => {
    const flow = { start: "one", steps: { one: mail("wait"), wait: wait("P1D", "two"), two: mail("end"), end } }
    const { segmentId, campaignId } = await api.flow("Bad days", flow)
    const members = people("rs", 30)
    for (const [n, { email }] of members.entries())
      resend.moods[email] = [["busy"], ["broken", "hangUp"], ["hangUp"], ["hangUp", "broken", "busy"], []][n % 5]
    await api.join(segmentId, members)
    await api.settle()
    await api.advance("P3D")
    const taken = await takenOf(campaignId)
    assert.deepEqual(
      [...countBy(taken, (email) => email.to[0])].sort(),
      members.map(({ email }) => [email, 2]).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    )
    const { steps } = await api.get(`/campaigns/${campaignId}/stats`)
    assert.deepEqual([steps.one.sent, steps.two.sent], [30, 30])
    assert.deepEqual(await api.get("/outbox"), { items: [], nextCursor: null })
  })

  it("MSG-4 DEL-24 what arrives is what the member is to see, with the headers of bulk mail", async () => {
    const message = {
      subject: "¡Hola {{ member.attributes.firstName }}!\r\nBcc: x@y.example",
      html: "<p>{{ member.id }} & 你好</p>",
    }
    const flow = { start: "mail", steps: { mail: mail("end", { message }), end } }
    const { segmentId, campaignId } = await api.flow("Headers", flow)
    await api.join(segmentId, [{ id: "h/1", email: "h1@example.com", attributes: { firstName: "Ana 🎉" } }])
    await api.settle()
    const [email] = await takenOf(campaignId)
    assert.equal(email.from, '"Banco Ñandú" <hello@bank.example>')
    assert.deepEqual(email.to, ["h1@example.com"])
    assert.equal(email.subject, "¡Hola Ana 🎉! Bcc: x@y.example")
    assert.match(email.html, /h\/1 & 你好/)
    assert.equal(email.headers["Auto-Submitted"], "auto-generated")
    assert.match(email.headers["List-Id"], new RegExp(campaignId))
    assert.match(email.headers["List-Unsubscribe"], /^<http/)
    assert.equal(email.headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
    const request = resend.requests.find((one) => one.email.to[0] === "h1@example.com")
    const [delivery] = await api.all(`/deliveries?campaignId=${campaignId}`)
    assert.equal(request.key, delivery.id)
  })

  it("SEND-3 DEL-08 what Resend refuses fails alone, lies with the dead letters, and goes out when asked for", async () => {
    const { segmentId, campaignId } = await api.flow("Refused", oneMail)
    const members = people("bad", 10)
    resend.moods[members[3].email] = ["refuses"]
    await api.join(segmentId, members)
    await api.settle()
    assert.equal((await takenOf(campaignId)).length, 9)
    const letters = (await api.all("/dead-letters")).filter((one) => one.body.campaignId === campaignId)
    assert.deepEqual(
      letters.map(({ queue, body }) => [queue, body.memberId, body.status, body.detail]),
      [["email", "bad-3", "failed", "http422: Invalid `to` field."]],
    )
    await api.post(`/dead-letters/${letters[0].id}/retry`)
    await api.settle()
    assert.equal((await takenOf(campaignId)).length, 10)
    const asked = countBy(resend.requests, (one) => one.key)
    for (const { key } of resend.requests.filter((one) => one.email.to[0].startsWith("bad-")))
      assert.equal(asked.get(key), key === letters[0].id ? 2 : 1)
  })

  it("SEND-5 DEL-17 a signed report of a bounce closes the address; a forged one does nothing", async () => {
    const flow = { start: "one", steps: { one: mail("wait"), wait: wait("P1D", "two"), two: mail("end"), end } }
    const { segmentId, campaignId } = await api.flow("Bounces", flow)
    await api.join(segmentId, people("bounce", 1))
    await api.settle()
    const [email] = await takenOf(campaignId)
    const now = Date.parse((await api.get("/dev/clock")).now)
    const data = { to: email.to, tags: email.tags, bounce: { type: "Permanent" } }
    const body = JSON.stringify({ type: "email.bounced", created_at: new Date(now).toISOString(), data })
    const timestamp = String(Math.floor(now / 1_000))
    const sign = (text) =>
      `v1,${createHmac("sha256", signingKey).update(`evt_1.${timestamp}.${text}`).digest("base64")}`
    const report = (signature) =>
      fetch(`${server.url}/webhooks/providers/email/resend`, {
        method: "POST",
        headers: { "svix-id": "evt_1", "svix-timestamp": timestamp, "svix-signature": signature },
        body,
      })
    assert.equal((await report(sign(`${body} `))).ok, false)
    assert.equal((await api.all(`/deliveries?campaignId=${campaignId}`))[0].status, "sent")
    for (let n = 0; n < 3; n++) assert.equal((await report(sign(body))).ok, true)
    await api.settle()
    assert.equal((await api.all(`/deliveries?campaignId=${campaignId}`))[0].status, "bounced")
    assert.equal((await api.get(`/campaigns/${campaignId}/stats`)).steps.one.bounced, 1)
    await api.advance("P2D")
    assert.equal((await takenOf(campaignId)).length, 1)
    const [second] = (await api.all(`/deliveries?campaignId=${campaignId}`)).filter((one) => one.stepId === "two")
    assert.deepEqual([second.status, second.reason], ["skipped", "suppressed"])
  })

  it("SEND-4 LOD-02 a hundred due at one instant leave at the rate that was promised", async () => {
    const perSecond = 40
    const settings = { kind: "resend", baseUrl: resend.url, ratePerSecond: perSecond }
    await api.put("/providers/email", settings)
    const { segmentId, campaignId } = await api.flow("Rate", oneMail)
    await api.join(segmentId, people("rate", 100))
    await api.settle()
    await api.advance("PT1M")
    assert.equal((await takenOf(campaignId)).length, 100)
    const times = resend.requests.filter((one) => one.email.to[0].startsWith("rate-")).map((one) => one.at)
    assert.equal(times.length, 100)
    // Turns are proved where they are given (core/send-rate); when a call arrives here says little of when it left. Without
    // a rate all would be here within a moment.
    assert.ok(Math.max(...times) - Math.min(...times) >= 1_000, `${Math.max(...times) - Math.min(...times)} ms`)
  })
})
