import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { authorized, dataFields, exportedCampaign, file, lines, waiting } from "../helpers/exports"
import { advance, must, now, startFlow } from "../helpers/flows"
import { api, ours, send, signIn } from "./client"

const exported = async (id: string, query = "") => (await file(`/api/v1/campaigns/${id}/export${query}`)).text

describe("export of a campaign", () => {
  it("ANA-4 CAM-18 one row a run; the usual columns, then campaign data", async () => {
    const { campaignId: id } = await exportedCampaign()
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
    const { campaignId: id } = await exportedCampaign()
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
    const marked = await send(`/api/v1/campaigns/${id}/export?bom=1`, { headers: authorized })
    expect([...new Uint8Array(await marked.arrayBuffer()).slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, "m".charCodeAt(0)])
  })

  it("ANA-4 only rows that the filters let through", async () => {
    const { campaignId: id, segmentId } = await exportedCampaign()
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
    const response = await send(`/api/v1/campaigns/${id}/export?fields=memberId`, { headers: authorized })
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
    const { campaignId: id } = await exportedCampaign()
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
    const { campaignId: id } = await exportedCampaign()
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

describe("Export tab", () => {
  it("ANA-4 UI-4 a plain form exports and schedules; what is wrong comes back with what was typed", async () => {
    const { campaignId: id } = await exportedCampaign()
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
    await exportedCampaign()
    const { cookie } = await signIn()
    const html = await (await send("/members/a", { headers: { cookie } })).text()
    expect(html).toMatch(/<dt>amount<\/dt><dd>12.5<\/dd>/)
  })
})
