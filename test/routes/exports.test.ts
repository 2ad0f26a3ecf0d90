import { env } from "cloudflare:workers"
import { strFromU8, unzipSync } from "fflate"
import { Webhook } from "standardwebhooks"
import { describe, expect, it, vi } from "vitest"
import { openDb } from "../../src/db/client"
import { beginExport } from "../../src/db/exports"
import { appClock } from "../../src/platform/clock"
import { bucketSink } from "../../src/platform/file-sink"
import { makeExport } from "../../src/services/exports/make"
import { forgetOld } from "../../src/system/sweep"
import { advance, chain, delayOf, emailStep, join, must, now, startFlow } from "../helpers/flows"
import { adminToken, api, ours, send, signIn } from "./client"

const waiting = chain({ hi: emailStep, wait: delayOf("P4D"), bye: emailStep })
const dataFields = [
  { name: "amount", type: "currency" },
  { name: "due", type: "date" },
  { name: "email", type: "email" },
]

/** A campaign with three members: two wait, one is through. */
async function campaign(more: Record<string, unknown> = {}) {
  const started = await startFlow(waiting, { dataFields, timeZone: "America/Montevideo", ...more })
  await join(started.segmentId, ["a"], { attributes: { plan: "gold", note: "=1+1" } })
  await advance("P5D")
  await join(started.segmentId, ["b", "c"])
  await advance()
  await must(
    api("PUT", `/campaigns/${started.campaignId}/data/a`, { body: { values: { amount: 12.5, due: "2027-03-01" } } }),
  )
  return started
}

const headers = { authorization: `Bearer ${adminToken}` }

