import { describe, expect, it } from "vitest"
import { changesBetween } from "../../web/pages/audit-log"

describe("a change in the audit log", () => {
  it("API-4 is told field by field, and only what differs", () => {
    expect(changesBetween({ name: "A", n: 1 }, { name: "B", n: 1 })).toEqual([{ field: "name", from: "A", to: "B" }])
    expect(changesBetween(null, { list: ["x"] })).toEqual([{ field: "list", from: undefined, to: '["x"]' }])
    expect(changesBetween({ gone: true }, {})).toEqual([{ field: "gone", from: "true", to: undefined }])
    expect(changesBetween(null, null)).toEqual([])
    expect(changesBetween("a", "b")).toEqual([{ field: "", from: "a", to: "b" }])
  })
})
