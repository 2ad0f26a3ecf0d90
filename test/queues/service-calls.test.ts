import { env } from "cloudflare:workers"
import { Webhook } from "standardwebhooks"
import { describe, expect, it, vi } from "vitest"
import { MemberObject } from "../../src/member/member-object"
import { isIdle } from "../../src/platform/work"
import { consumeIntegration } from "../../src/queues/integration"
import { advance, join, must, now, startFlow, stats } from "../helpers/flows"
import { api } from "../routes/client"

const { receive } = MemberObject.prototype
const url = "https://scores.example.com/v1/members"
const service = {
  type: "webService",
  request: { method: "POST", url, headers: { "x-source": "m {{ member.id }}" }, body: '{"id":"{{ member.id }}"}' },
  timeout: "PT5S",
  outcomes: { success: "good", failure: "bad" },
}
const flow = (step: Record<string, unknown> = {}) => ({
  start: "call",
  steps: {
    call: { ...service, name: "Call", ...step },
    good: { type: "sms", name: "Good", message: { text: "Good" }, outcomes: { sent: "end" } },
    bad: { type: "sms", name: "Bad", message: { text: "Bad" }, outcomes: { sent: "end" } },
    end: { type: "end", name: "End" },
  },
})

interface Call {
  url: string
  init: RequestInit
  headers: Headers
  body: string
}

/** Answers outgoing calls; gives what was asked. */
function listen(answer: (call: Call, n: number) => Response | Promise<Response>): Call[] {
  const calls: Call[] = []
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init = {}) => {
    const call = {
      url: String(input),
      init: init as RequestInit,
      headers: new Headers(init.headers as HeadersInit),
      body: String(init.body ?? ""),
    }
    calls.push(call)
    return await answer(call, calls.length)
  })
  return calls
}

const status = (code: number, headers: HeadersInit = {}, body = "") =>
  new Response(code === 204 || code === 304 ? null : body, { status: code, headers })

async function deliveries(campaignId: string) {
  const { items } = await must(api("GET", `/deliveries?campaignId=${campaignId}&stepId=call`))
  return items as { id: string; status: string; reason?: string; detail?: string; to?: string }[]
}

