import { createExecutionContext } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { Env } from "../../src/env"
import worker from "../../src/worker"
import { must } from "../helpers/flows"
import { api, origin, ours, owner } from "./client"

const team = "river.cloudflareaccess.com"
const audience = "f00d"
const withAccess: Env = { ...env, ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: `${audience}, beef` }
let keys: Awaited<ReturnType<typeof generateKeyPair>>
let strange: typeof keys

beforeAll(async () => {
  keys = await generateKeyPair("RS256", { extractable: true })
  strange = await generateKeyPair("RS256", { extractable: true })
})
afterEach(() => vi.restoreAllMocks())

/** The team's keys are answered at its address, and nothing else is. */
function publishKeys() {
  return vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const url = input instanceof Request ? input.url : String(input)
    if (url !== `https://${team}/cdn-cgi/access/certs`) return new Response(null, { status: 404 })
    return Response.json({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256" }] })
  })
}

interface Token {
  email?: string
  iss?: string
  aud?: string
  exp?: string
  type?: string
  key?: CryptoKey
}

async function tokenOf({ email, iss = `https://${team}`, aud = audience, exp = "1h", type = "app", key }: Token) {
  return await new SignJWT({ type, ...(email === undefined ? {} : { email }) })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .setIssuer(iss)
    .setAudience([aud])
    .setIssuedAt()
    .setExpirationTime(exp)
    .sign(key ?? keys.privateKey)
}

async function ask(path: string, token: string | null, init: RequestInit & { env?: Env } = {}) {
  const { env: of = withAccess, headers, ...rest } = init
  const sent = { ...headers, ...(token === null ? {} : { "cf-access-jwt-assertion": token }) }
  return await worker.fetch(
    new Request(origin + path, { redirect: "manual", ...rest, headers: sent }),
    of,
    createExecutionContext(),
  )
}

async function person(role: string) {
  const email = `${role}-${crypto.randomUUID()}@example.com`
  const { id } = await must(api("POST", "/people", { body: { email, role } }))
  return { id: id as string, email }
}

describe("Cloudflare Access", () => {
  it("API-3 whoever it lets in and may sign in here is in, with the rights they have here", async () => {
    publishKeys()
    const viewer = await person("viewer")
    const token = await tokenOf({ email: viewer.email.toUpperCase() })
    expect(await (await ask("/api/v1/account", token)).json()).toMatchObject({ email: viewer.email, role: "viewer" })
    expect((await ask("/campaigns", token)).status).toBe(200)
    const byCookie = await ask("/api/v1/account", null, { headers: { cookie: `CF_Authorization=${token}` } })
    expect(byCookie.status).toBe(200)
    expect((await ask("/api/v1/tokens", token)).status).toBe(403)
    await api("PATCH", `/people/${viewer.id}`, { body: { role: "admin" } })
    expect((await ask("/api/v1/tokens", token)).status).toBe(200)
    await api("DELETE", `/people/${viewer.id}`)
    expect((await ask("/api/v1/account", token)).status).toBe(401)
    expect((await ask("/api/v1/account", await tokenOf({ email: owner.email, aud: "beef" }))).status).toBe(200)
  })

  it.each([
    ["for another application", { aud: "other" }],
    ["of another team", { iss: "https://evil.cloudflareaccess.com" }],
    ["that has run out", { exp: "-1m" }],
    ["signed by somebody else", { strange: true }],
    ["of a program", { email: undefined }],
    ["of another kind", { type: "org" }],
  ])("API-3 a token %s opens nothing", async (_, wrong) => {
    publishKeys()
    const { strange: forged, ...claims } = { strange: false, email: owner.email, ...wrong } as Token & {
      strange: boolean
    }
    const token = await tokenOf({ ...claims, ...(forged ? { key: strange.privateKey } : {}) })
    expect((await ask("/api/v1/account", token)).status).toBe(401)
    expect((await ask("/campaigns", token)).headers.get("location")).toContain("/sign-in")
  })

  it("API-3 API-4 somebody whom nobody has invited is told so in their language, and the audit log once a day", async () => {
    publishKeys()
    const email = `stranger-${crypto.randomUUID()}@example.com`
    const token = await tokenOf({ email: email.toUpperCase() })
    expect((await ask("/api/v1/account", token)).status).toBe(401)
    for (const [language, words] of [
      ["en", "Nobody has invited you yet"],
      ["es", "Nadie le ha invitado todavía"],
    ]) {
      const answer = await ask("/campaigns", token, { headers: { cookie: `locale=${language}` } })
      const html = await answer.text()
      expect([answer.status, html.includes(words ?? "?"), html.includes(email)]).toEqual([403, true, true])
    }
    expect((await ask("/sign-in", token)).status).toBe(200)
    const told = async () => (await must(api("GET", `/audit?subject=user:${email}`))).items
    expect(await told()).toMatchObject([{ action: "user.notInvited", actor: "anonymous" }])
    await api("POST", "/people", { body: { email, role: "viewer" } })
    expect((await ask("/campaigns", token)).status).toBe(200)
  })

  it("API-3 where it is not set up, its header means nothing, and nobody's keys are fetched", async () => {
    const fetched = publishKeys()
    expect((await ask("/api/v1/account", await tokenOf({ email: owner.email }), { env })).status).toBe(401)
    expect((await ask("/api/v1/account", "no.such.token")).status).toBe(401)
    expect(fetched).not.toHaveBeenCalled()
  })

  it("SEC-04 another site's page changes nothing by it, not even without a cookie", async () => {
    publishKeys()
    const token = await tokenOf({ email: owner.email })
    const body = JSON.stringify({ name: "S", kind: "list" })
    const post = (headers: Record<string, string>) =>
      ask("/api/v1/segments", token, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      })
    const foreign = { origin: "https://evil.test", "sec-fetch-site": "cross-site" }
    expect((await post(foreign)).status).toBe(401)
    expect((await post({})).status).toBe(401)
    expect((await post({ ...foreign, cookie: "CF_Authorization=x" })).status).toBe(403)
    expect((await post(ours)).status).toBe(201)
    const out = await ask("/sign-out", token, { method: "POST", headers: ours })
    expect(out.headers.get("location")).toBe("/cdn-cgi/access/logout")
  })
})