async function file(path: string) {
  const response = await send(path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const exported = async (id: string, query = "") => (await file(`/api/v1/campaigns/${id}/export${query}`)).text
const lines = (csv: string) => csv.trimEnd().split("\r\n")

describe("export of a campaign", () => {
  it("ANA-4 CAM-18 one row a run; the usual columns, then campaign data", async () => {
    const { campaignId: id } = await campaign()
    const { status, headers, text } = await file(`/api/v1/campaigns/${id}/export`)
    expect([status, headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"])
    const [head, ...rows] = lines(text)
    expect(head).toBe("memberId,email,phone,status,stepId,enteredAt,endedAt,reason,amount,due,data.email")
    const iso = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
    const cells = rows.map((row) => row.split(",")).sort()
    expect(cells.map(([member]) => member)).toEqual(["a", "b", "c"])
    expect(cells[0]).toEqual([
      ...["a", "a@example.com", "+59899123456", "completed", "end"],
      ...[expect.stringMatching(iso), expect.stringMatching(iso), "completed", "12.5", "2027-03-01", ""],
    ])
    expect(cells[1]?.slice(3)).toEqual(["active", "wait", expect.stringMatching(iso), "", "", "", "", ""])
  })

  it("ANA-4 fields of the member, the run, messages and data in the chosen order, typed in NDJSON", async () => {
    const { campaignId: id } = await campaign()
    const { items } = await must(api("GET", `/deliveries?campaignId=${id}&memberId=a`))
    const clicked = { deliveryId: items[0].id, type: "clicked" }
    await must(api("POST", "/dev/provider-events", { body: clicked }))
    await advance()
    const fields = "memberId,attributes.plan,amount,stepName,joinedAt,sent,opened,clicked"
    const text = await exported(id, `?format=ndjson&fields=${fields}&status=completed`)
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        ...{ memberId: "a", "attributes.plan": "gold", amount: 12.5, stepName: "End" },
        ...{ joinedAt: expect.any(String), sent: 2, opened: 1, clicked: 1 },
      },
    ])
    expect(await exported(id, "?fields=attributes.note&status=completed")).toBe("attributes.note\r\n'=1+1\r\n")
    const marked = await send(`/api/v1/campaigns/${id}/export?bom=1`, { headers })
    expect([...new Uint8Array(await marked.arrayBuffer()).slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, "m".charCodeAt(0)])
  })

  it("ANA-4 only rows that the filters let through", async () => {
    const { campaignId: id, segmentId } = await campaign()
    const who = async (query: string) =>
      lines(await exported(id, `?fields=memberId&${query}`))
        .slice(1)
        .sort()
    expect(await who("status=active")).toEqual(["b", "c"])
    expect(await who("stepId=wait")).toEqual(["b", "c"])
    await must(api("DELETE", `/segments/${segmentId}/members/c`))
    await advance()
    expect(await who(`segmentId=${segmentId}`)).toEqual(["a", "b"])
    expect(await who("segmentId=everyone")).toEqual(["a", "b", "c"])
    // Local dates of the campaign's zone, the last of them whole.
    const at = await now()
    const day = (ms: number) => new Date(ms - 3 * 3_600_000).toISOString().slice(0, 10)
    expect(await who(`from=${day(at)}`)).toEqual(["b", "c"])
    expect(await who(`to=${day(at)}`)).toEqual(["a", "b", "c"])
    expect(await who(`to=${day(at - 86_400_000)}`)).toEqual(["a"])
    expect(await who(`from=${new Date(at + 1).toISOString()}`)).toEqual([])
  })

  it("ANA-4 what is wrong with a request is a 422 that names it", async () => {
    const { campaignId: id } = await startFlow(waiting)
    const wrong = [
      ["fields", "fields=memberId,nonsense"],
      ["fields", "fields=memberId,memberId"],
      ["fields", "fields=,"],
      ["format", "format=pdf"],
      ["status", "status=asleep"],
      ["from", "from=2026-02-30"],
      ["to", "to=soon"],
      ["segmentId", "segmentId=nope"],
    ]
    for (const [path, query] of wrong) {
      const { status, json } = await api("GET", `/campaigns/${id}/export?${query}`)
      expect([query, status, json.errors[0].path]).toEqual([query, 422, path])
    }
  })

  it("ANA-4 pages miss nobody and give nobody twice, whoever moves on meanwhile", async () => {
    const { campaignId: id } = await startFlow(waiting)
    const ids = Array.from({ length: 2_500 }, (_, i) => `m${i}`)
    const insert = env.DB.prepare(
      `INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, entered_at)
       SELECT ?1 || '.u' || value || '.1', ?1, value, 1, 1, 'active', 'wait', 1, 0 FROM json_each(?2)`,
    )
    await insert.bind(id, JSON.stringify(ids)).run()
    const response = await send(`/api/v1/campaigns/${id}/export?fields=memberId`, { headers })
    const decoder = new TextDecoder()
    let csv = ""
    for await (const part of response.body as ReadableStream<Uint8Array>) {
      csv += decoder.decode(part, { stream: true })
      await env.DB.prepare("UPDATE runs SET status = 'completed' WHERE campaign_id = ?").bind(id).run()
    }
    expect(lines(csv).slice(1).sort()).toEqual(ids.sort())
  })

  it("ANA-4 CAM-18 a campaign without a flow gives its members' campaign data", async () => {
    await must(api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } }))
    const { id } = await must(
      api("POST", "/campaigns", { body: { kind: "campaign", name: "Loans", segmentIds: [], dataFields } }),
    )
    await must(api("PUT", "/members/m1", { body: { email: "m1@example.com" } }))
    await must(api("PUT", `/campaigns/${id}/data/m1`, { body: { values: { amount: 3 } } }))
    await advance()
    expect(await exported(id, "?fields=memberId,email,amount")).toBe("memberId,email,amount\r\nm1,m1@example.com,3\r\n")
    expect((await api("GET", `/campaigns/${id}/export?status=active`)).json.errors[0].path).toBe("status")
  })
})

