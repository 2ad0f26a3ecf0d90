import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api, send } from "../routes/client"

const find = async (query: string) =>
  (await must(api("GET", `/audit?limit=200&${query}`))).items as { action: string }[]

describe("the audit log", () => {
  it("API-4 is searched by a part of actor, action or subject, and by date in the company's zone", async () => {
    await must(api("POST", "/dev/clock", { body: { to: "2027-03-01T12:00:00.000Z", hold: true } }))
    await must(api("POST", "/segments", { body: { name: "Gold", kind: "list" } }))
    await must(api("POST", "/dev/clock", { body: { to: "2027-03-02T02:00:00.000Z" } }))
    await must(api("POST", "/categories", { body: { name: "News", priority: 1, policy: { caps: [] } } }))
    const mine = await find("query=ment.crea")
    expect(mine.map((one) => one.action)).toContain("segment.created")
    expect(new Set(mine.map((one) => one.action)).size).toBe(1)
    expect(await find("query=100%25")).toEqual([])
    expect((await find("from=2027-03-02")).map((one) => one.action)).toEqual(["category.created"])
    expect(await find("to=2027-03-01&query=category")).toEqual([])
    await must(api("PATCH", "/settings/company", { body: { timeZone: "America/Montevideo" } }))
    expect((await find("to=2027-03-01&query=category")).map((one) => one.action)).toEqual(["category.created"])
    expect((await api("GET", "/audit?from=yesterday")).status).toBe(422)
  })

  it("API-4 goes out as CSV of any length, with nothing that a spreadsheet would run", async () => {
    for (let n = 0; n < 3; n++) await must(api("POST", "/segments", { body: { name: `=cmd${n}`, kind: "list" } }))
    const headers = { authorization: "Bearer test-admin-token" }
    const file = await send("/api/v1/audit/export?query=segment", { headers })
    expect(file.headers.get("content-type")).toContain("text/csv")
    const lines = (await file.text()).trim().split("\r\n")
    expect(lines[0]).toBe("at,actor,action,subject,before,after")
    expect(lines).toHaveLength(4)
    for (const line of lines.slice(1)) expect(line).toMatch(/^\d{4}-.+,owner,segment\.created,segment:[^,]+,,"\{/)
    expect((await send("/api/v1/audit/export", {})).status).toBe(401)
  })
})
