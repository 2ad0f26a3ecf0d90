import { describe, expect, it, vi } from "vitest"
import { realClock } from "../../src/core/clock"
import { bodyBytesMax } from "../../src/routes/body"
import { adminToken, api, send } from "./client"

describe("errors", () => {
  it("API-1 a problem document names the field, the code and the reason", async () => {
    const { status, headers, json } = await api("POST", "/segments", { body: { name: "", kind: "list" } })
    expect(status).toBe(422)
    expect(headers.get("content-type")).toBe("application/problem+json")
    expect(json).toMatchObject({
      title: "Invalid input",
      status: 422,
      code: "invalid",
      errors: [{ path: "name", code: "tooSmall" }],
    })
  })

  it("API-1 a missing field is required, an unknown one is refused", async () => {
    const { json } = await api("POST", "/campaigns", { body: { kind: "flow", segmentIds: ["x"], colour: "red" } })
    expect(json.errors).toEqual(
      expect.arrayContaining([
        { path: "name", code: "required", message: "This field is required." },
        { path: "colour", code: "unknownField", message: "There is no such field." },
      ]),
    )
  })

  it.each([
    ["malformed JSON", "{", 400],
    ["two keys of one name", '{"name":"a","name":"b"}', 400],
    ["a list where an object belongs", "[]", 422],
    ["null", "null", 422],
    ["a string where an object belongs", '"x"', 422],
  ])("API-1 %s is refused", async (_, body, status) => {
    const answer = await api("POST", "/segments", { body })
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
  })

  it("API-1 bytes that are not UTF-8 are a 400", async () => {
    const response = await send(`/api/v1/segments`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminToken}` },
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    })
    expect(response.status).toBe(400)
  })

  it("API-1 an unknown path is a 404 problem, whatever the method", async () => {
    for (const method of ["GET", "POST", "DELETE"]) {
      const { status, json } = await api(method, "/nothing/here")
      expect([status, json.code]).toEqual([404, "notFound"])
    }
  })

  it.each(["campaigns", "segments", "members", "imports", "categories", "groups", "webhook-sources"])(
    "API-1 an unknown id of %s is a 404",
    async (things) => {
      expect((await api("GET", `/${things}/nobody`)).status).toBe(404)
    },
  )

  it("API-1 a body over 4 MB is a 413, announced or chunked; one of 4 MB is read", async () => {
    const over = `{"name":"${"a".repeat(bodyBytesMax)}"}`
    expect((await api("POST", "/segments", { body: over })).status).toBe(413)
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(over))
        controller.close()
      },
    })
    const response = await send(`/api/v1/segments`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminToken}` },
      body: chunked,
    })
    expect(response.status).toBe(413)
    const most = `{"name":"${"a".repeat(bodyBytesMax - 11)}"}`
    expect((await api("POST", "/segments", { body: most })).status).toBe(422)
  })
})

describe("lists", () => {
  it("API-1 pages newest first by cursor and misses nothing", async () => {
    for (const name of ["a", "b", "c"]) await api("POST", "/segments", { body: { name } })
    const names: string[] = []
    let cursor = ""
    do {
      const { json } = await api("GET", `/segments?limit=1&cursor=${cursor}`)
      names.push(...json.items.map((item: { name: string }) => item.name))
      cursor = json.nextCursor ?? ""
    } while (cursor !== "")
    expect(names).toEqual(["c", "b", "a", "Everyone"])
  })

  it.each(["0", "201", "x", "1.5", "-1"])("API-1 limit=%s is a 422", async (limit) => {
    const { status, json } = await api("GET", `/members?limit=${limit}`)
    expect([status, json.errors[0].path]).toEqual([422, "limit"])
  })

  it("API-1 limit=200 is taken, an empty parameter says nothing", async () => {
    expect((await api("GET", "/campaigns?limit=200&status=&cursor=")).status).toBe(200)
  })

  it.each(["nonsense", "W10", "WzEsMl0", "eyJhIjoxfQ"])(
    "API-1 the cursor %s of another list is a 422",
    async (cursor) => {
      const { status, json } = await api("GET", `/members?cursor=${cursor}`)
      expect([status, json.errors[0].path]).toEqual([422, "cursor"])
    },
  )
})

describe("Idempotency-Key", () => {
  const post = (key: string, name: string, token = adminToken) =>
    api("POST", "/segments", { body: { name }, headers: { "idempotency-key": key }, token })

  it("API-1 the same key and body gives the first answer again and makes nothing new", async () => {
    const first = await post("k1", "Gold")
    const second = await post("k1", "Gold")
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.json).toEqual(first.json)
    expect([first.headers.get("idempotent-replay"), second.headers.get("idempotent-replay")]).toEqual([null, "true"])
    expect((await api("GET", "/segments")).json.items).toHaveLength(2)
  })

  it("API-1 the same key with another body, or on another path, is a 409", async () => {
    await post("k1", "Gold")
    expect((await post("k1", "Silver")).status).toBe(409)
    const elsewhere = await api("POST", "/categories", { body: { name: "Gold" }, headers: { "idempotency-key": "k1" } })
    expect(elsewhere.status).toBe(409)
  })

  it("API-1 two at once with one key make one thing", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post("k1", "Gold")))
    expect(answers.some((answer) => answer.status === 201)).toBe(true)
    expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true)
    expect((await api("GET", "/segments")).json.items).toHaveLength(2)
  })

  it("API-1 what failed is not kept: the same key may try again", async () => {
    expect((await post("k1", "")).status).toBe(422)
    expect((await post("k1", "Gold")).status).toBe(201)
  })

  it("API-1 keys of different senders do not meet", async () => {
    const { json } = await api("POST", "/tokens", { body: { name: "t", scopes: ["write"] } })
    await post("k1", "Gold")
    const other = await post("k1", "Silver", json.token)
    expect(other.status).toBe(201)
  })

  it("SEC-32 a secret that was answered once is not kept readable", async () => {
    const { env } = await import("cloudflare:workers")
    const { json } = await api("POST", "/tokens", {
      body: { name: "t", scopes: ["read"] },
      headers: { "idempotency-key": "k" },
    })
    const again = await api("POST", "/tokens", {
      body: { name: "t", scopes: ["read"] },
      headers: { "idempotency-key": "k" },
    })
    expect(again.json.token).toBe(json.token)
    const rows = await env.DB.prepare("SELECT * FROM idempotency").all()
    expect(JSON.stringify(rows.results)).not.toContain(json.token)
  })

  it("API-1 a key of 256 characters is a 400", async () => {
    expect((await post("k".repeat(255), "Gold")).status).toBe(201)
    expect((await post("k".repeat(256), "Gold")).status).toBe(400)
  })
})

describe("rate limit", () => {
  it("API-1 a token that asks too fast gets 429 with Retry-After; ADMIN_TOKEN does not in local mode", async () => {
    const { json } = await api("POST", "/tokens", { body: { name: "t", scopes: ["read"] } })
    const at = realClock.now()
    vi.spyOn(realClock, "now").mockReturnValue(at)
    const ask = () => api("GET", "/campaigns", { token: json.token })
    const burst = await Promise.all(Array.from({ length: 201 }, ask))
    const refused = burst.filter(({ status }) => status !== 200)
    expect(refused.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual([[429, "1"]])
    expect((await api("GET", "/campaigns")).status).toBe(200)
    vi.mocked(realClock.now).mockReturnValue(at + 10)
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429])
  })
})

describe("health", () => {
  it("OPS-2 /healthz answers once work can be done, without credentials", async () => {
    const response = await send(`/healthz`)
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }])
  })
})