describe("kept exports", () => {
  it("ANA-4 UI-4 made in the background, listed, read by its link for a while, deleted with its file", async () => {
    const { campaignId: id } = await campaign()
    const body = { format: "csv", fields: ["memberId", "status"] }
    const started = await api("POST", `/campaigns/${id}/exports`, { body })
    expect([started.status, started.json.status, started.json.link]).toEqual([202, "running", null])
    await advance()
    const done = await must(api("GET", `/exports/${started.json.id}`))
    expect(done).toMatchObject({ status: "done", rows: 3, total: 3, request: body, createdBy: "owner" })
    expect((await must(api("GET", `/campaigns/${id}/exports`))).items).toMatchObject([{ id: done.id, status: "done" }])
    const linked = await send(done.link)
    expect(linked.headers.get("content-disposition")).toContain('attachment; filename="Flow ')
    expect(linked.headers.get("x-content-type-options")).toBe("nosniff")
    const text = await linked.text()
    expect([lines(text).length, text.length]).toEqual([4, done.bytes])
    expect((await send(`${done.link.slice(0, -2)}xx`)).status).toBe(404)
    await advance("P7D")
    expect((await send(done.link)).status).toBe(404)
    expect((await file(`/api/v1/exports/${done.id}/file`)).text).toBe(text)
    expect((await api("DELETE", `/exports/${done.id}`)).status).toBe(204)
    expect((await file(`/api/v1/exports/${done.id}/file`)).status).toBe(404)
    expect((await env.DOCUMENTS.list({ prefix: "exports/" })).objects).toEqual([])
  })

  it("ANA-4 an export that was lost on its way is taken up again; one that cannot be made says why", async () => {
    const { campaignId: id } = await campaign()
    const at = await now()
    const insert = env.DB.prepare(
      `INSERT INTO exports (id, campaign_id, format, request, status, created_by, created_at, moved_at)
       VALUES (?, ?, 'ndjson', ?, 'running', 'owner', ?, ?)`,
    )
    await insert.bind("lost", id, '{"format":"ndjson"}', at, at).run()
    await insert.bind("impossible", id, '{"format":"ndjson","fields":["gone"]}', at, at).run()
    await advance()
    expect(await must(api("GET", "/exports/lost"))).toMatchObject({ status: "done", rows: 3 })
    const failed = await must(api("GET", "/exports/impossible"))
    expect([failed.status, failed.message]).toEqual(["failed", "There is no field “gone”."])
  })

  it("ANA-4 a file of many parts arrives whole", async () => {
    const { campaignId: id } = await startFlow(waiting)
    const insert = env.DB.prepare(
      `INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, entered_at)
       SELECT ?1 || '.u' || key || '.1', ?1, value, 1, 1, 'active', 'wait', 1, 0 FROM json_each(?2)`,
    )
    const ids = Array.from({ length: 3_000 }, (_, i) => `${i}`.padEnd(4_000, "x"))
    for (let at = 0; at < 3; at++) {
      const part = ids.slice(at * 1_000, at * 1_000 + 1_000)
      await insert.bind(`${id}.p${at}`, JSON.stringify(part)).run()
    }
    await env.DB.prepare("UPDATE runs SET campaign_id = ?").bind(id).run()
    const { id: exportId } = await must(
      api("POST", `/campaigns/${id}/exports`, { body: { format: "csv", fields: ["memberId"] } }),
    )
    await advance()
    const done = await must(api("GET", `/exports/${exportId}`))
    expect([done.status, done.rows, done.bytes]).toEqual(["done", 3_000, 3_000 * 4_002 + 10])
    const text = (await file(`/api/v1/exports/${exportId}/file`)).text
    expect(new Set(lines(text).slice(1))).toEqual(new Set(ids))
  })
})

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

