import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api, ours, owner, page, signIn, withCookie } from "./client"

const next = "a rather different sentence"

/** Somebody of a role, signed in by their invitation. */
async function invited(role: string): Promise<{ email: string; cookie: string }> {
  const email = `${role}-${crypto.randomUUID()}@example.com`
  const { inviteUrl } = await must(api("POST", "/people", { body: { email, role } }))
  const accepted = await page("POST", new URL(inviteUrl).pathname, {
    headers: ours,
    form: { password: owner.password },
  })
  return { email, cookie: (accepted.headers.get("set-cookie") ?? "").split(";")[0] ?? "" }
}

function change(cookie: string, form: { current: string; password: string }) {
  return page("POST", "/account/password", { headers: { ...ours, cookie }, form })
}

describe("one's own account", () => {
  it("API-3 a password is changed by whoever knows the present one, also a viewer; other sessions end", async () => {
    const { email, cookie } = await invited("viewer")
    const other = await signIn({ email, password: owner.password })
    const wrong = await change(cookie, { current: "no idea at all", password: next })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain("This is not your present password.")
    expect((await change(cookie, { current: owner.password, password: "short" })).status).toBe(422)
    expect((await withCookie(other.cookie)).status).toBe(200)

    const done = await change(cookie, { current: owner.password, password: next })
    expect([done.status, done.headers.get("location")]).toEqual([303, "/account?note=passwordChanged"])
    expect((await withCookie(cookie)).status).toBe(200)
    expect((await withCookie(other.cookie)).status).toBe(401)
    expect((await signIn({ email, password: owner.password })).response.status).toBe(401)
    expect((await signIn({ email, password: next })).response.status).toBe(303)
    const { items } = await must(api("GET", `/audit?subject=user:${email}`))
    expect(items.map((one: { action: string }) => one.action)).toContain("user.passwordChanged")
    expect(JSON.stringify(items)).not.toContain(next)
  })

  it("API-3 guessing the present password is braked", async () => {
    const { cookie } = await invited("editor")
    for (let i = 0; i < 10; i++) {
      expect((await change(cookie, { current: `guess ${i}`, password: next })).status).toBe(422)
    }
    const answer = await change(cookie, { current: owner.password, password: next })
    expect(answer.status).toBe(429)
  })

  it("API-1 API-3 the same by the API, for people only: language, sessions, and out everywhere", async () => {
    const { email, cookie } = await invited("editor")
    const other = await signIn({ email, password: owner.password })
    const mine = (method: string, path: string, body?: unknown) =>
      api(method, path, { token: null, headers: { ...ours, cookie }, ...(body === undefined ? {} : { body }) })
    const account = await must(mine("GET", "/account"))
    expect(account).toMatchObject({ email, role: "editor" })
    expect(account.sessions.map((one: { current: boolean }) => one.current).sort()).toEqual([false, true])
    await must(mine("PATCH", "/account", { locale: "es" }))
    expect(await (await page("GET", "/account", { headers: { ...ours, cookie } })).text()).toContain("Su cuenta")
    expect((await mine("POST", "/account/password", { current: "x", password: next })).json.errors).toMatchObject([
      { path: "current", code: "wrongPassword" },
    ])
    expect((await api("GET", "/account")).json).toMatchObject({ status: 403, reason: "noAccount" })
    expect((await mine("DELETE", "/account/sessions")).status).toBe(204)
    for (const gone of [cookie, other.cookie]) expect((await withCookie(gone)).status).toBe(401)
  })
})
