import { describe, expect, it } from "vitest"
import { softwarePasskey } from "../helpers/authenticator"
import { must } from "../helpers/flows"
import { api, origin, ours, owner, page, send, withCookie } from "./client"

type Passkey = Awaited<ReturnType<typeof softwarePasskey>>

function asPerson(cookie: string) {
  return (method: string, path: string, body?: unknown) =>
    api(method, `/account/passkeys${path}`, {
      token: null,
      headers: { ...ours, cookie },
      ...(body === undefined ? {} : { body }),
    })
}

/** Somebody signed in by their invitation. */
async function invited(role = "editor") {
  const email = `${role}-${crypto.randomUUID()}@example.com`
  const { id, inviteUrl } = await must(api("POST", "/people", { body: { email, role } }))
  const path = new URL(inviteUrl).pathname
  const accepted = await page("POST", path, { headers: ours, form: { password: owner.password } })
  return { id: id as string, email, cookie: (accepted.headers.get("set-cookie") ?? "").split(";")[0] ?? "" }
}

/** A person with a passkey of theirs; `userHandle` is what it keeps of them. */
async function personWithPasskey() {
  const person = await invited()
  const passkey = await softwarePasskey({ origin })
  const mine = asPerson(person.cookie)
  const { token, options } = await must(mine("POST", "/options", {}))
  const credential = await passkey.create({ challenge: options.challenge })
  const kept = await must(mine("POST", "", { name: "Laptop", token, credential }))
  return { ...person, mine, passkey, passkeyId: kept.id as string, userHandle: options.user.id as string }
}

const json = { "content-type": "application/json" }

/** Asks for a challenge as the sign-in page does. */
async function begin() {
  const answer = await send("/sign-in/passkey/options", { method: "POST", headers: ours })
  const { options } = (await answer.json()) as { options: { challenge: string } }
  const setCookie = answer.headers.get("set-cookie") ?? ""
  return { challenge: options.challenge, options, setCookie, cookie: setCookie.split(";")[0] ?? "" }
}

async function finish(credential: unknown, cookie: string, more: Record<string, string> = {}) {
  const answer = await send("/sign-in/passkey", {
    method: "POST",
    headers: { ...ours, ...json, cookie, ...more },
    body: JSON.stringify({ credential, next: "/segments" }),
  })
  const setCookie = answer.headers.get("set-cookie") ?? ""
  return { status: answer.status, session: setCookie.split(";")[0] ?? "", body: await answer.json() }
}

async function enter(passkey: Passkey, ceremony: Omit<Parameters<Passkey["get"]>[0], "challenge">) {
  const { challenge, cookie } = await begin()
  return await finish(await passkey.get({ challenge, ...ceremony }), cookie)
}