describe("Web service calls", () => {
  it("DEL-25 204 is success, 301 is not followed, 410 says the endpoint is disabled, other 4xx fail at once", async () => {
    for (const [code, way, detail] of [
      [204, "good", undefined],
      [301, "bad", "redirect"],
      [410, "bad", "disabled"],
      [404, "bad", "404"],
    ] as const) {
      const calls = listen(() => status(code, { location: "http://169.254.169.254/" }))
      const { campaignId, segmentId } = await startFlow(flow())
      await join(segmentId, ["a"])
      await advance("P2D")
      expect(calls).toHaveLength(1)
      expect(calls[0]?.init.redirect).toBe("manual")
      expect((await stats(campaignId)).steps[way].entered).toBe(1)
      const [delivery] = await deliveries(campaignId)
      expect(delivery?.status).toBe(way === "good" ? "sent" : "failed")
      if (detail !== undefined) expect(JSON.stringify(delivery)).toContain(detail)
    }
  })

  it("DEL-25 FLOW-9 502, 429 and no answer are called again with back-off, until one succeeds", async () => {
    const calls = listen((_, n) => {
      if (n === 3) throw new TypeError("connection lost")
      return status([502, 429, 0, 200][n - 1] ?? 500)
    })
    const { campaignId, segmentId } = await startFlow(flow())
    await join(segmentId, ["a"])
    await advance("PT1H")
    expect(calls).toHaveLength(4)
    expect((await stats(campaignId)).steps.good.entered).toBe(1)
  })

  it("DEL-25 what fails for a day takes the outcome failure with failedRetries", async () => {
    const calls = listen(() => status(503))
    const { campaignId, segmentId } = await startFlow(flow(), { lateness: "P3D" })
    await join(segmentId, ["a"])
    await advance("PT23H")
    const before = calls.length
    expect((await stats(campaignId)).steps.bad.entered).toBe(0)
    await advance("P1D")
    expect((await stats(campaignId)).steps.bad.entered).toBe(1)
    expect(calls.length).toBeLessThanOrEqual(before + 2)
    expect(calls.length).toBeGreaterThan(10)
    expect(await deliveries(campaignId)).toMatchObject([{ status: "failed", reason: "failedRetries" }])
  })

  it("DEL-26 RUN-1 the id is stable over retries, the timestamp new, the signature verifies", async () => {
    const calls = listen((_, n) => status(n < 3 ? 500 : 200))
    const secret = `whsec_${btoa("a-secret-of-thirty-two-bytes-abc")}`
    const set = await must(api("PUT", "/providers/webhook", { body: { kind: "http", credentials: { secret } } }))
    expect(JSON.stringify(set)).not.toContain(secret.slice(6))
    const { campaignId, segmentId } = await startFlow(flow())
    await join(segmentId, ["a"])
    await advance("PT10M")
    expect(calls).toHaveLength(3)
    const [delivery] = await deliveries(campaignId)
    expect(new Set(calls.map((call) => call.headers.get("webhook-id")))).toEqual(new Set([delivery?.id]))
    expect(new Set(calls.map((call) => call.headers.get("idempotency-key")))).toEqual(new Set([delivery?.id]))
    expect(new Set(calls.map((call) => call.headers.get("webhook-timestamp"))).size).toBe(3)
    const signature = (call: Call | undefined) => {
      const at = new Date(Number(call?.headers.get("webhook-timestamp")) * 1000)
      return new Webhook(secret).sign(String(delivery?.id), at, call?.body ?? "")
    }
    for (const call of calls) expect(call.headers.get("webhook-signature")).toBe(signature(call))
    expect((await must(api("GET", "/webhook-signing"))).secret).toBeNull()
  })

  it("DEL-26 without a secret of its own a call is signed by the derived one, which admins can read", async () => {
    const calls = listen(() => status(200))
    const { secret } = await must(api("GET", "/webhook-signing"))
    const { segmentId } = await startFlow(flow())
    await join(segmentId, ["a"])
    await advance()
    const [call] = calls
    const id = String(call?.headers.get("webhook-id"))
    const at = new Date(Number(call?.headers.get("webhook-timestamp")) * 1000)
    expect(call?.headers.get("webhook-signature")).toBe(new Webhook(secret).sign(id, at, call?.body ?? ""))
    expect((await api("GET", "/webhook-signing", { token: null })).status).toBe(401)
  })

  it("DEL-04 Retry-After: a date is obeyed, an absurd one is capped at 12 hours", async () => {
    const start = await now()
    const wait = async (header: string) => {
      const calls = listen((_, n) => status(n === 1 ? 429 : 200, { "retry-after": header }))
      const { segmentId } = await startFlow(flow())
      await join(segmentId, ["a"])
      const at = await advance()
      return { calls, at }
    }
    const dated = await wait(new Date(start + 3_600_000).toUTCString())
    await advance("PT58M")
    expect(dated.calls).toHaveLength(1)
    await advance("PT4M")
    expect(dated.calls).toHaveLength(2)
    const absurd = await wait("999999999")
    await advance("PT11H59M")
    expect(absurd.calls).toHaveLength(1)
    await advance("PT2M")
    expect(absurd.calls).toHaveLength(2)
  })

  it("SEC-21 RUN-3 an address that a value leads to a private one is blocked: no request, the reason is recorded", async () => {
    const calls = listen(() => status(200))
    const step = { request: { ...service.request, url: "https://{{ member.attributes.host }}/x" } }
    const { campaignId, segmentId } = await startFlow(flow(step))
    await join(segmentId, ["a"], { attributes: { host: "0x7f000001" } })
    await advance()
    expect(calls).toHaveLength(0)
    expect(await deliveries(campaignId)).toMatchObject([{ status: "failed", reason: "blockedAddress" }])
    expect((await stats(campaignId)).steps.bad.entered).toBe(1)
  })

  it("SEC-23 what answers behind a name that leads inside is told to nobody: only its status is", async () => {
    // What a name resolves to is the platform's affair: Cloudflare reaches the public Internet only.
    const inner = '{"AccessKeyId":"inner-secret"}'
    const kept: unknown[] = []
    for (const code of [200, 401, 403, 404, 500]) {
      listen(() => status(code, {}, inner))
      const { campaignId, segmentId } = await startFlow(flow())
      const id = `m${code}`
      await join(segmentId, [id])
      await advance()
      const paths = ["", "/runs", "/timeline", `/explain?campaignId=${campaignId}`]
      for (const path of paths) kept.push((await api("GET", `/members/${id}${path}`)).json)
      kept.push((await api("GET", `/deliveries?campaignId=${campaignId}`)).json)
      vi.restoreAllMocks()
    }
    kept.push((await api("GET", "/dead-letters")).json, (await api("GET", "/provider-errors")).json)
    expect(JSON.stringify(kept)).toContain("HTTP 404")
    expect(JSON.stringify(kept)).not.toContain("inner-secret")
  })

  it("SEC-21 a literal private address is a 422 at publish", async () => {
    const { id: segmentId } = await must(api("POST", "/segments", { body: { name: "S", kind: "list" } }))
    const body = { kind: "flow", name: "F", segmentIds: [segmentId] }
    const { id } = await must(api("POST", "/campaigns", { body }))
    for (const bad of ["http://127.1/", "http://[::1]/", "http://metadata.google.internal/", "http://localhost/a"]) {
      await must(api("PUT", `/campaigns/${id}/flow`, { body: flow({ request: { ...service.request, url: bad } }) }))
      const { status: code, json } = await api("POST", `/campaigns/${id}/publish`, { body: {} })
      expect([code, json.errors[0].stepId]).toEqual([422, "call"])
    }
  })

  it("FLOW-9 the answer is mapped to attributes and is a fact of conditions and templates", async () => {
    listen(() => status(200, {}, JSON.stringify({ credit: { score: 712, band: "B" } })))
    const map = [{ pointer: "/credit/score", to: { attribute: "score" } }]
    const shown = {
      type: "sms",
      name: "Shown",
      message: { text: "{{ member.attributes.score }} {{ answer.credit.band }}" },
      outcomes: { sent: "end" },
    }
    const { steps, start } = flow({ map, outcomes: { success: "high", failure: "bad" } })
    const criterion = { fact: "webService", name: "/credit/score", op: "atLeast", value: 700 }
    const high = {
      type: "condition",
      name: "High?",
      rule: { any: [{ all: [criterion] }] },
      outcomes: { met: "shown", notMet: "bad" },
    }
    const { good: _, ...rest } = steps
    const { segmentId } = await startFlow({ start, steps: { ...rest, high, shown } })
    await join(segmentId, ["a"])
    await advance()
    const { items } = await must(api("GET", "/outbox?stepId=shown"))
    expect(items).toMatchObject([{ text: "712 B" }])
  })

  it("FLOW-9 of an answer that is too long only what the flow looks at is kept", async () => {
    listen(() => status(200, {}, JSON.stringify({ filler: "x".repeat(20_000), credit: { score: 5 } })))
    const map = [{ pointer: "/credit/score", to: { attribute: "score" } }]
    const { segmentId } = await startFlow(flow({ map }))
    await join(segmentId, ["a"])
    await advance()
    expect((await must(api("GET", "/members/a"))).attributes.score).toBe(5)
  })

  it("FLOW-9 SEC-32 a credential is sent as its header and never given back", async () => {
    const calls = listen(() => status(200))
    const value = "Bearer top-secret-value"
    const made = await must(api("POST", "/credentials", { body: { name: "scoring", header: "Authorization", value } }))
    expect(made).toMatchObject({ name: "scoring", header: "authorization" })
    const { campaignId, segmentId } = await startFlow(flow({ request: { ...service.request, credential: "scoring" } }))
    await join(segmentId, ["a"])
    await advance()
    expect(calls[0]?.headers.get("authorization")).toBe(value)
    const told = [
      "/credentials",
      "/audit",
      `/deliveries?campaignId=${campaignId}`,
      "/members/a/export",
      `/campaigns/${campaignId}/flow`,
    ]
    for (const path of told) expect(JSON.stringify(await must(api("GET", path)))).not.toContain("top-secret")
    expect((await api("DELETE", "/credentials/scoring")).status).toBe(409)
    expect((await api("DELETE", "/credentials/none")).status).toBe(404)
    expect(
      (await api("POST", "/credentials", { body: { name: "x", header: "host", value: "y" } })).json.errors[0].path,
    ).toBe("header")
  })

  it("API-5 values cannot leave their place: path, query, header, JSON", async () => {
    const calls = listen(() => status(200))
    const request = {
      method: "POST",
      url: `${url}/{{ member.attributes.path }}?q={{ member.attributes.path }}`,
      headers: { "x-note": "{{ member.attributes.note }}" },
      body: '{"s":"{{ member.attributes.text }}","n":{{ member.attributes.n }},"t":{{ member.attributes.text }},"none":{{ member.attributes.none }}}',
    }
    const { segmentId } = await startFlow(flow({ request }))
    await join(segmentId, ["a"], {
      attributes: { path: "../x?y=1&z#é", note: "a\r\nb: c", text: '","x":"1"\n\\', n: 7 },
    })
    await advance()
    const [call] = calls
    expect(call?.url).toBe(`${url}/..%2Fx%3Fy%3D1%26z%23%C3%A9?q=..%2Fx%3Fy%3D1%26z%23%C3%A9`)
    expect(call?.headers.get("x-note")).toBe("a b: c")
    expect(call?.headers.get("content-type")).toBe("application/json")
    const text = '","x":"1"\n\\'
    expect(JSON.parse(call?.body ?? "")).toEqual({ s: text, n: 7, t: text, none: null })
  })

  it("SEND-2 with the provider outbox no call leaves the machine", async () => {
    const calls = listen(() => status(500))
    await must(api("PUT", "/providers/webhook", { body: { kind: "outbox" } }))
    const { campaignId, segmentId } = await startFlow(flow())
    await join(segmentId, ["a"])
    await advance()
    expect(calls).toHaveLength(0)
    expect((await stats(campaignId)).steps.good.entered).toBe(1)
    const { items } = await must(api("GET", "/outbox?channel=webhook"))
    expect(items).toMatchObject([{ title: `POST ${url}`, text: '{"id":"a"}' }])
  })

  it("CAM-7 RUN-1 a cancelled campaign makes no more calls, also none that wait for another attempt", async () => {
    const calls = listen(() => status(500))
    const { campaignId, segmentId } = await startFlow(flow())
    await join(segmentId, ["a", "b"])
    await advance()
    await must(api("POST", `/campaigns/${campaignId}/cancel`))
    const before = calls.length
    await advance("P1D")
    expect(calls).toHaveLength(before)
    expect((await deliveries(campaignId)).map((one) => one.status)).toEqual(["cancelled", "cancelled"])
  })

  it("DEL-09 RUN-1 doubled wake-ups while a call is under way, and after it, make one call", async () => {
    let answering = false
    const calls = listen(async () => {
      while (!answering) await scheduler.wait(5)
      return status(200)
    })
    const { campaignId, segmentId } = await startFlow(flow())
    await join(segmentId, ["a"])
    await vi.waitFor(() => expect(calls).toHaveLength(1), 60_000)
    const wakeup = { deliveryId: String(calls[0]?.headers.get("webhook-id")), memberId: "a", campaignId }
    const double = () => consumeIntegration(env, [{ ...wakeup, channel: "webhook" }])
    await Promise.all([double(), double()])
    answering = true
    await advance()
    await double()
    expect(calls).toHaveLength(1)
    expect((await stats(campaignId)).steps.call.left).toBe(1)
  })

  it("RUN-1 when what a service answered is lost, it is called again with the same id", async () => {
    const calls = listen(() => status(200))
    const { campaignId, segmentId } = await startFlow(flow())
    const lost = vi.spyOn(MemberObject.prototype, "receive").mockImplementation(async function (
      this: MemberObject,
      call,
    ) {
      if (call.inputs.some((input) => input.kind === "deliverySettled")) throw new Error("lost on the way")
      return await receive.call(this, call)
    })
    await join(segmentId, ["a"])
    // Not before the last attempt to tell it has failed.
    await vi.waitFor(() => expect([calls.length, isIdle()]).toEqual([1, true]), 60_000)
    lost.mockRestore()
    await advance("PT10M")
    expect(calls).toHaveLength(2)
    expect(calls[1]?.headers.get("webhook-id")).toBe(calls[0]?.headers.get("webhook-id"))
    expect((await stats(campaignId)).steps.good.entered).toBe(1)
  })

  it("RUN-5 one member's failing call holds up nobody else's", async () => {
    listen((call) => (call.body.includes('"m3"') ? status(500) : status(200)))
    const { campaignId, segmentId } = await startFlow(flow())
    await join(
      segmentId,
      Array.from({ length: 40 }, (_, i) => `m${i}`),
    )
    await advance()
    expect((await stats(campaignId)).steps.good.entered).toBe(39)
  })
})
