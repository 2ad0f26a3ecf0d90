// An outside program that plays Twilio: it gets each SMS once, reports what became of it, and passes on what members answer.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import { after, before, describe, it } from "node:test"
import { clientOf, countBy } from "./helpers/client.mjs"
import { end, wait } from "./helpers/flows.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

const accountSid = `AC${"0a".repeat(16)}`
const authToken = "twilio-auth-token"
const members = 30

const sms = (text, next) => ({ type: "sms", name: text, message: { text }, outcomes: { sent: next } })
const number = (n) => `+598991200${String(n).padStart(2, "0")}`
const flow = {
  start: "first",
  steps: {
    first: sms("First {{ member.id }}", "wait"),
    wait: wait("P1D", "second"),
    second: sms("Second https://bank.example/o?m={{ member.id }}&x=%20d", "end"),
    end,
  },
}

/** Twilio's end: `moods[number]` are what it does with the next requests for that number; then it takes them. */
async function startTwilio() {
  const taken = []
  const requests = []
  const moods = {}
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (chunk) => (body += chunk))
    request.on("end", () => {
      const form = Object.fromEntries(new URLSearchParams(body))
      requests.push({ url: request.url, headers: request.headers, form })
      const say = (status, value, headers = {}) =>
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value))
      const mood = moods[form.To]?.shift()
      if (mood === "busy") return say(429, { code: 20429, message: "Too Many Requests" }, { "retry-after": "30" })
      if (mood === "broken") return say(503, { message: "Service unavailable" })
      if (mood === "stopped") return say(400, { code: 21610, message: "Attempt to send to unsubscribed recipient" })
      const sid = `SM${taken.length + 1}`
      taken.push({ sid, form })
      if (mood === "hangUp") return void request.socket.destroy()
      say(201, { sid, status: "queued" })
    })
  })
  const port = await freePort()
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, taken, requests, moods, close }
}

