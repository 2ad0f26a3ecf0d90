import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { api, segmentAndFlow } from "./client"

describe.each([
  ["categories", "categoryId"],
  ["groups", "groupId"],
])("%s", (things, field) => {
  const policy = {
    caps: [{ channel: "email", max: 2, per: "P7D" }],
    minGap: "P1D",
    quietHours: { from: "21:00", to: "08:00" },
    weekdays: [1, 2, 3],
    holidays: ["2026-12-25"],
    over: "skip",
  }

  it("POL-1 keep their priority and policy, and are changed by field", async () => {
    const { status, json } = await api("POST", `/${things}`, { body: { name: "News", priority: 5, policy } })
    expect([status, json]).toEqual([201, expect.objectContaining({ name: "News", priority: 5, policy })])
    const changed = await api("PATCH", `/${things}/${json.id}`, { body: { priority: 7 } })
    expect(changed.json).toMatchObject({ name: "News", priority: 7, policy })
    expect((await api("GET", `/${things}/${json.id}`)).json).toEqual(changed.json)
    expect((await api("GET", `/${things}`)).json.items).toEqual([changed.json])
  })

  it("CAM-9 one that a campaign belongs to is not deleted", async () => {
    const { json } = await api("POST", `/${things}`, { body: { name: "News" } })
    const { campaignId } = await segmentAndFlow({ [field]: json.id })
    expect((await api("DELETE", `/${things}/${json.id}`)).status).toBe(409)
    await api("PATCH", `/campaigns/${campaignId}`, { body: { [field]: null } })
    expect((await api("DELETE", `/${things}/${json.id}`)).status).toBe(204)
    expect((await api("GET", `/${things}/${json.id}`)).status).toBe(404)
  })

  it.each([
    ["priority", { name: "x", priority: -1 }],
    ["policy.caps.0.per", { name: "x", policy: { caps: [{ channel: "email", max: 1, per: "week" }] } }],
    ["policy.caps.0.channel", { name: "x", policy: { caps: [{ channel: "fax", max: 1, per: "P1D" }] } }],
    ["policy.quietHours.from", { name: "x", policy: { quietHours: { from: "25:00", to: "08:00" } } }],
    ["policy.weekdays", { name: "x", policy: { weekdays: [] } }],
    ["policy.caps.0.per", { name: "x", policy: { caps: [{ channel: "email", max: 1, per: "PT0S" }] } }],
    ["policy.weekdays.0", { name: "x", policy: { weekdays: [8] } }],
    ["policy.over", { name: "x", policy: { over: "drop" } }],
  ])("POL-1 a wrong %s is named", async (path, body) => {
    const { status, json } = await api("POST", `/${things}`, { body })
    expect([status, json.errors[0].path]).toEqual([422, path])
  })
})

describe("dead letters", () => {
  const bury = (id: string, body: unknown) =>
    env.DB.prepare("INSERT INTO dead_letters (id, queue, body, at) VALUES (?, 'x', ?, 1)")
      .bind(id, JSON.stringify(body))
      .run()

  it("SEND-3 are listed newest first and gone once retried", async () => {
    await bury("d-1", {
      memberId: "m-1",
      call: { inputs: [{ kind: "profileChanged", patch: { email: "a@example.com" }, source: "api" }] },
    })
    await bury("d-2", { records: [{ memberId: "m-1" }] })
    const { items } = (await api("GET", "/dead-letters")).json
    expect(items.map((l: { id: string }) => l.id)).toEqual(["d-2", "d-1"])
    expect((await api("POST", "/dead-letters/d-1/retry")).json).toEqual({ retried: true })
    expect((await api("GET", "/members/m-1")).json.email).toBe("a@example.com")
    expect((await api("POST", "/dead-letters/d-2/retry")).status).toBe(200)
    expect((await api("GET", "/dead-letters")).json.items).toEqual([])
    expect((await api("POST", "/dead-letters/d-1/retry")).status).toBe(404)
  })

  it("SEND-3 one that nobody understands stays", async () => {
    await bury("d-1", { what: "ever" })
    expect((await api("POST", "/dead-letters/d-1/retry")).status).toBe(409)
    expect((await api("GET", "/dead-letters")).json.items).toHaveLength(1)
  })
})

describe("audit", () => {
  it("API-4 every change is found by subject, action and actor, with before and after", async () => {
    const segment = (await api("POST", "/segments", { body: { name: "Gold" } })).json
    const { json: token } = await api("POST", "/tokens", { body: { name: "t", scopes: ["write"] } })
    await api("PATCH", `/segments/${segment.id}`, { body: { name: "Silver" }, token: token.token })
    const find = async (query: string) => (await api("GET", `/audit?${query}`)).json.items
    expect(await find(`subject=segment:${segment.id}`)).toHaveLength(2)
    expect(await find("action=segment.updated")).toMatchObject([
      {
        actor: `token:${token.id}`,
        subject: `segment:${segment.id}`,
        before: { name: "Gold" },
        after: { name: "Silver" },
      },
    ])
    expect(await find(`actor=token:${token.id}`)).toHaveLength(1)
    expect(await find("actor=owner&action=segment.created")).toHaveLength(1)
  })
})

describe("time machine", () => {
  it("OPS-4 moves forward by a length or to an instant, holds, and never goes back", async () => {
    const before = (await api("GET", "/dev/clock")).json
    expect(before.held).toBe(false)
    const to = new Date(Date.parse(before.now) + 86_400_000).toISOString()
    expect((await api("POST", "/dev/clock", { body: { to, hold: true } })).json).toEqual({ now: to, held: true })
    expect((await api("GET", "/dev/clock")).json).toEqual({ now: to, held: true })
    expect((await api("POST", "/dev/clock", { body: { to: before.now } })).json.errors[0].path).toBe("to")
    const later = new Date(Date.parse(to) + 3_600_000).toISOString()
    expect((await api("POST", "/dev/clock", { body: { advance: "PT1H" } })).json).toEqual({ now: later, held: true })
    expect((await api("POST", "/dev/clock", { body: { hold: false } })).json.held).toBe(false)
  })

  it.each([
    { advance: "-P1D" },
    { advance: "4 days" },
    { to: "tomorrow" },
    {},
    { advance: "P1D", to: "2030-01-01T00:00:00Z" },
    { advance: "P1D", x: 1 },
  ])("OPS-4 %j is a 422", async (body) => expect((await api("POST", "/dev/clock", { body })).status).toBe(422))

  it("SEND-5 a played callback of an unknown delivery is a 404", async () => {
    const body = { deliveryId: "nope", type: "opened" }
    expect((await api("POST", "/dev/provider-events", { body })).status).toBe(404)
    expect((await api("POST", "/dev/provider-events", { body: { ...body, type: "eaten" } })).status).toBe(422)
  })
})
