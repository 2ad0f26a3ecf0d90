// The contract, as an outside program speaks it.
import { request as httpRequest } from "node:http"
import { adminToken } from "./server.mjs"

/** Calls on one server. Every call gives `{ status, body, headers }`; the `…Ok` ones give the body or fail. */
export function clientOf(server) {
  async function request(method, path, body, headers = {}) {
    const raw = typeof body === "string" || body instanceof Uint8Array || body === undefined
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      body: raw ? body : JSON.stringify(body),
      headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json", ...headers },
    })
    const text = await answer.text()
    const json = /json/.test(answer.headers.get("content-type") ?? "")
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text }
  }

  async function ok(method, path, body, headers) {
    const answer = await request(method, path, body, headers)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** The answer comes when everything due is done, however long that takes; fetch would give up after five minutes. */
  async function clock(body) {
    const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" }
    const { status, text } = await new Promise((resolve, reject) => {
      const call = httpRequest(`${server.url}/api/v1/dev/clock`, { method: "POST", headers }, (answer) => {
        let text = ""
        answer.setEncoding("utf8")
        answer.on("data", (chunk) => (text += chunk))
        answer.on("end", () => resolve({ status: answer.statusCode, text }))
        answer.on("error", reject)
      })
      call.on("error", reject)
      call.end(JSON.stringify(body))
    })
    if (status !== 200) throw new Error(`POST /dev/clock: ${status} ${text}`)
    return JSON.parse(text)
  }

  async function all(path) {
    const items = []
    for (let cursor = null; ; ) {
      const sign = path.includes("?") ? "&" : "?"
      const page = await ok(
        "GET",
        `${path}${sign}limit=200${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      items.push(...page.items)
      cursor = page.nextCursor
      if (cursor === null) return items
    }
  }

  return {
    request,
    get: (path) => ok("GET", path),
    post: (path, body = {}, headers) => ok("POST", path, body, headers),
    put: (path, body, headers) => ok("PUT", path, body, headers),
    /** Every item of a list. */
    all,
    /** Moves the clock; comes back when everything due is done. */
    advance: (by, more = {}) => clock({ advance: by, ...more }),
    advanceTo: (instant, more = {}) => clock({ to: new Date(instant).toISOString(), ...more }),
    /** Everything due now is done when this comes back. */
    settle: () => clock({ advance: "PT0S" }),
    join: (segmentId, members, headers) => ok("POST", `/webhooks/segments/${segmentId}/joins`, { members }, headers),
    /** A published flow with a segment of its own. */
    async flow(name, flow, settings = {}) {
      const segment = await ok("POST", "/segments", { name, kind: "list" })
      const input = { kind: "flow", name, segmentIds: [segment.id], timeZone: "UTC", ...settings }
      const campaign = await ok("POST", "/campaigns", input)
      await ok("PUT", `/campaigns/${campaign.id}/flow`, flow)
      await ok("POST", `/campaigns/${campaign.id}/publish`, {})
      return { segmentId: segment.id, campaignId: campaign.id }
    },
  }
}

/** A flow that sends one email at once. */
export const oneEmail = {
  start: "hello",
  steps: {
    hello: {
      type: "email",
      name: "Hello",
      message: { subject: "Hello {{ member.attributes.firstName }}", html: "<p>Hello {{ member.id }}</p>" },
      outcomes: { sent: "end" },
    },
    end: { type: "end", name: "End" },
  },
}

export function people(prefix, count) {
  return Array.from({ length: count }, (_, i) => ({
    id: `${prefix}-${i}`,
    email: `${prefix}-${i}@example.com`,
    attributes: { firstName: `Ana ${i}` },
  }))
}

export function chunks(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}

/** How often each key occurs. */
export function countBy(list, keyOf) {
  const counts = new Map()
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return counts
}
