import { describe, expect, it } from "vitest"
import { api, emailFlow, segmentAndFlow } from "./client"

const path = (id: string) => `/members/${encodeURIComponent(id)}`
const put = (id: string, body: unknown) => api("PUT", path(id), { body })

describe("profiles", () => {
  it("MEM-1 a member carries what it was given", async () => {
    const profile = {
      email: "ana@example.com",
      phone: "+59899123456",
      locale: "es-UY",
      timeZone: "America/Montevideo",
      attributes: { firstName: "Ana", balance: 12.5, gold: true, since: "2020-02-29", tags: ["a", "b"] },
    }
    const { status, json } = await put("m-1", profile)
    expect(status, JSON.stringify(json)).toBe(200)
    expect(json).toMatchObject({ id: "m-1", ...profile, consent: [], segments: [] })
    expect((await api("GET", path("m-1"))).json).toEqual(json)
  })

  it("MEM-2 an update is a merge and null removes", async () => {
    await put("m-1", { email: "ana@example.com", phone: "+59899123456", attributes: { a: 1, b: 2 } })
    const { json } = await put("m-1", { phone: null, attributes: { b: null, c: 3 } })
    expect(json).toMatchObject({ email: "ana@example.com", phone: null, attributes: { a: 1, c: 3 } })
    expect(json.attributes).not.toHaveProperty("b")
  })

  it.each([
    ["email", { email: "no" }],
    ["email", { email: "a@b@c.d" }],
    ["email", { email: "a\r\nb@example.com" }],
    ["email", { email: `${"a".repeat(250)}@example.com` }],
    ["phone", { phone: "099123456" }],
    ["phone", { phone: "+1" }],
    ["phone", { phone: "+99999999999999999" }],
    ["locale", { locale: "spanish!" }],
    ["timeZone", { timeZone: "Bogus/Zone" }],
    ["timeZone", { timeZone: "" }],
    ["attributes.x", { attributes: { x: { deep: 1 } } }],
    ["attributes.x", { attributes: { x: ["a", 1] } }],
    ["attributes.x", { attributes: { x: "a".repeat(10_001) } }],
    ["push.0.kind", { push: [{ kind: "fax" }] }],
    ["colour", { colour: "red" }],
  ])("MEM-1 TZ-32 a bad value is refused with %s named (%j)", async (field, body) => {
    const { status, json } = await put("m-1", body)
    expect([status, json.errors.map((e: { path: string }) => e.path)], JSON.stringify(json)).toEqual([422, [field]])
    expect((await api("GET", path("m-1"))).status).toBe(404)
  })

  it.each([
    "é".normalize("NFC"),
    "é".normalize("NFD"),
    "🙂",
    "a:b",
    "a/b",
    "007",
    "7",
    "50%",
    "%2F",
    "a b",
    "a+b",
    "?x=1",
    "#",
    "x".repeat(200),
    "🙂".repeat(200),
  ])("ING-18 the id %s is matched exactly", async (id) => {
    expect((await put(id, { attributes: { mine: id } })).json.id).toBe(id)
    expect((await api("GET", path(id))).json.attributes.mine).toBe(id)
    expect((await api("GET", "/members")).json.items).toHaveLength(1)
  })

  it("ING-18 composed and decomposed letters are two members", async () => {
    await put("é".normalize("NFC"), {})
    await put("é".normalize("NFD"), {})
    expect((await api("GET", "/members")).json.items).toHaveLength(2)
  })

  it("MEM-1 an id of 201 characters, or with a NUL, is refused", async () => {
    for (const id of ["x".repeat(201), "🙂".repeat(201), "a\u0000b"]) {
      const { status, json } = await put(id, {})
      expect([status, json.errors[0].path]).toEqual([422, "id"])
    }
  })

  it("MEM-7 members are found by a part of the id, email, phone or name, and by segment", async () => {
    const { segmentId } = await segmentAndFlow()
    await put("m-1", { email: "ana@example.com", attributes: { firstName: "Ana" } })
    await put("m-2", { phone: "+59899123456", attributes: { lastName: "García" } })
    await api("PUT", `/segments/${segmentId}/members/m-2`)
    const ids = async (query: string) =>
      (await api("GET", `/members?${new URLSearchParams(query)}`)).json.items.map((m: { id: string }) => m.id)
    expect(await ids("")).toEqual(["m-2", "m-1"])
    expect(await ids("query=ANA@")).toEqual(["m-1"])
    expect(await ids("query=9912")).toEqual(["m-2"])
    expect(await ids("query=García")).toEqual(["m-2"])
    expect(await ids("query=-1")).toEqual(["m-1"])
    expect(await ids(`segmentId=${segmentId}`)).toEqual(["m-2"])
  })
})

