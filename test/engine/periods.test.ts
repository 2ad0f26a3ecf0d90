import { describe, expect, it } from "vitest"
import { periodBefore, periodOf, rangeDaysMax } from "../../src/engine/periods"
import { iso, ms } from "./fixtures"

const at = (now: string, zone = "America/New_York") => ({ now: ms(now), zone })
const period = (input: Parameters<typeof periodOf>[0], where: { now: number; zone: string }) => {
  const found = periodOf(input, where)
  if (!found.ok) throw new Error(found.fault.code)
  return found.period
}
const march = at("2027-03-16T02:00:00.000Z")

describe("ranges of days", () => {
  it("ANA-2 are days of the campaign's zone, today last", () => {
    expect(period({ range: "today" }, march)).toMatchObject({ from: "2027-03-15", to: "2027-03-15", step: "hour" })
    expect(period({ range: "yesterday" }, march)).toMatchObject({ from: "2027-03-14", to: "2027-03-14" })
    expect(period({ range: "7d" }, march)).toMatchObject({ from: "2027-03-09", to: "2027-03-15", step: "day" })
    expect(period({ range: "month" }, march)).toMatchObject({ from: "2027-02-16", to: "2027-03-15", step: "day" })
    expect(period({ range: "3months" }, march)).toMatchObject({ from: "2026-12-16", to: "2027-03-15", step: "day" })
  })

  it("ANA-2 a day of 23 hours has 23 points, and days begin at its midnight", () => {
    const short = period({ range: "yesterday" }, march)
    expect(short.bounds).toHaveLength(24)
    expect([iso(short.bounds[0] ?? 0), iso(short.bounds.at(-1) ?? 0)]).toEqual([
      "2027-03-14T05:00:00.000Z",
      "2027-03-15T04:00:00.000Z",
    ])
    // Midnight does not exist on this day in Santiago.
    const gap = period(
      { range: "custom", from: "2027-09-05", to: "2027-09-07" },
      at("2027-09-08T00:00:00.000Z", "America/Santiago"),
    )
    expect(gap.bounds.map(iso)[0]).toBe("2027-09-05T04:00:00.000Z")
  })

  it("ANA-2 long ranges are shown by weeks that begin on Monday", () => {
    const year = period({ range: "custom", from: "2026-01-01", to: "2026-12-31" }, march)
    expect(year.step).toBe("week")
    expect(year.bounds.slice(0, 2).map(iso)).toEqual(["2026-01-01T05:00:00.000Z", "2026-01-05T05:00:00.000Z"])
    expect(iso(year.bounds.at(-1) ?? 0)).toBe("2027-01-01T05:00:00.000Z")
  })

  it("ANA-2 the period before has as many days and ends where this one begins", () => {
    const now = period({ range: "7d" }, march)
    const before = periodBefore(now, march.zone)
    expect(before).toMatchObject({ from: "2027-03-02", to: "2027-03-08" })
    expect(before.bounds.at(-1)).toBe(now.bounds[0])
  })

  it("ANA-2 a range that is none names its field", () => {
    const fault = (from?: string, to?: string) => periodOf({ range: "custom", from, to }, march)
    expect(fault()).toMatchObject({ ok: false, fault: { field: "from", code: "badDate" } })
    expect(fault("2027-02-30")).toMatchObject({ ok: false, fault: { field: "from", code: "badDate" } })
    expect(fault("2027-01-01", "x")).toMatchObject({ ok: false, fault: { field: "to", code: "badDate" } })
    expect(fault("2027-01-02", "2027-01-01")).toMatchObject({ ok: false, fault: { field: "to", code: "reversed" } })
    expect(fault("2022-03-12", "2027-03-15")).toMatchObject({ ok: true })
    expect(rangeDaysMax).toBe(1_830)
    expect(fault("2022-03-11", "2027-03-15")).toMatchObject({ ok: false, fault: { field: "from", code: "tooLong" } })
  })
})
