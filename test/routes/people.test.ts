import { describe, expect, it } from "vitest"
import { api, ours, owner, page, signIn, withCookie } from "./client"

/** Invites somebody and gives the path of the link. */
async function invite(email: string, role = "editor") {
  const { status, json } = await api("POST", "/people", { body: { email, role } })
  expect(status).toBe(201)
  return { id: json.id as string, path: new URL(json.inviteUrl as string).pathname }
}

const password = "a sentence of my own"
const accept = (path: string, text = password) => page("POST", path, { headers: ours, form: { password: text } })

describe("people", () => {
  it("API-3 an invitation's link sets the password once and signs in", async () => {
    const { id, path } = await invite("Ana@Example.com")
    expect((await api("GET", `/people/${id}`)).json).toMatchObject({
      email: "ana@example.com",
      role: "editor",
      status: "invited",
    })
    expect((await page("GET", path)).status).toBe(200)
    expect((await accept(path, "short")).status).toBe(422)
    const accepted = await accept(path)
    expect([accepted.status, accepted.headers.get("location")]).toEqual([303, "/campaigns"])
    const cookie = (accepted.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
    expect((await withCookie(cookie)).status).toBe(200)
    expect((await page("GET", path)).status).toBe(404)
    expect((await accept(path)).status).toBe(404)
    expect((await api("GET", `/people/${id}`)).json.status).toBe("active")
    expect((await signIn({ email: "ana@example.com", password })).response.status).toBe(303)
  })

  it("API-3 whoever is invited first does not keep the owner out", async () => {
    await invite("first@example.com")
    expect((await signIn(owner)).response.status).toBe(303)
  })

  it("API-3 a new link replaces the one before, and the password when it is used", async () => {
    const { id, path } = await invite("eva@example.com")
    await accept(path)
    const renewed = await api("POST", `/people/${id}/invite`, { body: {} })
    const next = new URL(renewed.json.inviteUrl as string).pathname
    expect((await accept(next, "another sentence of mine")).status).toBe(303)
    expect((await signIn({ email: "eva@example.com", password })).response.status).toBe(401)
  })

  it("API-3 a link runs out after seven days", async () => {
    const { path } = await invite("late@example.com")
    await api("POST", "/dev/clock", { body: { advance: "P7D" } })
    expect((await page("GET", path)).status).toBe(404)
  })

  it("API-3 a removed person is out at once; a role holds from the next request", async () => {
    const { id, path } = await invite("gone@example.com", "viewer")
    const cookie = ((await accept(path)).headers.get("set-cookie") ?? "").split(";")[0] ?? ""
    const people = () => withCookie(cookie, "/people")
    expect((await people()).status).toBe(403)
    expect((await api("PATCH", `/people/${id}`, { body: { role: "admin" } })).status).toBe(200)
    expect((await people()).status).toBe(200)
    expect((await api("DELETE", `/people/${id}`)).status).toBe(204)
    expect((await people()).status).toBe(401)
  })

  it("API-3 the last owner stays; only owners touch owners", async () => {
    await signIn(owner)
    const first = (await api("GET", "/people")).json.items.find((one: { role: string }) => one.role === "owner")
    expect((await api("DELETE", `/people/${first.id}`)).status).toBe(409)
    expect((await api("PATCH", `/people/${first.id}`, { body: { role: "viewer" } })).status).toBe(409)
    const token = (await api("POST", "/tokens", { body: { name: "admin", scopes: ["admin"] } })).json.token
    const asAdmin = { token: token as string }
    expect((await api("PATCH", `/people/${first.id}`, { ...asAdmin, body: { role: "admin" } })).status).toBe(403)
    const made = await api("POST", "/people", { ...asAdmin, body: { email: "x@example.com", role: "owner" } })
    expect(made.status).toBe(403)
  })

  it("API-3 the same email twice is a 422 that names it", async () => {
    await invite("twice@example.com")
    const again = await api("POST", "/people", { body: { email: "TWICE@example.com", role: "viewer" } })
    expect([again.status, again.json.errors[0].path]).toEqual([422, "email"])
  })
})

describe("company preferences", () => {
  it("CAM-2 the time zone is the default of new campaigns", async () => {
    const changed = await api("PATCH", "/settings/company", { body: { timeZone: "America/Montevideo", name: "Union" } })
    expect([changed.status, changed.json.name]).toEqual([200, "Union"])
    const campaign = await api("POST", "/campaigns", { body: { kind: "campaign", name: "C" } })
    expect(campaign.json.timeZone).toBe("America/Montevideo")
    await api("PATCH", "/settings/company", { body: { timeZone: null } })
    expect((await api("GET", "/settings/company")).json).toMatchObject({ timeZone: null, name: "Union" })
  })

  it.each([
    ["timeZone", "Mars/Base"],
    ["locale", "fr"],
    ["publicUrl", "https://example.com/path"],
    ["publicUrl", "javascript:alert(1)"],
    ["senderEmail", "nobody"],
    ["senderName", "two\nlines"],
    ["postalAddress", ""],
  ])("API-1 a wrong %s (%s) is a 422 that names it", async (field, value) => {
    const { status, json } = await api("PATCH", "/settings/company", { body: { [field]: value } })
    expect([status, json.errors[0].path]).toEqual([422, field])
  })
})
