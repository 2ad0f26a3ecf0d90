import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { addChunk, failBroken, insertImport } from "../../../src/db/imports"
import { Meter } from "../../helpers/billing"
import { advance, chain, emailStep, must, outbox, startFlow } from "../../helpers/flows"
import { api } from "../../routes/client"

async function importFile(body: string, type = "text/csv", segmentId?: string) {
  const query = segmentId === undefined ? "" : `?segmentId=${segmentId}`
  const { importId } = await must(api("POST", `/members/import${query}`, { body, headers: { "content-type": type } }))
  await advance()
  return await must(api("GET", `/imports/${importId}`))
}

describe("imports", () => {
  it("MEM-3 an upload that broke off has failed a day later, and is not written every minute since", async () => {
    const created = Date.now() - 86_400_000
    await insertImport(env.DB, {
      ...{ id: "broken", format: "csv", header: ["id"], segmentId: null, campaignId: null, name: null },
      now: created,
    }).run()
    await env.DB.batch(addChunk(env.DB, { importId: "broken", n: 0, firstLine: 2, text: "1", total: 1, now: created }))
    const fail = async (before: number) => {
      return (await env.DB.batch(failBroken(env.DB, before))).map(({ meta }) => meta.changes)
    }
    expect(await fail(created)).toEqual([0, 0])
    expect(await fail(created + 1)).toEqual([1, 1])
    expect(await fail(created + 1)).toEqual([0, 0])
    expect(await must(api("GET", "/imports/broken"))).toMatchObject({ status: "failed", total: 1, accepted: 0 })
  })

  it("MEM-3 good lines are kept, bad ones reported with number and reason, types kept", async () => {
    const file = [
      "id,email,phone,locale,timeZone,plan,balance,vip,code,note",
      '1,a@example.com,+59899123456,es-UY,America/Montevideo,gold,1200.5,true,007,"two',
      'lines, and a ""quote"""',
      "2,nonsense,,,,basic,3,false,,",
      ",x@example.com,,,,,,,,",
      "4,d@example.com,,,Bogus/Zone,,,,,",
      "5,e@example.com,,,,basic,-4,false,12e3,plain",
      "6,f@example.com,,,,,,,,,extra",
    ].join("\r\n")
    const done = await importFile(`\uFEFF${file}`)
    expect(done).toMatchObject({ status: "done", total: 6, accepted: 2, rejected: 4 })
    expect(done.rejects.map((r: { line: number }) => r.line)).toEqual([4, 5, 6, 8])
    expect(done.rejects[0].message).toContain("email")
    expect(done.rejects[2].message).toContain("timeZone")
    expect(await must(api("GET", "/members/1"))).toMatchObject({
      email: "a@example.com",
      locale: "es-UY",
      attributes: { plan: "gold", balance: 1200.5, vip: true, code: "007", note: 'two\nlines, and a "quote"' },
    })
    expect((await must(api("GET", "/members/5"))).attributes).toMatchObject({ balance: -4, vip: false, code: "12e3" })
  })

  it("MEM-3 the same file twice changes nothing", async () => {
    const file = `id,email,plan\n${Array.from({ length: 500 }, (_, i) => `m${i},m${i}@example.com,gold`).join("\n")}\n`
    await importFile(file)
    const dump = async () =>
      JSON.stringify((await env.DB.prepare("SELECT id, profile FROM members ORDER BY id").all()).results)
    const before = await dump()
    const again = await importFile(file)
    expect(again).toMatchObject({ status: "done", total: 500, accepted: 500, rejected: 0 })
    expect(await dump()).toBe(before)
  })

  it("MEM-3 a file of many chunks is taken whole: every line once, right numbers", async () => {
    const lines = Array.from({ length: 12_000 }, (_, i) =>
      i % 1_000 === 999 ? `bad${i},nonsense,x` : `m${i},m${i}@example.com,"a,\nb"`,
    )
    const done = await importFile(`id,email,note\n${lines.join("\n")}`)
    expect(done).toMatchObject({ status: "done", total: 12_000, accepted: 11_988, rejected: 12 })
    // Each good record has two lines; the first bad one is record 1,000.
    expect(done.rejects[0].line).toBe(2 + 999 * 2)
    const [{ n }] = (await env.DB.prepare("SELECT count(*) AS n FROM members").all<{ n: number }>()).results as [
      { n: number },
    ]
    expect(n).toBe(11_988)
  })

  it("OPS-1 a line about somebody whom no flow wants is written once, and looked at no further", async () => {
    const count = 1_000
    const file = `id,email\n${Array.from({ length: count }, (_, i) => `m${i},m${i}@example.com`).join("\n")}\n`
    const meter = await Meter.start()
    await importFile(file)
    const { d1RowsRead, d1RowsWritten } = meter.stop()
    expect(d1RowsRead / count).toBeLessThan(4.5)
    expect(d1RowsWritten / count).toBeLessThan(3.5)
  })

  it("MEM-2 NDJSON; imported members of an active flow's segment start", async () => {
    const { segmentId } = await startFlow(chain({ mail: emailStep }))
    const lines = [
      '{"id":"a","email":"a@example.com","attributes":{"n":1}}',
      "",
      '{"id":"b","email":"b@example.com","city":"Salto"}',
      "{oops",
      "[1]",
    ]
    const done = await importFile(lines.join("\n"), "application/x-ndjson", segmentId)
    expect(done).toMatchObject({ status: "done", total: 4, accepted: 2, rejected: 2 })
    expect(done.rejects.map((r: { line: number }) => r.line)).toEqual([4, 5])
    expect((await outbox()).map((m) => m.memberId).sort()).toEqual(["a", "b"])
    expect((await must(api("GET", "/members/b"))).attributes).toEqual({ city: "Salto" })
  })

  it("MEM-3 a file without an id column, an empty one and an unknown segment are refused", async () => {
    const post = (body: string, query = "") =>
      api("POST", `/members/import${query}`, { body, headers: { "content-type": "text/csv" } })
    const noId = await post("email\na@example.com\n")
    expect(noId.status).toBe(422)
    expect(noId.json.errors[0].path).toBe("id")
    expect((await post("")).status).toBe(422)
    expect((await post("id\na\n", "?segmentId=nope")).status).toBe(404)
  })
})
