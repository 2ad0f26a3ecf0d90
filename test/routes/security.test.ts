import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { endpoints } from "../../src/routes/api/endpoints"
import { api, origin, ours, page, segmentAndFlow, send, signIn, withCookie } from "./client"

describe("CSRF", () => {
  const unsafe = endpoints.filter((one) => one.method !== "get")
  const concrete = (path: string) => path.replaceAll(/\{channel\}/g, "email").replaceAll(/\{\w+\}/g, "x")

  const rows: [string, Record<string, string>][] = [
    [
      "a cross-site form",
      {
        origin: "https://evil.test",
        "sec-fetch-site": "cross-site",
        "content-type": "application/x-www-form-urlencoded",
      },
    ],
    ["text/plain", { origin: "https://evil.test", "sec-fetch-site": "cross-site", "content-type": "text/plain" }],
    ["no content type", { origin: "https://evil.test", "sec-fetch-site": "cross-site" }],
    [
      "application/json",
      { origin: "https://evil.test", "sec-fetch-site": "cross-site", "content-type": "application/json" },
    ],
    [
      "an upper-case type",
      { origin: "https://evil.test", "sec-fetch-site": "cross-site", "content-type": "APPLICATION/JSON" },
    ],
    ["Origin null", { origin: "null" }],
    ["neither Origin nor Sec-Fetch-Site", {}],
    ["our Origin from another site", { origin, "sec-fetch-site": "cross-site" }],
    ["our Origin from the same site", { origin, "sec-fetch-site": "same-site" }],
    ["another Origin as same-origin", { origin: "https://evil.test", "sec-fetch-site": "same-origin" }],
    ["an Origin that begins like ours", { origin: `${origin}.evil.test` }],
    ["another port", { origin: `${origin}:1` }],
  ]

  it.each(rows)("SEC-04 %s is a 403 on every unsafe endpoint and form", async (_, headers) => {
    const { cookie } = await signIn()
    for (const one of unsafe) {
      const response = await send(`/api/v1${concrete(one.path)}`, {
        method: one.method.toUpperCase(),
        headers: { ...headers, cookie },
        ...(one.method === "delete" ? {} : { body: "{}" }),
      })
      expect(response.status, `${one.method} ${one.path}`).toBe(403)
    }
    for (const form of ["/sign-in", "/sign-out"]) {
      expect((await page("POST", form, { form: { x: "y" }, headers: { ...headers, cookie } })).status).toBe(403)
    }
    expect((await withCookie(cookie)).status).toBe(200)
  })

  it("SEC-04 the same from our own pages is done", async () => {
    const { cookie } = await signIn()
    const response = await send(`/api/v1/segments`, {
      method: "POST",
      headers: { ...ours, cookie, "content-type": "application/json" },
      body: JSON.stringify({ name: "Gold" }),
    })
    expect(response.status).toBe(201)
  })
})

