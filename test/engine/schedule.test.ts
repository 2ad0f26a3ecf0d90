import { describe, expect, it } from "vitest"
import { nextOccurrence, type Schedule } from "../../src/engine/schedule"

const iso = (ms: number) => new Date(ms).toISOString()
/** The next `n` occurrences after an instant. */
function following(schedule: Schedule, after: string, n: number): string[] {
  const found: string[] = []
  for (let at = Date.parse(after); found.length < n; found.push(iso(at))) at = nextOccurrence(schedule, at)
  return found
}

describe("schedules", () => {
  it("ANA-4 every day at a local time, also across a change of the clocks", () => {
    const madrid = { weekday: null, at: "09:00", timeZone: "Europe/Madrid" }
    expect(following(madrid, "2027-03-27T08:00:00.000Z", 2)).toEqual([
      "2027-03-28T07:00:00.000Z",
      "2027-03-29T07:00:00.000Z",
    ])
    expect(following(madrid, "2027-03-27T07:59:59.999Z", 1)).toEqual(["2027-03-27T08:00:00.000Z"])
  })

  it("ANA-4 a time that the clocks leave out moves forward, one that comes twice is taken once", () => {
    const night = { weekday: null, at: "02:30", timeZone: "Europe/Madrid" }
    expect(following(night, "2027-03-27T12:00:00.000Z", 2)).toEqual([
      "2027-03-28T01:30:00.000Z",
      "2027-03-29T00:30:00.000Z",
    ])
    expect(following(night, "2027-10-30T12:00:00.000Z", 2)).toEqual([
      "2027-10-31T00:30:00.000Z",
      "2027-11-01T01:30:00.000Z",
    ])
  })

  it("ANA-4 every week on its weekday in its own zone", () => {
    const monday = { weekday: 1, at: "00:15", timeZone: "Pacific/Auckland" }
    expect(following(monday, "2026-12-01T00:00:00.000Z", 3)).toEqual([
      "2026-12-06T11:15:00.000Z",
      "2026-12-13T11:15:00.000Z",
      "2026-12-20T11:15:00.000Z",
    ])
  })
})
