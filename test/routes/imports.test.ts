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
