import { describe, expect, it } from "vitest"
import { type DataType, fitToAttribute, fitToField } from "../../src/engine/data-values"

describe("values of campaign data", () => {
  it.each<[DataType, unknown, unknown]>([
    ["number", 7, 7],
    ["number", " 7.5 ", 7.5],
    ["currency", "-12.30", -12.3],
    ["decimal", 0, 0],
    ["boolean", "TRUE", true],
    ["boolean", false, false],
    ["date", "2027-02-28", "2027-02-28"],
    ["instant", "2027-02-28T10:00:00Z", "2027-02-28T10:00:00Z"],
    ["instant", "2027-02-28T10:00:00+02:00", "2027-02-28T10:00:00+02:00"],
    ["email", "a@example.com", "a@example.com"],
    ["phone", "+59899123456", "+59899123456"],
    ["text", 12, "12"],
    ["text", true, "true"],
    ["longText", "x".repeat(10_000), "x".repeat(10_000)],
    ["file", "https://files.example/a.pdf", "https://files.example/a.pdf"],
  ])("CAM-18 %s takes %j", (type, raw, value) => {
    expect(fitToField(type, raw)).toEqual({ value })
  })

  it.each<[DataType, unknown]>([
    ["number", "many"],
    ["number", Number.NaN],
    ["number", true],
    ["boolean", "yes"],
    ["date", "2027-02-30"],
    ["date", "2027-02-28T10:00"],
    ["instant", "2027-02-28T10:00"],
    ["email", "a@"],
    ["phone", "099123456"],
    ["text", { a: 1 }],
    ["text", "x".repeat(1_001)],
    ["text", "a\u0000b"],
    ["text", null],
  ])("CAM-18 %s refuses %j and says what is wrong", (type, raw) => {
    expect(fitToField(type, raw)).toEqual({ problem: expect.stringMatching(/^is /) })
  })

  it("MEM-1 attributes take scalars and lists of texts", () => {
    expect(fitToAttribute(["a", "b"])).toEqual({ value: ["a", "b"] })
    expect(fitToAttribute(1.5)).toEqual({ value: 1.5 })
    for (const raw of [{}, [{}], Number.POSITIVE_INFINITY, "x".repeat(10_001), undefined]) {
      expect(fitToAttribute(raw)).toHaveProperty("problem")
    }
  })
})
