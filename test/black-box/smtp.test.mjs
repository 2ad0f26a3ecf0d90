// An outside program that plays a mail server: it speaks STARTTLS with a certificate, wants a login, and has bad days.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { after, before, describe, it } from "node:test"
import { TLSSocket } from "node:tls"
import { fileURLToPath } from "node:url"
import { clientOf, countBy, people } from "./helpers/client.mjs"
import { end, mail, wait } from "./helpers/flows.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

const fixture = (name) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))
const certificate = {
  key: readFileSync(fixture("localhost.key.pem")),
  cert: readFileSync(fixture("localhost.cert.pem")),
}
const twoMails = { start: "one", steps: { one: mail("wait"), wait: wait("P1D", "two"), two: mail("end"), end } }
const login = `AUTH PLAIN ${Buffer.from("\0millrace\0sésamo").toString("base64")}`

/**
 * The mail server. `moods[to]` are what it does with the next tries for an address: `greylists`, `hangsUp` before it has
 * the message, `loses` its answer to a message that it took, `unknownUser`.
 */
async function startMailServer() {
  const letters = []
  const moods = {}
  const clear = []
  const serve = (socket, secure) => {
    let heard = ""
    let to = ""
    let mood
    let content = null
    let known = false
    const say = (line) => socket.writable && socket.write(`${line}\r\n`)
    const command = (line) => {
      if (!secure) clear.push(line)
      if (line.startsWith("EHLO")) return say(`250-mx\r\n250-PIPELINING\r\n250 ${secure ? "AUTH PLAIN" : "STARTTLS"}`)
      if (line === "STARTTLS") {
        say("220 Go on")
        socket.removeAllListeners("data")
        return serve(new TLSSocket(socket, { isServer: true, ...certificate }), true)
      }
      if (line.startsWith("AUTH")) {
        known = secure && line === login
        return say(known ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong password")
      }
      if (line.startsWith("QUIT")) return socket.end("221 Bye\r\n")
      if (!known) return say("530 5.7.0 Log in")
      if (line.startsWith("RCPT")) {
        to = /<(.*)>/.exec(line)[1]
        mood = moods[to]?.shift()
        if (mood === "greylists") return say("450 4.2.0 Greylisted")
        if (mood === "unknownUser") return say("550 5.1.1 No such user")
        if (mood === "hangsUp") return socket.destroy()
      }
      if (line === "DATA") {
        if (mood === "greylists" || mood === "unknownUser") return say("503 5.5.1 No recipients")
        content = []
        return say("354 Go on")
      }
      say("250 2.0.0 Ok")
    }
    socket.on("error", () => {})
    socket.on("data", (data) => {
      heard += data.toString("latin1")
      for (let at = heard.indexOf("\r\n"); at !== -1; at = heard.indexOf("\r\n")) {
        const line = heard.slice(0, at)
        heard = heard.slice(at + 2)
        if (content === null) command(line)
        else if (line !== ".") content.push(line.replace(/^\./, ""))
        else {
          letters.push({ to, text: content.join("\r\n") })
          content = null
          if (mood === "loses") return void socket.destroy()
          say("250 2.0.0 Ok: queued")
        }
      }
    })
  }
  const server = createServer((socket) => {
    serve(socket, false)
    socket.write("220 mx.bank.example ESMTP\r\n")
  })
  const port = await freePort()
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve))
  return { port: String(port), letters, moods, clear, close: () => new Promise((resolve) => server.close(resolve)) }
}

describe("email by SMTP", () => {
  const state = stateFolder()
  let server
  let api
  let mx
  let credentials
  before(async () => {
    mx = await startMailServer()
    credentials = { host: "localhost", port: mx.port, security: "starttls", user: "millrace", password: "sésamo" }
    const env = { OUTBOUND_ALLOW: "localhost", NODE_EXTRA_CA_CERTS: fixture("localhost.cert.pem") }
    server = await startServer({ state: state.path, port: await freePort(), env })
    api = clientOf(server)
    await api.advance("PT0S", { hold: true })
    await api.request("PATCH", "/settings/company", { senderName: "Banco Ñandú", senderEmail: "hello@bank.example" })
    await api.put("/providers/email", { kind: "smtp", credentials })
  })
  after(async () => {
    await server?.stop()
    await mx?.close()
    state.remove()
  })

  it("SEND-1 DEL-08 thirty members get two emails each, once, in TLS, through greylisting and broken connections", async () => {
    const { segmentId, campaignId } = await api.flow("Mail server", twoMails)
    const members = people("sm", 30)
    for (const [n, { email }] of members.entries()) mx.moods[email] = [["greylists"], ["hangsUp"], [], [], []][n % 5]
    await api.join(segmentId, members)
    await api.settle()
    await api.advance("P3D")
    assert.deepEqual(
      [...countBy(mx.letters, ({ to }) => to)].sort(),
      members.map(({ email }) => [email, 2]).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    )
    const { steps } = await api.get(`/campaigns/${campaignId}/stats`)
    assert.deepEqual([steps.one.sent, steps.two.sent], [30, 30])
    // Neither the password nor a message was said before TLS.
    assert.deepEqual([...new Set(mx.clear.map((line) => line.split(" ")[0]))].sort(), ["EHLO", "STARTTLS"])
    const [{ text }] = mx.letters
    assert.match(text, /^From: =\?UTF-8\?B\?QmFuY28gw5FhbmTDug==\?= <hello@bank\.example>$/m)
    assert.match(text, /^List-Unsubscribe: </m)
    assert.match(text, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
    assert.match(text, /^Auto-Submitted: auto-generated\r$/m)
  })

  it("DEL-06 DEL-17 a lost answer is never sent again; a mailbox that is not there closes the address", async () => {
    const { segmentId, campaignId } = await api.flow("Lost answer", twoMails)
    const [lost, gone] = people("sl", 2)
    mx.moods[lost.email] = ["loses"]
    mx.moods[gone.email] = ["unknownUser"]
    await api.join(segmentId, [lost, gone])
    await api.settle()
    await api.advance("P3D")
    const deliveries = await api.all(`/deliveries?campaignId=${campaignId}`)
    const outcomes = deliveries.map(({ memberId, stepId, status }) => `${memberId} ${stepId} ${status}`).sort()
    assert.deepEqual(outcomes, [
      ...[`${lost.id} one unknown`, `${lost.id} two sent`],
      ...[`${gone.id} one failed`, `${gone.id} two skipped`],
    ])
    assert.equal(mx.letters.filter(({ to }) => to === lost.email).length, 2)
    assert.equal(mx.letters.filter(({ to }) => to === gone.email).length, 0)
  })

  it("SEND-3 a wrong password and a host that is not allowed are said at once", async () => {
    const wrong = { ...credentials, password: "wrong password" }
    await api.put("/providers/email", { kind: "smtp", credentials: wrong })
    const test = await api.post("/providers/email/test", { to: "ana@bank.example" })
    assert.deepEqual([test.outcome, test.detail], ["refused", "5.7.8 Wrong password"])
    const inner = await api.request("PUT", "/providers/email", {
      kind: "smtp",
      credentials: { ...wrong, host: "10.0.0.1" },
    })
    assert.deepEqual([inner.status, inner.body.errors[0].path], [422, "credentials.host"])
  })
})