describe("passkeys", () => {
  it("API-3 a person adds a passkey and signs in with it, without a name or a password", async () => {
    const { passkey, userHandle, mine, email } = await personWithPasskey()
    const { options, setCookie } = await begin()
    expect(options).toMatchObject({ rpId: "localhost", userVerification: "required", allowCredentials: [] })
    expect(setCookie).toMatch(/^__Host-passkey=.*HttpOnly.*SameSite=Strict/)
    const entered = await enter(passkey, { userHandle })
    expect(entered).toMatchObject({ status: 200, body: { next: "/segments" } })
    expect((await withCookie(entered.session)).status).toBe(200)
    expect((await must(mine("GET", ""))).items).toMatchObject([{ name: "Laptop", lastUsedAt: expect.any(String) }])
    const { items } = await must(api("GET", `/audit?subject=user:${email}`))
    expect(items.map((one: { action: string }) => one.action)).toEqual([
      "user.signedIn",
      "passkey.added",
      "user.passwordSet",
      "user.invited",
    ])
  })

  it("API-3 a challenge is answered once, by the browser that asked, within five minutes", async () => {
    const { passkey, userHandle } = await personWithPasskey()
    const { challenge, cookie } = await begin()
    const answer = await passkey.get({ challenge, userHandle, counter: 1 })
    expect((await finish(answer, "")).status).toBe(401)
    expect((await finish(answer, (await begin()).cookie)).status).toBe(401)
    expect((await finish(answer, cookie)).status).toBe(200)
    expect((await finish(answer, cookie)).status).toBe(401)
    const again = await passkey.get({ challenge, userHandle, counter: 2 })
    expect((await finish(again, cookie)).status).toBe(401)
    const late = await begin()
    await api("POST", "/dev/clock", { body: { advance: "PT5M" } })
    expect((await finish(await passkey.get({ ...late, userHandle, counter: 3 }), late.cookie)).status).toBe(401)
  })

  it("API-3 an answer of or for another site, without a PIN or a finger, or that names nobody is refused", async () => {
    const { passkey, userHandle } = await personWithPasskey()
    const refused = { status: 401, session: "", body: { code: "unauthorized" } }
    for (const wrong of [
      { origin: "https://evil.test" },
      { rpId: "evil.test" },
      { verified: false },
      { userHandle: "" },
    ]) {
      expect(await enter(passkey, { userHandle, ...wrong }), JSON.stringify(wrong)).toMatchObject(refused)
    }
    expect((await enter(passkey, { userHandle })).status).toBe(200)
  })

  it("API-3 a key opens its own person's account only, and only the key itself does", async () => {
    const [one, other] = [await personWithPasskey(), await personWithPasskey()]
    expect((await enter(one.passkey, { userHandle: other.userHandle })).status).toBe(401)
    const { challenge, cookie } = await begin()
    const forged = await other.passkey.get({ challenge, userHandle: one.userHandle })
    const named = { ...forged, id: one.passkey.id, rawId: one.passkey.id }
    expect((await finish(named, cookie)).status).toBe(401)
    expect((await enter(await softwarePasskey({ origin }), { userHandle: one.userHandle })).status).toBe(401)
    for (const [method, body] of [
      ["PATCH", { name: "Mine" }],
      ["DELETE", undefined],
    ] as const) {
      expect((await one.mine(method, `/${other.passkeyId}`, body)).status).toBe(404)
    }
    expect((await enter(other.passkey, { userHandle: other.userHandle })).status).toBe(200)
  })

  it("API-3 a copied key is noticed by its counter", async () => {
    const { passkey, userHandle } = await personWithPasskey()
    expect((await enter(passkey, { userHandle, counter: 7 })).status).toBe(200)
    expect((await enter(passkey, { userHandle, counter: 7 })).status).toBe(401)
    expect((await enter(passkey, { userHandle, counter: 8 })).status).toBe(200)
  })

  it("SEC-06 another site's page cannot sign anybody in, and guessing is braked", async () => {
    const { passkey, userHandle } = await personWithPasskey()
    const { challenge, cookie } = await begin()
    const answer = await passkey.get({ challenge, userHandle })
    const foreign = { origin: "https://evil.test", "sec-fetch-site": "cross-site" }
    const sent = await send("/sign-in/passkey", {
      method: "POST",
      headers: { ...json, cookie, ...foreign },
      body: JSON.stringify({ credential: answer }),
    })
    expect(sent.status).toBe(403)
    const stranger = await softwarePasskey({ origin })
    const from = { "cf-connecting-ip": "198.51.100.77" }
    const tries = []
    for (let i = 0; i < 11; i++) tries.push(await finish(await stranger.get({ challenge }), cookie, from))
    expect(tries.map((one) => one.status)).toEqual([...Array(10).fill(401), 429])
    expect((await finish(answer, cookie)).status).toBe(200)
  })

  it("API-3 a session that is not fresh proves the password before a key is added; only it may answer", async () => {
    const { cookie } = await invited()
    const mine = asPerson(cookie)
    const early = await must(mine("POST", "/options", {}))
    await api("POST", "/dev/clock", { body: { advance: "PT16M" } })
    const passkey = await softwarePasskey({ origin })
    const stale = await passkey.create({ challenge: early.options.challenge })
    const refused = { status: 422, json: { errors: [{ path: "credential", code: "passkeyRefused" }] } }
    expect(await mine("POST", "", { name: "Late", token: early.token, credential: stale })).toMatchObject(refused)
    expect((await mine("POST", "/options", {})).json.errors).toMatchObject([{ path: "password" }])
    const { token, options } = await must(mine("POST", "/options", { password: owner.password }))
    const credential = await passkey.create({ challenge: options.challenge })
    const elsewhere = asPerson((await invited()).cookie)
    expect(await elsewhere("POST", "", { name: "Theirs", token, credential })).toMatchObject(refused)
    const unverified = await passkey.create({ challenge: options.challenge, verified: false })
    expect(await mine("POST", "", { name: "Weak", token, credential: unverified })).toMatchObject(refused)
    await must(mine("POST", "", { name: "Mine", token, credential }))
    expect(await mine("POST", "", { name: "Twice", token, credential })).toMatchObject(refused)
    const other = await must(mine("POST", "/options", { password: owner.password }))
    const again = await passkey.create({ challenge: other.options.challenge })
    const taken = await mine("POST", "", { name: "Again", token: other.token, credential: again })
    expect(taken).toMatchObject({ status: 422, json: { errors: [{ code: "passkeyTaken" }] } })
  })

  it("API-3 removed, or its person shut out or invited anew, a key leads nowhere", async () => {
    const [one, two, three] = [await personWithPasskey(), await personWithPasskey(), await personWithPasskey()]
    expect(await must(one.mine("PATCH", `/${one.passkeyId}`, { name: "Phone" }))).toMatchObject({ name: "Phone" })
    expect((await one.mine("DELETE", `/${one.passkeyId}`)).status).toBe(204)
    await api("DELETE", `/people/${two.id}`)
    const { inviteUrl } = await must(api("POST", `/people/${three.id}/invite`))
    await page("POST", new URL(inviteUrl).pathname, { headers: ours, form: { password: owner.password } })
    for (const { passkey, userHandle } of [one, two, three]) {
      expect((await enter(passkey, { userHandle })).status).toBe(401)
    }
  })

  it("SEC-28 only people have passkeys", async () => {
    expect((await api("GET", "/account/passkeys")).json).toMatchObject({ status: 403, reason: "noAccount" })
    expect((await api("GET", "/account/passkeys", { token: null })).status).toBe(401)
  })
})
