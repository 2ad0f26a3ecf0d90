import { describe, expect, it } from "vitest"
import { advance, chain, join, must, outbox, smsStep, startFlow } from "../helpers/flows"
import { api, ours, send, signIn } from "./client"

const fields = [
  { name: "amount", type: "currency" },
  { name: "accepted", type: "boolean" },
  { name: "due", type: "date" },
  { name: "contact", type: "email" },
  { name: "note", type: "longText" },
]
const usesAmount = chain({ hi: { ...smsStep, message: { text: "You get {{ data.amount }}" } } })

async function campaign(more: Record<string, unknown> = {}) {
  await must(api("PUT", "/members/m1", { body: { phone: "+59899123456" } }))
  return await startFlow(chain({ hi: smsStep }), { dataFields: fields, ...more })
}
const put = (id: string, values: unknown, member = "m1") =>
  api("PUT", `/campaigns/${id}/data/${member}`, { body: { values } })

describe("campaign data", () => {
  it("CAM-18 one value a member and field, merged; null removes", async () => {
    const { campaignId: id } = await campaign()
    expect((await must(api("GET", `/campaigns/${id}`))).dataFields).toEqual(fields)
    expect((await must(api("GET", `/campaigns/${id}/data/m1`))).values).toEqual({})
    const first = await put(id, { amount: 1200.5, accepted: true, due: "2027-03-01", contact: "ana@example.com" })
    expect([first.status, first.json.values]).toEqual([
      200,
      { amount: 1200.5, accepted: true, due: "2027-03-01", contact: "ana@example.com" },
    ])
    await must(put(id, { accepted: null, note: "x" }))
    const { values } = await must(api("GET", `/campaigns/${id}/data/m1`))
    expect(values).toEqual({ amount: 1200.5, due: "2027-03-01", contact: "ana@example.com", note: "x" })
    expect((await must(api("GET", "/members/m1/export"))).campaignData).toEqual([{ campaignId: id, values }])
    expect((await put(id, { amount: 1 }, "nobody")).status).toBe(404)
    await api("DELETE", "/members/m1")
    expect((await api("GET", `/campaigns/${id}/data/m1`)).status).toBe(404)
  })

  it.each([
    ["values.amount", { amount: "much" }],
    ["values.accepted", { accepted: "perhaps" }],
    ["values.due", { due: "2027-02-30" }],
    ["values.contact", { contact: "nobody" }],
    ["values.unknown", { unknown: 1 }],
  ])("CAM-18 a value that does not fit at %s names its field, and nothing is kept", async (path, values) => {
    const { campaignId: id } = await campaign()
    const { status, json } = await put(id, { note: "kept?", ...values })
    expect([status, json.errors.map((one: { path: string }) => one.path)]).toEqual([422, [path]])
    expect((await must(api("GET", `/campaigns/${id}/data/m1`))).values).toEqual({})
  })

  it("CAM-18 the value is at hand for templates and conditions", async () => {
    const rule = { any: [{ all: [{ fact: "campaignData", name: "amount", op: "atLeast", value: 1000 }] }] }
    const { campaignId, segmentId } = await campaign()
    const flow = chain({
      rich: { type: "condition", rule, outcomes: { met: "hi", notMet: "end" } },
      hi: { ...smsStep, message: { text: "You get {{ data.amount }}" } },
    })
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: flow }))
    await must(api("POST", `/campaigns/${campaignId}/publish`, { body: {} }))
    await must(api("PUT", "/members/m2", { body: { phone: "+59899123456" } }))
    await must(put(campaignId, { amount: 1000 }))
    await must(put(campaignId, { amount: 999 }, "m2"))
    await join(segmentId, ["m1", "m2"])
    await advance()
    expect(await outbox()).toMatchObject([{ memberId: "m1", text: "You get 1000" }])
  })

  it("CAM-18 a field that the published flow uses stays; one that holds values keeps its type", async () => {
    const { campaignId: id } = await campaign()
    await must(api("PUT", `/campaigns/${id}/flow`, { body: usesAmount }))
    await must(api("POST", `/campaigns/${id}/publish`, { body: {} }))
    const change = (dataFields: unknown) => api("PATCH", `/campaigns/${id}`, { body: { dataFields } })
    const used = await change(fields.slice(1))
    expect([used.status, used.json.detail]).toEqual([409, expect.stringContaining("“hi”")])
    await must(put(id, { note: "x" }))
    const retyped = fields.map((one) => (one.name === "note" ? { ...one, type: "number" } : one))
    expect((await change(retyped)).status).toBe(409)
    expect((await change([{ name: "amount", type: "currency" }])).status).toBe(200)
    expect((await must(api("GET", `/campaigns/${id}/data/m1`))).values).toEqual({})
  })

  it.each([
    [
      "dataFields.1.name",
      [
        { name: "a", type: "text" },
        { name: "a", type: "number" },
      ],
    ],
    ["dataFields.0.type", [{ name: "a", type: "colour" }]],
    ["dataFields.0.name", [{ name: "", type: "text" }]],
    ["dataFields", Array.from({ length: 101 }, (_, i) => ({ name: `f${i}`, type: "text" }))],
  ])("CAM-18 fields wrong at %s are refused", async (path, dataFields) => {
    const { campaignId: id } = await campaign()
    const { status, json } = await api("PATCH", `/campaigns/${id}`, { body: { dataFields } })
    expect([status, json.errors[0].path]).toEqual([422, path])
  })
})

