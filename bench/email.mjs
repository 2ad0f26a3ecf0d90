// node bench/email.mjs: the email consumer with a provider that answers in 50 ms, beside a bare consumer that only calls it.
// Both queues are full before the provider lets anything through: what is measured is consuming, not joining.
import { createServer } from "node:http"
import { parseArgs } from "node:util"
import { appDriver } from "./lib/drivers.mjs"
import { call, chunks, timeUntil } from "./lib/measure.mjs"
import { adminToken, startApp, startBareSender } from "./lib/servers.mjs"

const { values } = parseArgs({ options: { emails: { type: "string", default: "3000" } } })
const emails = Number(values.emails)
const answerMs = 50
/** Time that joining before the timers' instant may take, per timer and at least, in ms. */
const leadMs = { each: 40, least: 15_000 }
/** The provider's first calls are held until all others are in the queue, but less than they are waited for (20 s). */
const hold = { stepMs: 500, maxMs: 18_000 }
const patience = { stepMs: 50, maxMs: 300_000 }

/** A provider that lets nobody through before `open`, then answers each call in 50 ms. */
async function startProvider() {
  const calls = []
  const held = []
  let isOpen = false
  const answer = (response) => setTimeout(() => response.writeHead(200).end('{"id":"x"}'), answerMs)
  const server = createServer((request, response) => {
    request.resume()
    request.on("end", () => {
      if (isOpen) calls.push(performance.now())
      if (isOpen) answer(response)
      else held.push(response)
    })
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    calls,
    held,
    open: () => {
      isOpen = true
      held.forEach(answer)
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Emails a second from the opening to the last call; those that were held are not counted. */
async function rate(provider, fill) {
  await fill()
  const begun = performance.now()
  const held = provider.held.length
  if (held > emails / 2) throw new Error(`${held} calls were under way before the provider answered any.`)
  provider.open()
  await timeUntil(async () => provider.calls.length >= emails - held, patience)
  return (emails - held) / ((provider.calls.at(-1) - begun) / 1_000)
}

async function measureBare() {
  const [provider, server] = await Promise.all([startProvider(), startBareSender()])
  try {
    const to = Array.from({ length: emails }, (_, i) => `m${i}@example.com`)
    return await rate(provider, async () => {
      await call(`${server.url}/`, { method: "POST", body: { provider: provider.url, to } })
      await timeUntil(async () => provider.held.length > 0, patience)
    })
  } finally {
    await server.stop()
    provider.close()
  }
}

async function measureApp() {
  const [provider, server] = await Promise.all([startProvider(), startApp()])
  const put = (path, method, body) =>
    call(`${server.url}/api/v1${path}`, { method, body, headers: { authorization: `Bearer ${adminToken}` } })
  try {
    await put("/settings/company", "PATCH", { senderEmail: "hello@bank.example" })
    await put("/providers/email", "PUT", { kind: "resend", baseUrl: provider.url, credentials: { apiKey: "re_key" } })
    const due = Math.ceil((Date.now() + leadMs.least + leadMs.each * emails) / 1_000) * 1_000
    const round = await appDriver(server.url).timers("email", due)
    const ids = Array.from({ length: emails }, (_, i) => `m${i}`)
    return await rate(provider, async () => {
      for (const part of chunks(ids, 100)) await round.join(part)
      await timeUntil(async () => (await round.waiting()) >= emails, patience)
      if (Date.now() > due) throw new Error("The timers were not all set before their instant.")
      // All are due at once: while the provider holds the first batch, the others come to the queue.
      await timeUntil(async () => provider.held.length > 0, patience)
      await timeUntil(async () => (await round.waiting()) === 0, hold)
    })
  } finally {
    await server.stop()
    provider.close()
  }
}

const bare = await measureBare()
const app = await measureApp()
console.log("| measured | bare consumer | Millrace | ratio |\n|---|---|---|---|")
console.log(
  `| emails, provider answers in ${answerMs} ms | ${Math.round(bare)}/s | ${Math.round(app)}/s | ${(app / bare).toFixed(2)} |`,
)
