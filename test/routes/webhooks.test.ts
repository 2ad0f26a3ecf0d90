import { Webhook } from "standardwebhooks"
import { describe, expect, it } from "vitest"
import { api, segmentAndFlow, send } from "./client"

interface Signed {
  secret: string
  source: string
  id?: string
  /** Seconds. */
  timestamp?: number
  /** Signs these bytes instead of the body. */
  signs?: string
  signature?: string
}

async function nowSeconds() {
  return Math.floor(Date.parse((await api("GET", "/dev/clock")).json.now) / 1000)
}

async function post(path: string, body: string, of: Signed) {
  const id = of.id ?? crypto.randomUUID()
  const timestamp = of.timestamp ?? (await nowSeconds())
  const signature = of.signature ?? new Webhook(of.secret).sign(id, new Date(timestamp * 1000), of.signs ?? body)
  const response = await send(`/api/v1${path}?source=${of.source}`, {
    method: "POST",
    headers: { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature },
    body,
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

async function setUp() {
  const { segmentId } = await segmentAndFlow()
  const source = (await api("POST", "/webhook-sources", { body: { name: "CRM" } })).json
  return {
    segmentId,
    source: source.id as string,
    secret: source.secret as string,
    joins: `/webhooks/segments/${segmentId}/joins`,
  }
}

const count = async (segmentId: string) => (await api("GET", `/segments/${segmentId}`)).json.memberCount

describe("signed webhooks", () => {
  it("ING-01 a signed join is accepted and has effect", async () => {
    const { segmentId, joins, ...of } = await setUp()
    const answer = await post(joins, '{"id":"m-1"}', of)
    expect([answer.status, answer.text]).toEqual([202, '{"accepted":1,"rejected":[]}'])
    expect(await count(segmentId)).toBe(1)
  })

  it("ING-02 a bad signature, none, another source's, or an old timestamp is a 401 that tells nothing, with no effect", async () => {
    const { segmentId, joins, ...of } = await setUp()
    const other = (await api("POST", "/webhook-sources", { body: { name: "Other" } })).json
    const now = await nowSeconds()
    const answers = [
      await post(joins, '{"id":"m-1"}', { ...of, signs: '{"id":"m-2"}' }),
      await post(joins, '{"id":"m-1"}', { ...of, signature: "" }),
      await post(joins, '{"id":"m-1"}', { ...of, signature: "v1,AAAA" }),
      await post(joins, '{"id":"m-1"}', { ...of, secret: other.secret }),
      await post(joins, '{"id":"m-1"}', { ...of, source: "nobody" }),
      await post(joins, '{"id":"m-1"}', { ...of, timestamp: now - 301 }),
      await post(joins, '{"id":"m-1"}', { ...of, timestamp: now + 310 }),
    ]
    expect(answers.map((a) => a.status)).toEqual([401, 401, 401, 401, 401, 401, 401])
    expect(new Set(answers.map((a) => a.text)).size).toBe(1)
    expect(await count(segmentId)).toBe(0)
    expect(
      (await api("GET", `/audit?action=webhook.refused&subject=webhookSource:${of.source}`)).json.items,
    ).toHaveLength(1)
  })

  it("ING-02 a timestamp within five minutes of the system's own clock is good", async () => {
    const { joins, ...of } = await setUp()
    await api("POST", "/dev/clock", { body: { advance: "P30D", hold: true } })
    const now = await nowSeconds()
    expect((await post(joins, '{"id":"m-1"}', { ...of, timestamp: now - 300 })).status).toBe(202)
    expect((await post(joins, '{"id":"m-2"}', { ...of, timestamp: now + 300 })).status).toBe(202)
  })

  it("ING-06 the bytes are what is signed, whatever their spacing", async () => {
    const { joins, ...of } = await setUp()
    const body = '{ "id" :\n\t"m-\\u0031", "attributes": {"a": 1.0} }'
    expect((await post(joins, body, of)).status).toBe(202)
    expect((await post(joins, body, { ...of, signs: JSON.stringify(JSON.parse(body)) })).status).toBe(401)
    expect((await api("GET", "/members/m-1")).status).toBe(200)
  })

  it("ING-06 a key that is there twice is a 400", async () => {
    const { segmentId, joins, ...of } = await setUp()
    expect((await post(joins, '{"id":"m-1","id":"m-2"}', of)).status).toBe(400)
    expect(await count(segmentId)).toBe(0)
  })

  it("ING-07 both secrets are good for 24 hours after a rotation, then only the new one", async () => {
    const { joins, source, secret } = await setUp()
    const rotated = (await api("POST", `/webhook-sources/${source}/rotate`)).json
    const old = { source, secret }
    const fresh = { source, secret: rotated.secret }
    expect(rotated.secret).not.toBe(secret)
    const now = await nowSeconds()
    const both = [old, fresh]
      .map((of) => new Webhook(of.secret).sign("both", new Date(now * 1000), '{"id":"m-3"}'))
      .join(" ")
    expect((await post(joins, '{"id":"m-1"}', old)).status).toBe(202)
    expect((await post(joins, '{"id":"m-2"}', fresh)).status).toBe(202)
    expect((await post(joins, '{"id":"m-3"}', { ...fresh, id: "both", timestamp: now, signature: both })).status).toBe(
      202,
    )
    await api("POST", "/dev/clock", { body: { advance: "PT25H" } })
    expect((await post(joins, '{"id":"m-4"}', old)).status).toBe(401)
    expect((await post(joins, '{"id":"m-4"}', fresh)).status).toBe(202)
  })

  it("SEC-32 a secret is shown once and kept encrypted", async () => {
    const { env } = await import("cloudflare:workers")
    const { source, secret } = await setUp()
    const seen = JSON.stringify([
      (await api("GET", "/webhook-sources")).json,
      (await api("GET", `/webhook-sources/${source}`)).json,
      (await api("GET", "/audit")).json,
      (await env.DB.prepare("SELECT * FROM webhook_sources").all()).results,
    ])
    expect(seen).not.toContain(secret.replace("whsec_", ""))
    expect(secret).toMatch(/^whsec_/)
  })

  it("API-2 a source may send webhooks and nothing else; a deleted one nothing", async () => {
    const { joins, ...of } = await setUp()
    expect((await post("/segments", '{"name":"x"}', of)).status).toBe(401)
    expect((await api("DELETE", `/webhook-sources/${of.source}`)).status).toBe(204)
    expect((await post(joins, '{"id":"m-1"}', of)).status).toBe(401)
  })
})

describe("webhooks", () => {
  it("API-2 the same webhook-id twice has effect once and gets the first answer again", async () => {
    const { segmentId, joins, ...of } = await setUp()
    const first = await post(joins, '{"members":[{"id":"m-1"},{"id":""}]}', { ...of, id: "w-1" })
    const second = await post(joins, '{"members":[{"id":"m-1"},{"id":""}]}', { ...of, id: "w-1" })
    expect([first.status, second.status]).toEqual([202, 202])
    expect(second.text).toBe(first.text)
    expect([first.headers.get("idempotent-replay"), second.headers.get("idempotent-replay")]).toEqual([null, "true"])
    expect(await count(segmentId)).toBe(1)
  })

  it("API-2 the same Idempotency-Key replays the first answer; with another body it is a 409", async () => {
    const { segmentId, joins } = await setUp()
    const join = (id: string) => api("POST", joins, { body: { id }, headers: { "idempotency-key": "k-1" } })
    const [first, second, other] = [await join("m-1"), await join("m-1"), await join("m-2")]
    expect([first.status, second.status, other.status]).toEqual([202, 202, 409])
    expect(second.json).toEqual(first.json)
    expect(second.headers.get("idempotent-replay")).toBe("true")
    expect(await count(segmentId)).toBe(1)
  })

  it("API-2 one bad of many is listed with its place and id, the others are kept", async () => {
    const { segmentId, joins } = await setUp()
    const members = Array.from({ length: 1_000 }, (_, i) => ({
      id: `m-${i}`,
      email: i === 500 ? "no" : `m${i}@example.com`,
    }))
    const { status, json } = await api("POST", joins, { body: { members } })
    expect([status, json.accepted]).toEqual([202, 999])
    expect(json.rejected).toMatchObject([{ index: 500, id: "m-500" }])
    expect(json.rejected[0].message).toContain("email")
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    expect(await count(segmentId)).toBe(999)
  })

  it.each([
    ["no items", { members: [] }],
    ["1,001 items", { members: Array.from({ length: 1_001 }, (_, i) => ({ id: `m-${i}` })) }],
    ["items that are no list", { members: "m-1" }],
    ["a list", [{ id: "m-1" }]],
  ])("API-2 %s is a 422 with nothing done", async (_, body) => {
    const { segmentId, joins } = await setUp()
    const { status, json } = await api("POST", joins, { body })
    expect([status, json.errors.length]).toEqual([422, 1])
    expect(await count(segmentId)).toBe(0)
  })

  it("API-2 an unknown segment is a 404, Everyone a 409", async () => {
    for (const kind of ["joins", "leaves"]) {
      expect((await api("POST", `/webhooks/segments/nope/${kind}`, { body: { id: "m-1" } })).status).toBe(404)
      expect((await api("POST", `/webhooks/segments/everyone/${kind}`, { body: { id: "m-1" } })).status).toBe(409)
    }
  })

  it("API-2 events are accepted and tell the timeline", async () => {
    const body = { memberId: "m-1", name: "applied", properties: { amount: 100 } }
    expect((await api("POST", "/webhooks/events", { body })).json).toEqual({ accepted: 1, rejected: [] })
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    const { items } = (await api("GET", "/members/m-1/timeline")).json
    expect(items).toContainEqual(
      expect.objectContaining({ type: "eventHappened", name: "applied", properties: { amount: 100 } }),
    )
  })

  it("SEC-28 a token with the scope ingest may send webhooks and read nothing", async () => {
    const { joins } = await setUp()
    const { token } = (await api("POST", "/tokens", { body: { name: "t", scopes: ["ingest"] } })).json
    expect((await api("POST", joins, { body: { id: "m-1" }, token })).status).toBe(202)
    expect((await api("GET", "/members/m-1", { token })).status).toBe(403)
    const reader = (await api("POST", "/tokens", { body: { name: "t", scopes: ["read"] } })).json.token
    expect((await api("POST", joins, { body: { id: "m-1" }, token: reader })).status).toBe(403)
  })
})