describe("exports of members and deliveries", () => {
  const listed = async (query: string) => lines((await file(`/api/v1/export?${query}`)).text)

  it("ANA-4 members with their segments and attributes, all, of a segment, or by a text", async () => {
    const { segmentId } = await campaign()
    await must(api("PUT", "/members/z", { body: { email: "zoe@example.com", attributes: { name: "Zoë" } } }))
    await advance()
    expect(await listed("of=members&fields=memberId,email,segments,attributes.plan")).toEqual([
      "memberId,email,segments,attributes.plan",
      "a,a@example.com,Members,gold",
      ...["b", "c"].map((id) => `${id},${id}@example.com,Members,`),
      "z,zoe@example.com,,",
    ])
    expect(await listed(`of=members&fields=memberId&segmentId=${segmentId}`)).toEqual(["memberId", "a", "b", "c"])
    expect(await listed("of=members&fields=memberId&query=zo")).toEqual(["memberId", "z"])
  })

  it("ANA-4 deliveries with the names of campaign and step, by every filter", async () => {
    const { campaignId: id } = await campaign()
    const who = async (query: string) =>
      (await listed(`of=deliveries&fields=memberId,stepName,status,email&${query}`)).slice(1).sort()
    const all = ["a,bye,sent,a@example.com", ...["a", "b", "c"].map((one) => `${one},hi,sent,${one}@example.com`)]
    expect(await who(`campaignId=${id}`)).toEqual(all)
    expect(await who("")).toEqual(all)
    expect(await who("memberId=a")).toEqual(all.slice(0, 2))
    expect(await who(`campaignId=${id}&stepId=bye`)).toEqual(all.slice(0, 1))
    expect(await who("status=failed")).toEqual([])
    expect(await who("channel=sms")).toEqual([])
    const day = new Date((await now()) - 3 * 3_600_000).toISOString().slice(0, 10)
    expect(await who(`campaignId=${id}&from=${day}`)).toEqual(all.slice(2))
  })

  it("ANA-4 what is wrong is a 422 that names it, a filter of the other list too", async () => {
    const wrong = [
      ["of", "of=runs"],
      ["status", "of=members&status=sent"],
      ["query", "of=deliveries&query=a"],
      ["campaignId", "of=deliveries&campaignId=nope"],
      ["segmentId", "of=members&segmentId=nope"],
      ["fields", "of=members&fields=channel"],
      ["from", "of=deliveries&from=soon"],
    ]
    for (const [path, query] of wrong) {
      const { status, json } = await api("GET", `/export?${query}`)
      expect([query, status, json.errors[0].path]).toEqual([query, 422, path])
    }
  })

  it("ANA-4 UI-4 made by a form with the list's filters, kept, each list for itself", async () => {
    const { segmentId } = await campaign()
    const { cookie } = await signIn()
    const headers = { ...ours, cookie }
    const shown = await (await send(`/members/export?segmentId=${segmentId}`, { headers })).text()
    expect(shown).toMatch(new RegExp(`<option value="${segmentId}" selected`))
    const fields = new URLSearchParams([
      ["fields", "memberId"],
      ["format", "csv"],
      ["segmentId", segmentId],
    ])
    const post = await send("/members/export", { method: "POST", redirect: "manual", headers, body: fields })
    expect(post.status).toBe(303)
    await advance()
    const [made] = (await must(api("GET", "/exports?of=members"))).items
    expect(made).toMatchObject({ status: "done", rows: 3, campaignId: null })
    expect(await (await send(`/members/exports/${made.id}/file`, { headers })).text()).toBe(
      "memberId\r\na\r\nb\r\nc\r\n",
    )
    expect((await send(`/deliveries/exports/${made.id}/file`, { headers })).status).toBe(404)
    expect((await must(api("GET", "/exports?of=deliveries"))).items).toEqual([])
  })
})

