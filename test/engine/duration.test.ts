import { describe, expect, it } from "vitest"
import { approximateMs, delayProblem, durationSchema, parseDuration, shortestMs } from "../../src/engine/duration"

describe("durations", () => {
  it.each([
    ["P4D", { months: 0, days: 4, exactMs: 0 }],
    ["PT15M", { months: 0, days: 0, exactMs: 900_000 }],
    ["P1Y2M3W4DT5H6M7.5S", { months: 14, days: 25, exactMs: 18_367_500 }],
    ["-P3D", { months: 0, days: -3, exactMs: 0 }],
    ["PT0S", { months: 0, days: 0, exactMs: 0 }],
  ])("FLOW-5 reads %s", (text, duration) => {
    expect(parseDuration(text)).toEqual(duration)
  })

  it.each(["", "P", "PT", "4D", "P4", "P4H", "PT4D", "P-4D", "P1.5D", "p4d", "P4D ", "P99999999D"])(
    "FLOW-5 %j is none",
    (text) => {
      expect(parseDuration(text)).toBeNull()
      expect(durationSchema.safeParse(text).success).toBe(false)
    },
  )

  it.each([
    ["P5Y", null],
    ["P60M", null],
    ["P1826D", null],
    ["PT0S", null],
    ["P5YT1S", "delayTooLong"],
    ["P61M", "delayTooLong"],
    ["P1827D", "delayTooLong"],
    ["-PT1S", "delayNegative"],
  ])("FLOW-5 as a delay %s is %s", (text, problem) => {
    expect(delayProblem(text)).toBe(problem)
  })

  it("FLOW-13 the shortest a month can be is 28 days, a day 23 hours", () => {
    const month = parseDuration("P1M1D")
    expect(month && shortestMs(month)).toBe((28 * 24 + 23) * 3_600_000)
    expect(month && approximateMs(month)).toBe(31.4375 * 86_400_000)
  })
})
