import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { realRandom } from "../../src/core/random"
import { countAttempt } from "../../src/services/auth/attempts"
import { hashPassword, verifyPassword } from "../../src/services/auth/password"
import { attempts, brakesOf } from "../../src/services/auth/sign-in"
import { adminToken, api, ours, owner, page, send, signIn, withCookie } from "./client"

describe("session cookie", () => {
  it("SEC-01 is __Host-, Secure, HttpOnly, SameSite=Lax, Path=/, without Domain, of 128 bits or more, and new each time", async () => {
    const first = await signIn()
    expect(first.response.status).toBe(303)
    expect(first.setCookie).toMatch(/^__Host-session=[A-Za-z0-9_-]{22,};/)
    for (const part of ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]) expect(first.setCookie).toContain(part)
    expect(first.setCookie).not.toContain("Domain")
    expect((await signIn()).cookie).not.toBe(first.cookie)
    expect((await withCookie(first.cookie)).status).toBe(200)
  })

  it("SEC-01 is stored hashed", async () => {
    const { cookie } = await signIn()
    const rows = await env.DB.prepare("SELECT * FROM sessions").all()
    expect(JSON.stringify(rows.results)).not.toContain(cookie.split("=")[1])
  })

  it("SEC-06 a session id brought along is not kept, and the older session ends", async () => {
    const first = await signIn()
    const second = await signIn(owner, { ...ours, cookie: first.cookie })
    expect(second.cookie).not.toBe(first.cookie)
    expect((await withCookie(first.cookie)).status).toBe(401)
    expect((await withCookie("__Host-session=attacker")).status).toBe(401)
  })

  it("SEC-06 signing in from another site's page is refused", async () => {
    const { response } = await signIn(owner, { origin: "https://evil.test", "sec-fetch-site": "cross-site" })
    expect(response.status).toBe(403)
  })

  it("signing out ends the session", async () => {
    const { cookie } = await signIn()
    const out = await page("POST", "/sign-out", { headers: { ...ours, cookie } })
    expect([out.status, out.headers.get("location")]).toEqual([303, "/sign-in"])
    expect((await withCookie(cookie)).status).toBe(401)
  })

  it("SEC-03 idle for 30 minutes, or 12 hours old, it is no longer good", async () => {
    const idle = await signIn()
    await api("POST", "/dev/clock", { body: { advance: "PT29M" } })
    expect((await withCookie(idle.cookie)).status).toBe(200)
    await api("POST", "/dev/clock", { body: { advance: "PT31M" } })
    expect((await withCookie(idle.cookie)).status).toBe(401)
    const busy = await signIn()
    for (let i = 0; i < 36; i++) {
      await api("POST", "/dev/clock", { body: { advance: "PT20M" } })
      if (i < 35) expect((await withCookie(busy.cookie)).status).toBe(200)
    }
    await api("POST", "/dev/clock", { body: { advance: "PT1M" } })
    expect((await withCookie(busy.cookie)).status).toBe(401)
  })

  it("OPS-4 whoever moves the clock from the pages stays signed in", async () => {
    const { cookie } = await signIn()
    const moved = await send(`/api/v1/dev/clock`, {
      method: "POST",
      headers: { ...ours, cookie, "content-type": "application/json" },
      body: JSON.stringify({ advance: "P4D" }),
    })
    expect(moved.status).toBe(200)
    expect((await withCookie(cookie)).status).toBe(200)
  })
})

describe("signing in", () => {
  it("API-3 the owner comes from the environment, with the email in any case", async () => {
    expect((await signIn({ ...owner, email: " OWNER@example.com " })).response.headers.get("location")).toBe(
      "/campaigns",
    )
  })

  it("API-3 in local mode ADMIN_TOKEN signs in as the owner", async () => {
    const { cookie } = await signIn({ token: adminToken })
    expect((await withCookie(cookie, "/tokens")).status).toBe(200)
    expect((await signIn({ token: "wrong" })).response.status).toBe(401)
  })

  it.each([
    ["a wrong password", { ...owner, password: "wrong" }],
    ["nobody", { email: "nobody@example.com", password: "x" }],
    ["empty fields", { email: "", password: "" }],
    ["no fields", {}],
  ])("API-3 %s is refused without saying why, and sets no cookie", async (_, form) => {
    const { response, setCookie } = await signIn(form as Record<string, string>)
    expect([response.status, setCookie]).toEqual([401, ""])
  })

  it.each([
    ["/campaigns/1?tab=flow#x", "/campaigns/1?tab=flow#x"],
    ["https://evil.test/", "/campaigns"],
    ["//evil.test", "/campaigns"],
    ["/\\evil.test", "/campaigns"],
    ["/\t/evil.test", "/campaigns"],
    ["javascript:alert(1)", "/campaigns"],
    ["", "/campaigns"],
  ])("SEC-06 next=%s leads to %s", async (next, location) => {
    expect((await signIn({ ...owner, next })).response.headers.get("location")).toBe(location)
  })

  it("API-3 after ten failures of one name comes 429 with Retry-After", async () => {
    const form = { email: "flood@example.com", password: "x" }
    const statuses = []
    for (let i = 0; i < 11; i++) statuses.push((await signIn(form)).response)
    expect(statuses.slice(0, 10).every((r) => r.status === 401)).toBe(true)
    expect(statuses[10]?.status).toBe(429)
    expect(Number(statuses[10]?.headers.get("retry-after"))).toBeGreaterThan(0)
    const elsewhere = await signIn(form, { ...ours, "cf-connecting-ip": "198.51.100.7" })
    expect(elsewhere.response.status).toBe(401)
    expect((await signIn()).response.status).toBe(303)
  })

  it("API-3 fifteen guesses at once get no further than ten in a row", async () => {
    const form = { email: "raced@example.com", password: "x" }
    const statuses = await Promise.all(Array.from({ length: 15 }, async () => (await signIn(form)).response.status))
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
  })

  it("API-3 one password tried on many names is braked by where it comes from; signing in does not give it back", async () => {
    const address = "198.51.100.9"
    const from = { ...ours, "cf-connecting-ip": address }
    const tried = (n: number) => signIn({ email: `name-${n}@example.com`, password: "x" }, from)
    expect((await tried(0)).response.status).toBe(401)
    for (let n = 2; n < attempts.maxOfAddress; n++) countAttempt(brakesOf(address))
    expect((await signIn(owner, from)).response.status).toBe(303)
    expect((await tried(1)).response.status).toBe(401)
    expect((await tried(2)).response.status).toBe(429)
    expect((await signIn()).response.status).toBe(303)
  })

  it("API-1 a body that is no form is a 400", async () => {
    const headers = { ...ours, "content-type": "multipart/form-data; boundary=x" }
    const response = await send("/sign-in", { method: "POST", headers, body: "--x\r\ngarbage" })
    expect(response.status).toBe(400)
  })

  it("SEC-08 a password hash is scrypt with N=2^14, r=8, p=5 and verifies on this runtime", async () => {
    const hash = await hashPassword("s3cret", realRandom)
    expect(hash).toMatch(/^scrypt\$16384\$8\$5\$/)
    expect(await verifyPassword("s3cret", hash)).toBe(true)
    expect(await verifyPassword("s3creT", hash)).toBe(false)
    expect(await verifyPassword("s3cret", null)).toBe(false)
  })
})
