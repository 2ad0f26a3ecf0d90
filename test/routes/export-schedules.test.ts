import { env } from "cloudflare:workers"
import { Webhook } from "standardwebhooks"
import { describe, expect, it, vi } from "vitest"
import { forgetOld } from "../../src/system/sweep"
import { waiting } from "../helpers/exports"
import { advance, must, now, startFlow } from "../helpers/flows"
import { api, ours, send, signIn } from "./client"

describe("scheduled exports", () => {
  const schedule = { name: "Every day", format: "ndjson", at: "09:00", fields: ["memberId"] }

  it("ANA-4 made every day at its local time by the campaign's clock, until it is deleted", async () => {
    await must(api("POST", "/dev/clock", { body: { to: "2027-03-27T12:00:00.000Z", hold: true } }))
    const { campaignId: id } = await startFlow(waiting)
    const made = await must(
      api("POST", `/campaigns/${id}/export-schedules`, { body: { ...schedule, timeZone: "Europe/Madrid" } }),
    )
    expect(made).toMatchObject({ weekday: null, nextAt: "2027-03-28T07:00:00.000Z", webhookUrl: null })
    await advance("P3D")
    const { items } = await must(api("GET", `/campaigns/${id}/exports`))
    expect(items.map((one: { createdAt: string }) => one.createdAt)).toEqual([
      "2027-03-30T07:00:00.000Z",
      "2027-03-29T07:00:00.000Z",
      "2027-03-28T07:00:00.000Z",
    ])
    expect(
      new Set(items.map((one: { status: string; scheduleId: string }) => `${one.status} ${one.scheduleId}`)),
    ).toEqual(new Set([`done ${made.id}`]))
    expect((await api("DELETE", `/export-schedules/${made.id}`)).status).toBe(204)
    await advance("P2D")
    expect((await must(api("GET", `/campaigns/${id}/exports`))).items).toHaveLength(3)
    expect((await must(api("GET", `/campaigns/${id}/export-schedules`))).items).toEqual([])
  })

  it("ANA-4 an export is kept for 30 days", async () => {
    const { campaignId: id } = await startFlow(waiting)
    await must(api("POST", `/campaigns/${id}/exports`, { body: { format: "csv" } }))
    await advance("P31D")
    await forgetOld(env, await now())
    expect((await must(api("GET", `/campaigns/${id}/exports`))).items).toEqual([])
    expect((await env.DOCUMENTS.list({ prefix: "exports/" })).objects).toEqual([])
  })

  it("ANA-4 what is wrong with a schedule is a 422 that names it", async () => {
    const { campaignId: id } = await startFlow(waiting)
    const wrong: [string, object][] = [
      ["at", { at: "25:00" }],
      ["weekday", { weekday: 8 }],
      ["timeZone", { timeZone: "Mars/Base" }],
      ["fields", { fields: ["nonsense"] }],
      ["webhookUrl", { webhookUrl: "http://127.0.0.1/x" }],
      ["webhookUrl", { webhookUrl: "ftp://example.com" }],
      ["name", { name: "" }],
    ]
    for (const [path, more] of wrong) {
      const { status, json } = await api("POST", `/campaigns/${id}/export-schedules`, {
        body: { ...schedule, ...more },
      })
      expect([status, json.errors[0].path]).toEqual([422, path])
    }
  })
})