describe("exports whose maker dies", () => {
  const total = 45_000

  /** More rows than are written between two notes of where it stands. */
  async function rowsOf(campaignId: string) {
    const insert = env.DB.prepare(
      `INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, entered_at)
       SELECT ?1 || '.u' || printf('%05d', value) || '.1', ?1, 'm' || value || ?3, 1, 1, 'active', 'wait', 1, 0 FROM json_each(?2)`,
    )
    const ids = Array.from({ length: total }, (_, n) => n)
    // Texts so long that the file has parts before it stops.
    await insert.bind(campaignId, JSON.stringify(ids), "x".repeat(200)).run()
  }

  it.each(["csv", "xlsx"] as const)(
    "ANA-4 REC-01 a %s goes on where it stopped, and nothing of it is read again",
    async (format) => {
      const { campaignId: id } = await startFlow(waiting)
      await rowsOf(id)
      const at = await now()
      const insert = env.DB.prepare(
        `INSERT INTO exports (id, campaign_id, format, request, status, created_by, created_at, moved_at)
       VALUES ('dying', ?, ?, ?, 'running', 'owner', ?, ?)`,
      )
      await insert.bind(id, format, JSON.stringify({ format, fields: ["memberId"] }), at, at).run()
      const job = await beginExport(env.DB, "dying", at)
      if (job === null) throw new Error("There is no such export")
      const sink = bucketSink(env, `exports/dying.${format}`, null)
      let written = 0
      // Its process ends in the middle of a write: nobody hears of it any more.
      const died = new Promise<void>((resolve) => {
        const write = async (bytes: Uint8Array) => {
          if (++written <= 32) return await sink.write(bytes)
          resolve()
          await new Promise(() => {})
        }
        void makeExport({ db: openDb(env.DB), clock: appClock }, job, { ...sink, write })
      })
      await died
      expect(await must(api("GET", "/exports/dying"))).toMatchObject({ status: "running", rows: 20_000, total })
      // Whoever read them again would see this.
      await env.DB.prepare("UPDATE runs SET member_id = 'again' WHERE id < ?").bind(`${id}.u20000`).run()
      await advance()
      const done = await must(api("GET", "/exports/dying"))
      expect(done).toMatchObject({ status: "done", rows: total })
      const answer = await send("/api/v1/exports/dying/file", { headers })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      expect(bytes.length).toBe(done.bytes)
      const text =
        format === "csv"
          ? new TextDecoder().decode(bytes)
          : strFromU8(unzipSync(bytes)["xl/worksheets/sheet1.xml"] ?? new Uint8Array())
      const found = [...text.matchAll(/m(\d+)xxx/g)].map((match) => Number(match[1]))
      expect(found.length).toBe(total)
      expect(found.every((n, index) => n === index)).toBe(true)
      expect(text).not.toContain("again")
      const kept = (await env.DOCUMENTS.list({ prefix: "exports/" })).objects.map(({ key }) => key)
      expect(kept).toEqual([`exports/dying.${format}`])
    },
  )
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

describe("Export tab", () => {
  it("ANA-4 UI-4 a plain form exports and schedules; what is wrong comes back with what was typed", async () => {
    const { campaignId: id } = await campaign()
    const { cookie } = await signIn()
    const path = `/campaigns/${id}/settings/export`
    const post = (form: [string, string][]) =>
      send(path, { method: "POST", redirect: "manual", headers: { ...ours, cookie }, body: new URLSearchParams(form) })
    const chosen: [string, string][] = [
      ["fields", "memberId"],
      ["fields", "amount"],
      ["format", "csv"],
      ["status", "completed"],
    ]
    const once = await post([...chosen, ["when", "once"]])
    expect([once.status, once.headers.get("location")]).toEqual([303, `${path}?note=exporting`])
    await advance()
    const [made] = (await must(api("GET", `/campaigns/${id}/exports`))).items
    expect(made).toMatchObject({
      rows: 1,
      request: { fields: ["memberId", "amount"], format: "csv", status: "completed" },
    })
    const html = await (await send(path, { headers: { cookie } })).text()
    expect(html).toContain(`href="/campaigns/${id}/exports/${made.id}/file"`)
    const got = await send(`/campaigns/${id}/exports/${made.id}/file`, { headers: { cookie } })
    expect(await got.text()).toBe("memberId,amount\r\na,12.5\r\n")
    const nameless = await post([...chosen, ["when", "weekly"], ["weekday", "3"], ["at", "08:30"]])
    expect(nameless.status).toBe(422)
    const typed = await nameless.text()
    expect(typed).toContain("Give it a name.")
    expect(typed).toContain('value="08:30"')
    expect(
      (await post([...chosen, ["when", "weekly"], ["weekday", "3"], ["at", "08:30"], ["name", "Wed"]])).status,
    ).toBe(303)
    expect((await must(api("GET", `/campaigns/${id}/export-schedules`))).items).toMatchObject([
      { name: "Wed", weekday: 3, at: "08:30", timeZone: "America/Montevideo" },
    ])
    const other = (await startFlow(waiting)).campaignId
    expect((await send(`/campaigns/${other}/exports/${made.id}/file`, { headers: { cookie } })).status).toBe(404)
  })

  it("CAM-18 MEM-7 campaign data stands on the member's page", async () => {
    await campaign()
    const { cookie } = await signIn()
    const html = await (await send("/members/a", { headers: { cookie } })).text()
    expect(html).toMatch(/<dt>amount<\/dt><dd>12.5<\/dd>/)
  })
})
