import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { api } from "./client"

const put = async (channel: string, body: unknown) => await api("PUT", `/providers/${channel}`, { body })
const secretOf = (fill: string) => `whsec_${btoa(fill.repeat(32))}`

describe("providers", () => {
  it("SEND-2 every message channel has the built-in outbox until told otherwise; Web service calls go out", async () => {
    const { items } = (await api("GET", "/providers")).json
    expect(items.map((p: { kind: string }) => p.kind)).toEqual(["outbox", "outbox", "outbox", "http"])
    const { json } = await put("email", { kind: "outbox", ratePerSecond: 10 })
    expect(json).toMatchObject({ channel: "email", kind: "outbox", ratePerSecond: 10, credentialsSet: [] })
  })

  it("SEND-1 a kind that a channel has not is a 422 that names it, and its credentials go nowhere", async () => {
    const { status, json } = await put("sms", { kind: "resend", credentials: { apiKey: "re_secret" } })
    expect([status, json.errors[0].path, json.detail.includes("resend")]).toEqual([422, "kind", true])
    const rows = await env.DB.prepare("SELECT * FROM provider_configs").all()
    expect(rows.results).toEqual([])
    expect((await put("fax", { kind: "outbox" })).status).toBe(422)
  })

  it("SEC-32 credentials are stored sealed and never given back; what is not given stays", async () => {
    const { json } = await put("webhook", { kind: "http", credentials: { secret: secretOf("s") } })
    expect(json).toMatchObject({ kind: "http", credentialsSet: ["secret"] })
    expect((await put("webhook", { kind: "http" })).json.credentialsSet).toEqual(["secret"])
    const stored = JSON.stringify((await env.DB.prepare("SELECT * FROM provider_configs").all()).results)
    const outputs = [json, (await api("GET", "/providers")).json, (await api("GET", "/audit")).json, stored]
    for (const output of outputs) expect(JSON.stringify(output)).not.toContain(btoa("s".repeat(32)))
    expect((await put("webhook", { kind: "http", credentials: { secret: null } })).json.credentialsSet).toEqual([])
  })

  it.each([
    ["credentials.secret", { kind: "http", credentials: { secret: "short" } }],
    ["credentials.apiKey", { kind: "http", credentials: { apiKey: "x" } }],
    ["baseUrl", { kind: "http", baseUrl: "ftp://mail.example.com" }],
    ["baseUrl", { kind: "http", baseUrl: "https://mail.example.com" }],
    ["ratePerSecond", { kind: "http", ratePerSecond: 0 }],
  ])("SEND-1 a wrong %s is named", async (path, body) => {
    const { status, json } = await put("webhook", body)
    expect([status, json.errors[0].path]).toEqual([422, path])
  })

  it("SEC-32 whoever points a provider elsewhere must give its secrets again, and not to private addresses", async () => {
    const resend = (more: Record<string, unknown>) => put("email", { kind: "resend", ...more })
    expect((await resend({})).json.errors[0].path).toBe("credentials.apiKey")
    await resend({ credentials: { apiKey: "re_key" } })
    const baseUrl = "https://mail.example.com/"
    const moved = await resend({ baseUrl })
    expect([moved.status, moved.json.errors[0].path]).toEqual([422, "credentials.apiKey"])
    expect((await resend({ baseUrl, credentials: { apiKey: "re_2" } })).json.baseUrl).toBe("https://mail.example.com")
    const inner = await resend({ baseUrl: "http://169.254.169.254/latest", credentials: { apiKey: "re_3" } })
    expect([inner.status, inner.json.errors[0].path]).toEqual([422, "baseUrl"])
  })

  it("SEC-21 SEC-32 SMTP goes to public hosts only, in secret; who names another host or no secrecy gives the password again", async () => {
    const login = { user: "u", password: "a password" }
    const smtp = async (credentials: Record<string, string | null>, more = {}) => {
      const { status, json } = await put("email", { kind: "smtp", credentials, ...more })
      return status === 200 ? status : [status, json.errors[0].path, json.errors[0].code]
    }
    expect(await smtp({ host: "smtp.bank.example", ...login })).toBe(200)
    expect(await smtp({ port: "465" })).toBe(200) // where it went before
    const moves = [
      ["host", "smtp.evil.example"],
      ["port", "2525"],
      ["security", "none"],
    ] as const
    for (const [name, value] of moves)
      expect(await smtp({ [name]: value })).toEqual([422, "credentials.password", "giveAgain"])
    for (const host of ["127.0.0.1", "2130706433", "0x7f000001", "10.0.0.1", "localhost", "db.internal", "127.1"])
      expect(await smtp({ host, ...login })).toEqual([422, "credentials.host", "blockedAddress"])
    expect(await smtp({ security: "none", ...login })).toEqual([422, "credentials.host", "blockedAddress"])
    expect(await smtp({ port: "25", ...login })).toEqual([422, "credentials.port", "invalidCredential"])
    expect(await smtp({ ...login }, { baseUrl: "https://x.example" })).toEqual([422, "baseUrl", "notUsed"])
    expect((await api("GET", "/providers")).json.items[0].credentialsSet.sort()).toEqual([
      "host",
      "password",
      "port",
      "security",
      "user",
    ])
  })

  it("SEND-1 settings of other kinds are kept until they are forgotten", async () => {
    await put("webhook", { kind: "http", credentials: { secret: secretOf("s") } })
    expect((await put("webhook", { kind: "outbox" })).json.setUp.sort()).toEqual(["http", "outbox"])
    expect((await api("DELETE", "/providers/webhook/outbox")).status).toBe(409)
    expect((await api("DELETE", "/providers/webhook/http")).status).toBe(204)
    expect((await api("DELETE", "/providers/webhook/http")).status).toBe(404)
    expect((await api("GET", "/webhook-signing")).json.custom).toBe(false)
  })

  it("SEND-1 a test goes out at once, and the answer is the provider's", async () => {
    const { json } = await api("POST", "/providers/email/test", { body: { to: "me@example.com" } })
    expect(json).toMatchObject({ kind: "outbox", outcome: "accepted", detail: null })
    expect((await api("GET", "/outbox")).json.items).toMatchObject([{ to: "me@example.com" }])
    expect((await api("POST", "/providers/webhook/test", { body: { to: "x" } })).status).toBe(422)
  })
})