describe("campaign data from outside", () => {
  const values = async (id: string, member = "m1") => (await must(api("GET", `/campaigns/${id}/data/${member}`))).values

  async function importData(id: string, body: string, type = "text/csv") {
    const { importId } = await must(
      api("POST", `/campaigns/${id}/data/import`, { body, headers: { "content-type": type } }),
    )
    await advance()
    return await must(api("GET", `/imports/${importId}`))
  }

  it("CAM-18 by import of CSV: fitted to the fields, bad lines told by number, nobody is made", async () => {
    const { campaignId: id } = await campaign({ dataFields: [...fields, { name: "code", type: "text" }] })
    const file = ["id,amount,code,due", "m1,1200.50,007,2027-03-01", "m1,much,,", "nobody,1,,", "m1,,1.50,"].join(
      "\r\n",
    )
    const done = await importData(id, `\uFEFF${file}\r\n`)
    expect(done).toMatchObject({ status: "done", accepted: 2, rejected: 2, campaignId: id })
    expect(done.rejects).toEqual([
      { line: 3, message: "“amount” is not a number.", errors: [expect.objectContaining({ path: "values.amount" })] },
      { line: 4, message: "id: There is no such member.", errors: [expect.objectContaining({ path: "id" })] },
    ])
    expect(await values(id)).toEqual({ amount: 1200.5, code: "1.50", due: "2027-03-01" })
    expect((await api("GET", "/members/nobody")).status).toBe(404)
  })

  it("CAM-18 by import of NDJSON; null removes", async () => {
    const { campaignId: id } = await campaign()
    await must(put(id, { amount: 1, note: "x" }))
    const lines = ['{"id":"m1","values":{"amount":null,"accepted":true}}', '{"id":"m1","note":"y"}', "{oops"]
    const done = await importData(id, lines.join("\n"), "application/x-ndjson")
    expect(done).toMatchObject({ accepted: 2, rejected: 1, rejects: [{ line: 3 }] })
    expect(await values(id)).toEqual({ accepted: true, note: "y" })
  })

  it("CAM-18 SEC-20 a file that cannot be meant is refused before anything is taken", async () => {
    const { campaignId: id } = await campaign()
    const upload = (body: string) =>
      api("POST", `/campaigns/${id}/data/import`, { body, headers: { "content-type": "text/csv" } })
    for (const [path, body] of [
      ["header", "id,amuont\nm1,1\n"],
      ["id", "member,amount\nm1,1\n"],
      ["file", "PK\u0003\u0004"],
      ["body", ""],
    ] as const) {
      const { status, json } = await upload(body)
      expect([status, json.errors[0].path]).toEqual([422, path])
    }
    expect(
      (await api("POST", "/campaigns/nope/data/import", { body: "id\n", headers: { "content-type": "text/csv" } }))
        .status,
    ).toBe(404)
  })

  it("CAM-18 API-2 by webhook: good items kept, bad ones listed, the same webhook-id once", async () => {
    const { campaignId: id } = await campaign()
    const members = [
      { id: "m1", values: { amount: 5 } },
      { id: "nobody", values: { amount: 6 } },
      { id: "m1", values: { amount: "much" } },
    ]
    const post = (body: unknown) =>
      api("POST", `/webhooks/campaigns/${id}/data`, { body, headers: { "webhook-id": "w1" } })
    const first = await post({ members })
    expect([first.status, first.json]).toEqual([
      202,
      {
        accepted: 1,
        rejected: [
          { index: 1, id: "nobody", message: "id: There is no such member." },
          { index: 2, id: "m1", message: "“amount” is not a number." },
        ],
      },
    ])
    expect((await post({ members })).headers.get("idempotent-replay")).toBe("true")
    await advance()
    expect(await values(id)).toEqual({ amount: 5 })
    await must(api("POST", `/webhooks/campaigns/${id}/data`, { body: { id: "m1", values: { amount: 7 } } }))
    await advance()
    expect(await values(id)).toEqual({ amount: 7 })
  })

  it("CAM-18 MEM-3 by a file of any size on the page: more than the 4 MB of other posts, streamed", async () => {
    const { campaignId: id } = await campaign()
    const { cookie } = await signIn()
    const path = `/campaigns/${id}/data/import`
    const file = async (body: string) =>
      await send(`${path}/file?file=values.csv`, {
        method: "POST",
        redirect: "manual",
        headers: { ...ours, cookie, "content-length": String(body.length) },
        body,
      })
    const taken = await file(`id,amount,note\nm1,7,x\n${`m1,,${"y".repeat(9_000)}\n`.repeat(500)}`)
    expect([taken.status, taken.headers.get("location")]).toEqual([303, expect.stringMatching(/^\/imports\//)])
    await advance()
    expect(await values(id)).toEqual({ amount: 7, note: "y".repeat(9_000) })
    const wrong = await file("id,amuont\nm1,7\n")
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining("There is no field “amuont”.")])
  })
})