describe("schedules that are changed", () => {
  it("ANA-4 what is absent stays, null takes a choice back, and it is due at its new time", async () => {
    await must(api("POST", "/dev/clock", { body: { to: "2027-03-01T12:00:00.000Z", hold: true } }))
    const { campaignId: id } = await startFlow(waiting)
    const first = { name: "Daily", format: "csv", at: "09:00", fields: ["memberId"], status: "active" }
    const made = await must(api("POST", `/campaigns/${id}/export-schedules`, { body: first }))
    const change = (body: object) => api("PATCH", `/export-schedules/${made.id}`, { body })
    const changed = await must(change({ weekday: 5, at: "18:00", status: null, format: "ndjson" }))
    expect(changed).toMatchObject({ name: "Daily", weekday: 5, nextAt: "2027-03-05T18:00:00.000Z" })
    expect(changed.request).toEqual({ format: "ndjson", fields: ["memberId"] })
    for (const [path, body] of [
      ["fields", { fields: ["nonsense"] }],
      ["at", { at: "25:00" }],
      ["webhookUrl", { webhookUrl: "http://127.0.0.1/x" }],
    ] as const) {
      const { status, json } = await change(body)
      expect([status, json.errors[0].path]).toEqual([422, path])
    }
    await advance("P5D")
    const { items } = await must(api("GET", `/campaigns/${id}/exports`))
    expect(items.map((one: { createdAt: string; format: string }) => [one.createdAt, one.format])).toEqual([
      ["2027-03-05T18:00:00.000Z", "ndjson"],
    ])
  })

  it("ANA-4 a form shows a schedule as it is and changes it", async () => {
    const { campaignId: id } = await startFlow(waiting)
    const body = {
      name: "Fridays",
      format: "csv",
      weekday: 5,
      at: "09:00",
      fields: ["memberId", "status"],
      status: "active",
    }
    const made = await must(api("POST", `/campaigns/${id}/export-schedules`, { body }))
    const { cookie } = await signIn()
    const path = `/campaigns/${id}/export-schedules/${made.id}/edit`
    const shown = await (await send(path, { headers: { cookie } })).text()
    expect(shown).toContain('value="Fridays"')
    expect(shown).toMatch(/<option value="5" selected/)
    const fields = [
      ["fields", "memberId"],
      ["format", "xlsx"],
      ["when", "daily"],
      ["name", "Every day"],
      ["at", "10:00"],
      ["timeZone", "UTC"],
      ["status", ""],
    ]
    const post = await send(path, {
      method: "POST",
      redirect: "manual",
      headers: { ...ours, cookie },
      body: new URLSearchParams(fields),
    })
    expect(post.status).toBe(303)
    const [changed] = (await must(api("GET", `/campaigns/${id}/export-schedules`))).items
    expect(changed).toMatchObject({ name: "Every day", weekday: null, at: "10:00", format: "xlsx" })
    expect(changed.request).toEqual({ format: "xlsx", fields: ["memberId"] })
  })
})

describe("calls that tell of a scheduled export", () => {
  /** Answers of the outside, one after the other; gives what it was sent. */
  function outside(...statuses: (number | "down")[]) {
    const got: { url: string; headers: Headers; body: string }[] = []
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      got.push({ url: String(input), headers: new Headers(init?.headers), body: String(init?.body) })
      const status = statuses.shift() ?? 200
      if (status === "down") throw new Error("refused")
      return new Response("ok", { status })
    })
    return got
  }
  const daily = { name: "Daily", format: "csv", at: "09:00", webhookUrl: "https://hooks.example.com/exports" }

  async function scheduled() {
    await must(api("POST", "/dev/clock", { body: { to: "2027-03-01T12:00:00.000Z", hold: true } }))
    const { campaignId: id } = await startFlow(waiting)
    await must(api("POST", `/campaigns/${id}/export-schedules`, { body: daily }))
    return id
  }
  const first = async (id: string) => (await must(api("GET", `/campaigns/${id}/exports`))).items[0]

  it("ANA-4 DEL-26 one signed call with a link that works, under one id until it is taken", async () => {
    const got = outside(503, "down", 200)
    const id = await scheduled()
    await advance("P1D")
    expect(got.map(({ url }) => url)).toEqual(Array(3).fill(daily.webhookUrl))
    const made = await first(id)
    expect(made).toMatchObject({ status: "done", webhookResult: "HTTP 200" })
    expect(new Set(got.map(({ headers }) => headers.get("webhook-id")))).toEqual(new Set([`export.${made.id}`]))
    const { secret } = await must(api("GET", "/webhook-signing"))
    const last = got[2]
    const at = Number(last?.headers.get("webhook-timestamp"))
    const signature = new Webhook(secret).sign(`export.${made.id}`, new Date(at * 1000), last?.body ?? "")
    expect(last?.headers.get("webhook-signature")).toBe(signature)
    const told = JSON.parse(last?.body ?? "{}")
    expect(told).toMatchObject({
      type: "export.done",
      data: { exportId: made.id, campaignId: id, rows: 0, format: "csv" },
    })
    expect((await send(new URL(told.data.link).pathname)).status).toBe(200)
  })

  it("ANA-4 a refusal is final; with calls kept in the outbox nobody is called (SEND-2)", async () => {
    const got = outside(410)
    const id = await scheduled()
    await advance("P1D")
    expect([got.length, (await first(id)).webhookResult]).toEqual([1, "HTTP 410"])
    await must(api("PUT", "/providers/webhook", { body: { kind: "outbox" } }))
    await advance("P1D")
    expect([got.length, (await first(id)).webhookResult]).toEqual([1, "outbox"])
  })
})