describe("consent", () => {
  it("UNS-08 is recorded, shown, and not undone by saving the member", async () => {
    await put("m-1", { email: "ana@example.com" })
    const change = { channel: "email", scope: "all", status: "unsubscribed" }
    const { status, json } = await api("PUT", `${path("m-1")}/consent`, { body: change })
    expect([status, json.consent.length]).toEqual([200, 1])
    expect(json.consent[0]).toMatchObject(change)
    expect((await put("m-1", { email: "other@example.com" })).json.consent[0]).toMatchObject(change)
  })

  it.each([
    ["channel", { channel: "fax", scope: "all", status: "subscribed" }],
    ["scope", { channel: "email", scope: "some", status: "subscribed" }],
    ["status", { channel: "email", scope: "all", status: "maybe" }],
  ])("MEM-7 a wrong %s is named", async (field, body) => {
    await put("m-1", {})
    const { status, json } = await api("PUT", `${path("m-1")}/consent`, { body })
    expect([status, json.errors[0].path]).toEqual([422, field])
  })

  it("MEM-7 consent of nobody is a 404 and makes nobody", async () => {
    const body = { channel: "email", scope: "all", status: "unsubscribed" }
    expect((await api("PUT", "/members/x/consent", { body })).status).toBe(404)
    expect((await api("GET", "/members")).json.items).toEqual([])
  })
})

describe("history", () => {
  async function throughFlow() {
    const { campaignId, segmentId } = await segmentAndFlow()
    await api("PUT", `/campaigns/${campaignId}/flow`, { body: emailFlow })
    await api("POST", `/campaigns/${campaignId}/publish`)
    await api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { id: "m-1", email: "ana@example.com" } })
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    return { campaignId, segmentId }
  }

  it("MEM-7 the timeline tells everything in order, newest first, page by page", async () => {
    const { campaignId } = await throughFlow()
    const whole = (await api("GET", "/members/m-1/timeline")).json
    expect(whole.nextCursor).toBeNull()
    const types = whole.items.map((e: { type: string }) => e.type)
    expect(types[0]).toBe("runEnded")
    for (const type of ["segmentJoined", "runStarted", "stepEntered", "deliveryQueued", "deliverySent"])
      expect(types).toContain(type)
    expect(whole.items.find((e: { type: string }) => e.type === "deliverySent")).toMatchObject({
      campaignId,
      stepId: "welcome",
    })
    const paged: unknown[] = []
    for (let cursor = ""; ; ) {
      const { json } = await api("GET", `/members/m-1/timeline?limit=2&cursor=${cursor}`)
      paged.push(...json.items)
      if (json.nextCursor === null) break
      cursor = json.nextCursor
    }
    expect(paged).toEqual(whole.items)
  })

  it("MEM-7 runs show where the member is", async () => {
    const { campaignId } = await throughFlow()
    const { json } = await api("GET", "/members/m-1/runs")
    expect(json.items).toMatchObject([
      { memberId: "m-1", campaignId, version: 1, status: "completed", stepId: "end", visit: 1 },
    ])
    expect(json.items[0].endedAt).toMatch(/^\d{4}-.*\.\d{3}Z$/)
    expect(json.items[0]).not.toHaveProperty("wakeAt")
  })

  it("SEC-39 the export holds profile, runs, deliveries, messages and timeline", async () => {
    const { segmentId } = await throughFlow()
    const { status, json } = await api("GET", "/members/m-1/export")
    expect(status).toBe(200)
    expect(json.member).toMatchObject({ id: "m-1", email: "ana@example.com", segments: [{ segmentId }] })
    expect([json.runs.length, json.deliveries.length, json.messages.length]).toEqual([1, 1, 1])
    expect(json.messages[0]).toMatchObject({ to: "ana@example.com", subject: "Hello" })
    expect(json.timeline.length).toBeGreaterThan(4)
  })

  it("MEM-8 erasing leaves nothing of the member, and only a hash in the audit log", async () => {
    await throughFlow()
    expect((await api("DELETE", "/members/m-1")).status).toBe(204)
    for (const at of ["", "/export", "/runs", "/timeline"])
      expect((await api("GET", `/members/m-1${at}`)).status).toBe(404)
    expect((await api("GET", "/outbox?memberId=m-1")).json.items).toEqual([])
    expect((await api("GET", "/members")).json.items).toEqual([])
    expect((await api("DELETE", "/members/m-1")).status).toBe(404)
    const { items } = (await api("GET", "/audit?action=member.erased")).json
    expect(items).toHaveLength(1)
    expect(JSON.stringify(items)).not.toContain("m-1")
  })
})

