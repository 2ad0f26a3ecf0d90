import { describe, expect, it } from "vitest"
import { adminToken, api, segmentAndFlow, send } from "./client"

const csv = "id,email,timeZone,plan,balance\nm-1,ana@example.com,America/Montevideo,gold,12.5\nm-2,no,,silver,1\n"

async function upload(body: string, options: { type?: string; query?: string; key?: string } = {}) {
  const response = await send(`/api/v1/members/import${options.query ?? ""}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${adminToken}`,
      "content-type": options.type ?? "text/csv",
      "content-length": String(body.length),
      ...(options.key === undefined ? {} : { "idempotency-key": options.key }),
    },
    body,
  })
  return { status: response.status, headers: response.headers, json: JSON.parse(await response.text()) }
}

const settle = () => api("POST", "/dev/clock", { body: { advance: "PT0S" } })

describe("imports", () => {
  it("MEM-3 good lines are kept, bad ones listed with their line and reason", async () => {
    const { segmentId } = await segmentAndFlow()
    const { status, json } = await upload(csv, { query: `?segmentId=${segmentId}` })
    expect(status).toBe(202)
    await settle()
    const done = (await api("GET", `/imports/${json.importId}`)).json
    expect(done).toMatchObject({ status: "done", total: 2, accepted: 1, rejected: 1, rejects: [{ line: 3 }] })
    expect(done.rejects[0].message).toContain("email")
    expect(done.createdAt).toMatch(/^\d{4}-.*\.\d{3}Z$/)
    expect((await api("GET", "/members/m-1")).json).toMatchObject({
      email: "ana@example.com",
      attributes: { plan: "gold", balance: 12.5 },
      segments: [{ segmentId }],
    })
  })

  it("API-1 the same Idempotency-Key starts one import; for another file it is a 409", async () => {
    const first = await upload(csv, { key: "k-1" })
    const second = await upload(csv, { key: "k-1" })
    expect(second.json).toEqual(first.json)
    expect(second.headers.get("idempotent-replay")).toBe("true")
    expect((await upload(`${csv}m-3,,,,\n`, { key: "k-1" })).status).toBe(409)
  })

  it.each([
    ["another content type", csv, { type: "application/json" }, 422],
    ["an empty file", "", {}, 422],
    ["a file without ids", "email\na@example.com\n", {}, 422],
    ["an unknown segment", csv, { query: "?segmentId=nope" }, 404],
    ["Everyone", csv, { query: "?segmentId=everyone" }, 409],
  ])("MEM-3 %s is refused", async (_, body, options, status) => {
    expect((await upload(body, options)).status).toBe(status)
    await settle()
    expect((await api("GET", "/members")).json.items).toEqual([])
  })
})

describe("files that are no tables of text", () => {
  it("SEC-20 archives, Excel files, PDFs and UTF-16 are refused with what to do instead; formulas stay text", async () => {
    const bytes = (...of: number[]) => new Uint8Array(of)
    for (const [body, word] of [
      [bytes(0x50, 0x4b, 0x03, 0x04, 0x2e, 0x2e, 0x2f), "CSV (UTF-8)"],
      [bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1), "CSV (UTF-8)"],
      [bytes(0x1f, 0x8b, 8), "unpacked"],
      [new TextEncoder().encode("%PDF-1.7"), "PDF"],
      [bytes(0xff, 0xfe, 0x69, 0), "UTF-8"],
    ] as const) {
      const headers = { authorization: `Bearer ${adminToken}`, "content-type": "text/csv" }
      const response = await send("/api/v1/members/import", { method: "POST", headers, body })
      const { errors } = JSON.parse(await response.text())
      expect([response.status, errors[0].path, errors[0].message]).toEqual([422, "file", expect.stringContaining(word)])
    }
    await upload("\uFEFFid,note\nm-1,\"=cmd|' /C calc'!A0\"\n")
    await settle()
    expect((await api("GET", "/members/m-1")).json.attributes).toEqual({ note: "=cmd|' /C calc'!A0" })
  })
})

describe("columns of an import", () => {
  const bank = "Cliente,Correo,Plan,Nota\nm-1,ana@example.com,gold,x\nm-2,no,silver,y\n"
  const query = (map: object) => `?name=bank.csv&map=${encodeURIComponent(JSON.stringify(map))}`

  it("MEM-3 maps columns to fields and attributes, and leaves columns out", async () => {
    const map = { Cliente: "id", Correo: "email", Plan: "attribute:tier", Nota: "skip" }
    const { json } = await upload(bank, { query: query(map) })
    await settle()
    expect((await api("GET", "/members/m-1")).json).toMatchObject({
      email: "ana@example.com",
      attributes: { tier: "gold" },
    })
    expect((await api("GET", "/members/m-1")).json.attributes).not.toHaveProperty("Nota")
    const [last] = (await api("GET", "/imports")).json.items
    expect(last).toMatchObject({ id: json.importId, name: "bank.csv", status: "done", accepted: 1, rejected: 1 })
  })

  it.each([
    ["an unknown column", { Nada: "id" }],
    ["an unknown field", { Cliente: "id", Correo: "mail" }],
    ["two columns for one field", { Cliente: "id", Correo: "id" }],
    ["an attribute called like a field", { Cliente: "attribute:id" }],
    ["no id", { Cliente: "attribute:x" }],
  ])("MEM-3 %s is a 422", async (_, map) => {
    expect((await upload(bank, { query: query(map) })).status).toBe(422)
  })

  it("MEM-3 every rejected line is in a file, which no spreadsheet takes for formulas", async () => {
    const lines = Array.from({ length: 1_200 }, (_, n) => `=m-${n},no`)
    const { json } = await upload(`id,email\n${lines.join("\n")}\n`)
    await settle()
    const path = `/api/v1/imports/${json.importId}/rejects.csv`
    const response = await send(path, { headers: { authorization: `Bearer ${adminToken}` } })
    expect(response.headers.get("content-type")).toContain("text/csv")
    const rows = (await response.text()).trimEnd().split("\r\n")
    expect(rows[0]).toBe("line,reason")
    expect(rows.slice(1).map((row) => Number(row.split(",")[0]))).toEqual(lines.map((_, n) => n + 2))
  })
})