describe("rights", () => {
  const token = async (...scopes: string[]) =>
    (await api("POST", "/tokens", { body: { name: scopes.join(), scopes } })).json.token as string

  it("SEC-28 nobody gets in anywhere without credentials", async () => {
    for (const one of endpoints) {
      const path = one.path.replaceAll(/\{channel\}/g, "email").replaceAll(/\{\w+\}/g, "x")
      const answer = await api(one.method.toUpperCase(), path, { token: null })
      expect([answer.status, answer.json.code], `${one.method} ${one.path}`).toEqual([401, "unauthorized"])
    }
  })

  it("SEC-28 a token may do what its scopes say and no more", async () => {
    const allowed: Record<string, string[]> = {
      read: ["read"],
      ingest: ["ingest"],
      write: ["read", "ingest", "write"],
      admin: ["read", "ingest", "write", "admin"],
    }
    for (const [scope, rights] of Object.entries(allowed)) {
      const key = await token(scope)
      for (const one of endpoints.filter((e) => e.needs !== null && e.needs !== "person")) {
        const path = one.path.replaceAll(/\{channel\}/g, "email").replaceAll(/\{\w+\}/g, "x")
        const body = one.method === "get" || one.method === "delete" ? {} : { body: "{" }
        const { status } = await api(one.method.toUpperCase(), path, { token: key, ...body })
        expect(status === 403, `${scope}: ${one.method} ${one.path} ${status}`).toBe(!rights.includes(one.needs ?? ""))
      }
    }
  })

  it("SEC-28 a viewer reads pages and API and changes nothing; an editor changes but does not administer", async () => {
    const as = async (role: string) => {
      const { cookie } = await signIn()
      await env.DB.prepare("UPDATE users SET role = ?").bind(role).run()
      return async (method: string, path: string) => {
        const response = await send(path, {
          method,
          redirect: "manual",
          headers: { ...ours, cookie },
          ...(method === "POST" ? { body: new URLSearchParams({ name: "x" }) } : {}),
        })
        return response.status
      }
    }
    const viewer = await as("viewer")
    expect([await viewer("GET", "/campaigns"), await viewer("GET", "/api/v1/campaigns")]).toEqual([200, 200])
    expect([
      await viewer("POST", "/segments"),
      await viewer("POST", "/campaigns"),
      await viewer("POST", "/api/v1/segments"),
    ]).toEqual([403, 403, 403])
    expect([await viewer("GET", "/settings/tokens"), await viewer("GET", "/api/v1/audit")]).toEqual([403, 403])
    const editor = await as("editor")
    expect(await editor("POST", "/segments/new")).toBeLessThan(400)
    expect([await editor("GET", "/settings/tokens"), await editor("GET", "/api/v1/tokens")]).toEqual([403, 403])
  })

  it("API-3 pages lead nobody to the sign-in page and back", async () => {
    const response = await page("GET", "/campaigns?status=active")
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      "/sign-in?next=%2Fcampaigns%3Fstatus%3Dactive",
    ])
    expect((await page("GET", "/")).headers.get("location")).toContain("/sign-in")
    expect((await page("GET", "/sign-in")).status).toBe(200)
  })

  it("API-1 a form over 4 MB is a 413", async () => {
    const { cookie } = await signIn()
    const form = { name: "x".repeat(4 * 1024 * 1024) }
    expect((await page("POST", "/segments/new", { form, headers: { ...ours, cookie } })).status).toBe(413)
  })

  it("SEC-28 revoking a token, or its expiry, works at once", async () => {
    const { json } = await api("POST", "/tokens", { body: { name: "t", scopes: ["read"] } })
    expect((await api("GET", "/campaigns", { token: json.token })).status).toBe(200)
    expect((await api("DELETE", `/tokens/${json.id}`)).status).toBe(204)
    expect((await api("GET", "/campaigns", { token: json.token })).status).toBe(401)
    const { now } = (await api("GET", "/dev/clock")).json
    const expiresAt = new Date(Date.parse(now) + 3_600_000).toISOString()
    const short = await api("POST", "/tokens", { body: { name: "t", scopes: ["read"], expiresAt } })
    await api("POST", "/dev/clock", { body: { advance: "PT2H" } })
    expect((await api("GET", "/campaigns", { token: short.json.token })).status).toBe(401)
  })

  it("API-3 a token is shown once and kept hashed", async () => {
    const { json } = await api("POST", "/tokens", { body: { name: "t", scopes: ["read"] } })
    expect(json.token.startsWith(json.prefix)).toBe(true)
    const everything = JSON.stringify([
      (await api("GET", "/tokens")).json,
      (await api("GET", "/audit")).json,
      (await env.DB.prepare("SELECT * FROM tokens").all()).results,
    ])
    expect(everything).not.toContain(json.token)
  })

  it("SEC-29 fields that are not the caller's to set are refused", async () => {
    for (const field of ["id", "createdAt", "consent", "home", "role"]) {
      const { status, json } = await api("PUT", "/members/m-1", { body: { email: "a@example.com", [field]: "x" } })
      expect([status, json.errors[0].path]).toEqual([422, field])
    }
    expect((await api("GET", "/members/m-1")).status).toBe(404)
  })
})