describe("segments", () => {
  it("MEM-9 joining and leaving are idempotent", async () => {
    const segment = (await api("POST", "/segments", { body: { name: "Gold", kind: "list" } })).json
    for (let i = 0; i < 2; i++) expect((await api("PUT", `/segments/${segment.id}/members/m-1`)).status).toBe(204)
    expect((await api("GET", `/segments/${segment.id}`)).json.memberCount).toBe(1)
    const { items } = (await api("GET", `/segments/${segment.id}/members`)).json
    expect(items).toMatchObject([{ id: "m-1", source: "api" }])
    for (let i = 0; i < 2; i++) expect((await api("DELETE", `/segments/${segment.id}/members/m-1`)).status).toBe(204)
    expect((await api("GET", `/segments/${segment.id}/members`)).json.items).toEqual([])
    expect((await api("GET", "/members/m-1")).json.segments).toEqual([])
  })

  it("MEM-4 Everyone holds everybody; nobody joins, leaves, renames or deletes it", async () => {
    await put("m-1", {})
    expect((await api("GET", "/segments/everyone")).json).toMatchObject({
      id: "everyone",
      kind: "everyone",
      memberCount: 1,
    })
    expect((await api("GET", "/segments/everyone/members")).json.items).toMatchObject([{ id: "m-1" }])
    expect((await api("PUT", "/segments/everyone/members/m-1")).status).toBe(409)
    expect((await api("DELETE", "/segments/everyone/members/m-1")).status).toBe(409)
    expect((await api("PATCH", "/segments/everyone", { body: { name: "All" } })).status).toBe(409)
    expect((await api("DELETE", "/segments/everyone")).status).toBe(409)
  })

  it("MEM-4 a segment in use is not deleted, one that is not is", async () => {
    const { segmentId, campaignId } = await segmentAndFlow()
    expect((await api("DELETE", `/segments/${segmentId}`)).status).toBe(409)
    await api("DELETE", `/campaigns/${campaignId}`)
    expect((await api("DELETE", `/segments/${segmentId}`)).status).toBe(204)
    expect((await api("GET", `/segments/${segmentId}`)).status).toBe(404)
  })

  it("MEM-4 the members of a segment come page by page", async () => {
    const { segmentId } = await segmentAndFlow()
    const members = Array.from({ length: 5 }, (_, i) => ({ id: `m-${i}` }))
    await api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { members } })
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    const ids: string[] = []
    for (let cursor = ""; ; ) {
      const { json } = await api("GET", `/segments/${segmentId}/members?limit=2&cursor=${cursor}`)
      ids.push(...json.items.map((m: { id: string }) => m.id))
      if (json.nextCursor === null) break
      cursor = json.nextCursor
    }
    expect(ids.sort()).toEqual(members.map((m) => m.id))
  })

  it("ING-14 joining an unknown segment is a 404 and makes nobody", async () => {
    expect((await api("PUT", "/segments/nope/members/m-1")).status).toBe(404)
    expect((await api("GET", "/members/m-1")).status).toBe(404)
  })
})