/** Posts a form as Twilio does, signed with the address. */
async function post(url, fields, token = authToken) {
  const names = Object.keys(fields).sort()
  const text = url + names.map((name) => name + fields[name]).join("")
  const signature = createHmac("sha1", token).update(text).digest("base64")
  const answer = await fetch(url, {
    method: "POST",
    headers: { "x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  })
  return { status: answer.status, text: await answer.text() }
}

describe("SMS by Twilio", () => {
  const state = stateFolder()
  let server
  let api
  let twilio
  let started
  before(async () => {
    twilio = await startTwilio()
    server = await startServer({ state: state.path, port: await freePort(), env: { OUTBOUND_ALLOW: "127.0.0.1" } })
    api = clientOf(server)
    const credentials = { accountSid, authToken, from: "+15005550006" }
    await api.put("/providers/sms", { kind: "twilio", baseUrl: twilio.url, credentials })
    await api.advance("PT0S", { hold: true })
    started = await api.flow("SMS", flow, { smsTracking: true })
  })
  after(async () => {
    await server?.stop()
    await twilio?.close()
    state.remove()
  })

  const deliveries = async (stepId) => {
    const all = await api.all(`/deliveries?campaignId=${started.campaignId}&stepId=${stepId}`)
    return new Map(all.map((one) => [one.to ?? one.memberId, one]))
  }
  const callback = (n, fields) => {
    const { sid, form } = twilio.taken.find((one) => one.form.To === number(n))
    return post(form.StatusCallback, { AccountSid: accountSid, MessageSid: sid, To: form.To, ...fields })
  }
  const inbound = (n, text) =>
    post(`${server.url}/webhooks/providers/sms/twilio`, {
      MessageSid: `IN${n}${text}`,
      From: number(n),
      To: "+15005550006",
      Body: text,
    })

  it("SEND-3 RUN-1 each member's SMS arrives once, exactly as written, through 429, 503 and a lost answer", async () => {
    twilio.moods[number(1)] = ["busy"]
    twilio.moods[number(2)] = ["broken", "broken"]
    twilio.moods[number(3)] = ["hangUp"]
    twilio.moods[number(4)] = ["stopped"]
    const list = Array.from({ length: members }, (_, n) => ({ id: `m${n}`, phone: number(n), locale: "es-UY" }))
    await api.join(started.segmentId, list)
    await api.advance("PT10M")
    const got = countBy(twilio.taken, (one) => one.form.To)
    for (let n = 0; n < members; n++) assert.equal(got.get(number(n)) ?? 0, n === 4 ? 0 : 1, number(n))
    for (const { url, headers, form } of twilio.requests) {
      assert.equal(url, `/2010-04-01/Accounts/${accountSid}/Messages.json`)
      assert.equal(headers.authorization, `Basic ${btoa(`${accountSid}:${authToken}`)}`)
      assert.equal(form.From, "+15005550006")
      assert.equal(form.Body, `First m${Number(form.To.slice(-2))}`)
    }
    const known = await deliveries("first")
    assert.equal(known.get(number(2)).status, "sent")
    assert.deepEqual([known.get("m3").status, known.get("m4").status], ["unknown", "failed"])
  })

  it("SEND-5 DEL-06 DEL-16 signed reports settle it, doubled and in any order; forged ones do nothing", async () => {
    for (let i = 0; i < 5; i++) assert.equal((await callback(3, { MessageStatus: "delivered" })).status, 200)
    await callback(0, { MessageStatus: "delivered" })
    await callback(0, { MessageStatus: "sent" })
    await callback(5, { MessageStatus: "undelivered", ErrorCode: "30005" })
    const { form } = twilio.taken.find((one) => one.form.To === number(6))
    const forged = await post(form.StatusCallback, { MessageSid: "SM1", MessageStatus: "delivered" }, "another token")
    assert.deepEqual(forged, { status: 401, text: "" })
    await api.settle()
    const known = await deliveries("first")
    assert.deepEqual(
      [3, 0, 5, 6].map((n) => known.get(number(n)).status),
      ["delivered", "delivered", "bounced", "sent"],
    )
    const { steps } = await api.get(`/campaigns/${started.campaignId}/stats`)
    assert.deepEqual([steps.first.delivered, steps.first.bounced], [2, 1])
  })

  it("DEL-20 after an inbound STOP the next SMS is not sent; other words stop nothing", async () => {
    const stopped = await inbound(7, "Stop")
    assert.equal(stopped.status, 200)
    assert.match(stopped.text, /<Message>No recibirá más mensajes/)
    await inbound(8, "please stop by")
    await inbound(9, "BAJA")
    await inbound(9, "alta")
    const before = twilio.taken.length
    await api.advance("P1D")
    const next = twilio.taken.slice(before).map((one) => one.form.To)
    // Nobody who said STOP (7), whom Twilio says has said so (4), or whose number is dead (5); everybody else once.
    const expected = Array.from({ length: members }, (_, n) => number(n)).filter((_, n) => ![4, 5, 7].includes(n))
    assert.deepEqual(next.toSorted(), expected)
    const skipped = [...(await deliveries("second")).values()].filter((one) => one.status === "skipped")
    assert.deepEqual(skipped.map((one) => [one.memberId, one.reason]).toSorted(), [
      ["m4", "suppressed"],
      ["m5", "suppressed"],
      ["m7", "suppressed"],
    ])
  })

  it("MSG-6 its short link leads the member on byte by byte, a click counts, and a messenger's preview does not", async () => {
    const follow = async (n, agent) => {
      const { form } = twilio.taken.findLast((one) => one.form.To === number(n))
      assert.match(form.Body, /^Second http:\/\/[\w.:]+\/s\/[0-9A-Za-z]{9}$/)
      const answer = await fetch(form.Body.slice("Second ".length), {
        redirect: "manual",
        headers: { "user-agent": agent },
      })
      return [answer.status, answer.headers.get("location")]
    }
    const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1"
    assert.deepEqual(await follow(0, phone), [302, "https://bank.example/o?m=m0&x=%20d"])
    assert.deepEqual(await follow(1, "WhatsApp/2.24.20.89 A"), [302, "https://bank.example/o?m=m1&x=%20d"])
    await api.settle()
    const { steps } = await api.get(`/campaigns/${started.campaignId}/stats`)
    assert.equal(steps.second.clicked, 1)
  })
})