describe("reading changes nothing", () => {
  it("SEC-05 every GET three times leaves the database as it was", async () => {
    const { segmentId, campaignId } = await segmentAndFlow()
    await api("PUT", "/members/m-1", { body: { email: "a@example.com" } })
    await api("PUT", `/segments/${segmentId}/members/m-1`)
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    const tables = [
      "campaigns",
      "flow_drafts",
      "segments",
      "members",
      "memberships",
      "audit",
      "counters",
      "runs",
      "idempotency",
      "inbox",
    ]
    const dump = async () =>
      JSON.stringify(
        await Promise.all(tables.map(async (t) => (await env.DB.prepare(`SELECT * FROM ${t}`).all()).results)),
      )
    const before = await dump()
    for (let round = 0; round < 3; round++) {
      for (const one of endpoints.filter((e) => e.method === "get")) {
        const id = one.path.startsWith("/segments") ? segmentId : one.path.startsWith("/members") ? "m-1" : campaignId
        const { status } = await api("GET", one.path.replaceAll(/\{\w+\}/g, id))
        expect(status, one.path).toBeLessThan(500)
      }
    }
    expect(await dump()).toBe(before)
  })
})

describe("headers", () => {
  it("SEC-09 the policy of every answer allows nothing inline and nothing from elsewhere, with a nonce of its own", async () => {
    const nonces = new Set<string>()
    for (const path of ["/api/v1/reference", "/api/v1/reference", "/sign-in", "/api/v1/campaigns", "/nowhere"]) {
      const response = await page("GET", path)
      const policy = response.headers.get("content-security-policy") ?? ""
      for (const rule of [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
      ]) {
        expect(policy).toContain(rule)
      }
      expect(policy).not.toContain("unsafe")
      nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? "")
    }
    expect(nonces.size).toBe(5)
  })

  it("SEC-10 every answer has the security headers and is not kept", async () => {
    for (const path of ["/api/v1/reference", "/api/v1/campaigns", "/healthz", "/sign-in", "/nowhere"]) {
      const { headers } = await page("GET", path)
      expect(headers.get("strict-transport-security")).toMatch(/max-age=\d{8,}; includeSubDomains/)
      expect(headers.get("x-content-type-options")).toBe("nosniff")
      expect(headers.get("referrer-policy")).toBe("same-origin")
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin")
      expect(headers.get("cache-control")).toBe("no-store")
    }
  })
})

describe("hostile input", () => {
  const hostile = [
    "'",
    '"',
    "%",
    "_",
    "\\",
    "' OR 1=1 --",
    "\u0000",
    "\u0000x",
    '{"$gt":""}',
    "; DROP TABLE members",
    "🙂",
    "%00",
    "../..",
    "a".repeat(3_000),
  ]

  it("SEC-30 in every parameter and path it is taken literally or refused, never a 500", async () => {
    await api("PUT", "/members/m-1", { body: { email: "ana@example.com" } })
    for (const one of endpoints.filter((e) => e.method === "get")) {
      for (const text of hostile) {
        const path = one.path.replaceAll(/\{\w+\}/g, encodeURIComponent(text))
        const value = encodeURIComponent(text)
        const { status } = await api(
          "GET",
          `${path}?query=${value}&memberId=${value}&campaignId=${value}&stepId=${value}&subject=${value}&sort=${value}&segmentId=${value}`,
        )
        expect(status, `${one.path} ${JSON.stringify(text)}`).toBeLessThan(500)
      }
    }
  })

  it("SEC-30 wildcards in a search find only themselves", async () => {
    await api("PUT", "/members/50%25", { body: {} })
    await api("PUT", "/members/plain", { body: {} })
    for (const text of ["%", "_"]) {
      const { json } = await api("GET", `/members?query=${encodeURIComponent(text)}`)
      expect(json.items.map((m: { id: string }) => m.id)).toEqual(text === "%" ? ["50%"] : [])
    }
  })
})
