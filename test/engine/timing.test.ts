import { DateTime } from "luxon"
import { describe, expect, it } from "vitest"
import { type Wall, wallOf } from "../../src/engine/calendar"
import { type ChosenZone, chooseZone, type Delay, delaySchema, planDelay } from "../../src/engine/delay-plan"
import { parseDuration } from "../../src/engine/duration"
import { addDuration, endInstant, parseLocal, resolveWall, startInstant } from "../../src/engine/timing"
import { isZone } from "../../src/engine/zones"
import { iso, ms, profile } from "./fixtures"
import { changesOf } from "./zone-changes"

const wall = (text: string): Wall => {
  const local = parseLocal(text)
  if (!local) throw new Error(text)
  return local.wall
}
const at = (text: string, zone: string) => {
  const { instant, resolution } = resolveWall(wall(text), zone)
  return [iso(instant), resolution]
}
const zoneOf = (name: string): ChosenZone => ({ name, choice: "campaign", source: "campaign" })

/** When a delay that begins at `anchor` is over. */
function over(
  delay: Delay,
  anchor: string,
  zone: string | ChosenZone,
  more: { attributes?: Record<string, string>; anchorDay?: number } = {},
) {
  const chosen = typeof zone === "string" ? zoneOf(zone) : zone
  const who = profile({ attributes: more.attributes ?? {} })
  const plan = planDelay(delaySchema.parse(delay), {
    anchor: ms(anchor),
    zone: chosen,
    profile: who,
    anchorDay: more.anchorDay,
  })
  return iso(plan.until)
}

describe("wall times", () => {
  it.each([
    ["TZ-01", "2027-01-15T09:00", "America/Montevideo", "2027-01-15T12:00:00.000Z", "exact"],
    ["TZ-01", "2027-07-15T09:00", "America/Montevideo", "2027-07-15T12:00:00.000Z", "exact"],
    ["TZ-02", "2027-03-13T09:00", "America/New_York", "2027-03-13T14:00:00.000Z", "exact"],
    ["TZ-02", "2027-03-14T09:00", "America/New_York", "2027-03-14T13:00:00.000Z", "exact"],
    ["TZ-03", "2027-11-06T09:00", "America/New_York", "2027-11-06T13:00:00.000Z", "exact"],
    ["TZ-03", "2027-11-07T09:00", "America/New_York", "2027-11-07T14:00:00.000Z", "exact"],
    ["TZ-04", "2027-03-14T02:30", "America/New_York", "2027-03-14T07:30:00.000Z", "gap"],
    ["TZ-04", "2027-03-15T02:30", "America/New_York", "2027-03-15T06:30:00.000Z", "exact"],
    ["TZ-05", "2027-11-07T01:30", "America/New_York", "2027-11-07T05:30:00.000Z", "overlap"],
    ["TZ-06", "2027-03-28T02:30", "Europe/Madrid", "2027-03-28T01:30:00.000Z", "gap"],
    ["TZ-07", "2027-10-31T02:30", "Europe/Madrid", "2027-10-31T00:30:00.000Z", "overlap"],
    ["TZ-08", "2027-09-05T00:30", "America/Santiago", "2027-09-05T04:30:00.000Z", "gap"],
    ["TZ-09", "2027-04-03T23:30", "America/Santiago", "2027-04-04T02:30:00.000Z", "overlap"],
    ["TZ-11", "2027-04-04T01:45", "Australia/Lord_Howe", "2027-04-03T14:45:00.000Z", "overlap"],
    ["TZ-33", "2027-06-01T09:00", "Europe/Kiev", "2027-06-01T06:00:00.000Z", "exact"],
    ["TZ-33", "2027-06-01T09:00", "Europe/Kyiv", "2027-06-01T06:00:00.000Z", "exact"],
    ["TZ-33", "2027-06-01T09:00", "Etc/GMT+3", "2027-06-01T12:00:00.000Z", "exact"],
    ["TZ-35", "2027-06-01T09:00", "Asia/Kathmandu", "2027-06-01T03:15:00.000Z", "exact"],
    ["TZ-35", "2027-06-01T09:00", "Australia/Eucla", "2027-06-01T00:15:00.000Z", "exact"],
    ["TZ-35", "2027-06-01T09:00", "Asia/Kolkata", "2027-06-01T03:30:00.000Z", "exact"],
  ])("%s %s in %s is %s (%s)", (_, local, zone, instant, resolution) => {
    expect(at(local, zone)).toEqual([instant, resolution])
  })

  it("TZ-45 every zone, every change from 2026 to 2037: exact times return, gaps move forward, overlaps take the first", () => {
    const wrong: string[] = []
    let changes = 0
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      for (const change of changesOf(zone)) {
        changes++
        const [before, after] = [offsetOf(zone, change - 1), offsetOf(zone, change)]
        for (let minutes = -3 * 60; minutes <= 3 * 60; minutes += 5) {
          const reading = change + minutes * 60_000 + before
          const found = resolveWall(wallOf(reading), zone).instant
          const expected = byScan(reading, { change, before, after })
          if (found !== expected) wrong.push(`${zone} ${iso(reading)}: ${iso(found)} not ${iso(expected)}`)
        }
      }
    }
    expect(wrong.slice(0, 5)).toEqual([])
    expect(changes).toBeGreaterThan(500)
  }, 60_000)

  it("TIME-1 resolves as luxon's possible offsets say, whatever luxon would choose today", () => {
    for (const [text, zone] of [
      ["2027-11-07T01:30", "America/New_York"],
      ["2027-10-31T02:30", "Europe/Madrid"],
      ["2027-06-01T02:30", "Europe/Madrid"],
    ] as const) {
      const possible = DateTime.fromISO(text, { zone }).getPossibleOffsets()
      expect(resolveWall(wall(text), zone).instant).toBe(Math.min(...possible.map((one) => one.toMillis())))
    }
  })

  it("TZ-38 an end that is only a date lasts through the whole local day, 25 hours long", () => {
    expect(iso(endInstant("2027-10-31", "Europe/Madrid"))).toBe("2027-10-31T23:00:00.000Z")
    expect(iso(endInstant("2027-10-31T18:00", "Europe/Madrid"))).toBe("2027-10-31T17:00:00.000Z")
    expect(iso(startInstant("2027-10-31", "Europe/Madrid"))).toBe("2027-10-30T22:00:00.000Z")
    expect(endInstant("2027-02-30", "Europe/Madrid")).toBeNull()
  })

  it("CAM-5 a day without midnight begins where it begins", () => {
    expect(iso(startInstant("2027-09-05", "America/Santiago"))).toBe("2027-09-05T04:00:00.000Z")
  })

  it("TZ-32 knows real zones from wishful ones", () => {
    expect(["", "Bogus/Zone", "Uruguay time", null, undefined].map((name) => isZone(name))).toEqual(
      Array(5).fill(false),
    )
    expect(["America/Montevideo", "UTC", "Europe/Kyiv"].map((name) => isZone(name))).toEqual([true, true, true])
  })
})

describe("lengths", () => {
  const plus = (instant: string, duration: string, zone: string, anchorDay?: number) => {
    const parsed = parseDuration(duration)
    if (!parsed) throw new Error(duration)
    return iso(addDuration(ms(instant), parsed, { zone, anchorDay }).instant)
  }

  it("TZ-15 days are calendar days over the Madrid spring change", () => {
    const first = plus("2027-03-25T11:00:00.000Z", "P4D", "Europe/Madrid")
    expect(first).toBe("2027-03-29T10:00:00.000Z")
    expect(plus(first ?? "", "P7D", "Europe/Madrid")).toBe("2027-04-05T10:00:00.000Z")
  })

  it("TIME-1 hours are exact over the same change", () => {
    expect(plus("2027-03-25T11:00:00.000Z", "PT96H", "Europe/Madrid")).toBe("2027-03-29T11:00:00.000Z")
  })

  it("TZ-16 months clamp and stay on their anchor day", () => {
    const madrid = (instant: string) => plus(instant, "P1M", "Europe/Madrid", 31) ?? ""
    const february = madrid("2027-01-31T09:00:00.000Z")
    const march = madrid(february)
    const april = madrid(march)
    expect([february, march, april]).toEqual([
      "2027-02-28T09:00:00.000Z",
      "2027-03-31T08:00:00.000Z",
      "2027-04-30T08:00:00.000Z",
    ])
  })

  it("TZ-17 a leap day plus one and four years", () => {
    expect(plus("2028-02-29T12:00:00.000Z", "P12M", "America/Montevideo")).toBe("2029-02-28T12:00:00.000Z")
    expect(plus("2028-02-29T12:00:00.000Z", "P48M", "America/Montevideo")).toBe("2032-02-29T12:00:00.000Z")
  })

  it("TZ-42 six months twice from the last of August return there", () => {
    const first = plus("2027-08-31T14:00:00.000Z", "P6M", "America/New_York", 31)
    expect(first).toBe("2028-02-29T15:00:00.000Z")
    expect(plus(first ?? "", "P6M", "America/New_York", 31)).toBe("2028-08-31T14:00:00.000Z")
  })

  it("TIME-1 a length of zero stays on the second occurrence of an overlap", () => {
    expect(plus("2027-11-07T06:30:00.000Z", "PT0S", "America/New_York")).toBe("2027-11-07T06:30:00.000Z")
  })
})

describe("then at, on weekdays, within a window", () => {
  const nine: Delay = { for: "PT0S", at: "09:00" }

  it.each([
    ["2027-06-01T11:59:59.000Z", "2027-06-01T12:00:00.000Z"],
    ["2027-06-01T12:00:00.000Z", "2027-06-01T12:00:00.000Z"],
    ["2027-06-01T12:00:00.001Z", "2027-06-02T12:00:00.000Z"],
  ])("TZ-31 09:00 reached at %s is %s", (anchor, until) => {
    expect(over(nine, anchor, "America/Montevideo")).toBe(until)
  })

  it("TZ-04 02:30 in a gap fires at 03:30, the next day at 02:30", () => {
    const half: Delay = { for: "PT0S", at: "02:30" }
    expect(over(half, "2027-03-14T06:00:00.000Z", "America/New_York")).toBe("2027-03-14T07:30:00.000Z")
    expect(over(half, "2027-03-14T07:30:00.001Z", "America/New_York")).toBe("2027-03-15T06:30:00.000Z")
  })

  it("TZ-05 01:30 fires once in an overlap: between the two the next one is tomorrow's", () => {
    const half: Delay = { for: "PT0S", at: "01:30" }
    expect(over(half, "2027-11-07T04:00:00.000Z", "America/New_York")).toBe("2027-11-07T05:30:00.000Z")
    expect(over(half, "2027-11-07T05:30:00.001Z", "America/New_York")).toBe("2027-11-08T06:30:00.000Z")
  })

  it("TZ-32 a member's zone that is none falls back to the campaign's, with a word about it", () => {
    for (const timeZone of ["", null, "Bogus/Zone", "Uruguay time"]) {
      const zone = chooseZone("member", "America/Montevideo", profile({ timeZone }))
      expect(zone.source).toBe("fallback")
      expect(over(nine, "2027-06-01T03:00:00.000Z", zone)).toBe("2027-06-01T12:00:00.000Z")
    }
    expect(chooseZone("member", "America/Montevideo", profile({ timeZone: "Europe/Madrid" }))).toEqual({
      name: "Europe/Madrid",
      choice: "member",
      source: "member",
    })
  })

  it("FLOW-5 weekdays move to the first allowed day, the time of day stays", () => {
    // 2027-06-05 is a Saturday.
    const delay: Delay = { for: "P4D", at: "09:00", weekdays: [1, 2, 3, 4, 5] }
    expect(over(delay, "2027-06-01T12:00:00.000Z", "America/Montevideo")).toBe("2027-06-07T12:00:00.000Z")
    expect(over({ for: "P4D", weekdays: [1] }, "2027-06-01T18:30:00.000Z", "America/Montevideo")).toBe(
      "2027-06-07T18:30:00.000Z",
    )
  })

  // Quiet hours 21:00-08:00 are the window 08:00-21:00.
  it.each([
    ["TZ-26", "2027-05-10T02:30:00.000Z", "2027-05-10T11:00:00.000Z"],
    ["TZ-27", "2027-05-10T06:00:00.000Z", "2027-05-10T11:00:00.000Z"],
    ["TZ-28", "2027-05-10T23:59:59.999Z", "2027-05-10T23:59:59.999Z"],
    ["TZ-28", "2027-05-11T00:00:00.000Z", "2027-05-11T11:00:00.000Z"],
    ["TZ-28", "2027-05-10T11:00:00.000Z", "2027-05-10T11:00:00.000Z"],
  ])("%s a window is half-open: ready at %s, sent at %s", (_, anchor, until) => {
    const delay: Delay = { for: "PT0S", window: { from: "08:00", to: "21:00" } }
    expect(over(delay, anchor, "America/Montevideo")).toBe(until)
  })

  it.each([
    ["2027-05-10T02:00:00.000Z", "2027-05-10T02:00:00.000Z"],
    ["2027-05-10T08:59:59.999Z", "2027-05-10T08:59:59.999Z"],
    ["2027-05-10T09:00:00.000Z", "2027-05-11T01:00:00.000Z"],
    ["2027-05-11T01:00:00.000Z", "2027-05-11T01:00:00.000Z"],
  ])("TIME-4 a window over midnight, 22:00-06:00: ready at %s, goes on at %s", (anchor, until) => {
    const delay: Delay = { for: "PT0S", window: { from: "22:00", to: "06:00" } }
    expect(over(delay, anchor, "America/Montevideo")).toBe(until)
  })

  it("FLOW-5 a window that opens on a forbidden day opens on the next allowed one", () => {
    const delay: Delay = { for: "PT0S", weekdays: [1, 2, 3, 4, 5], window: { from: "09:00", to: "18:00" } }
    // Friday 20:00 local; Saturday is not allowed.
    expect(over(delay, "2027-06-04T23:00:00.000Z", "America/Montevideo")).toBe("2027-06-07T12:00:00.000Z")
  })
})

describe("relative to a date", () => {
  const relative = (offset: string, more: object = {}): Delay =>
    ({ relativeTo: { attribute: "date" }, offset, ...more }) as Delay
  const until = (delay: Delay, date: string, zone: string) =>
    over(delay, "2026-01-01T00:00:00.000Z", zone, { attributes: { date } })

  it("TZ-20 three days before at 10:00, over the change", () => {
    const delay = relative("-P3D", { at: "10:00" })
    expect(until(delay, "2027-03-16T22:00:00Z", "America/New_York")).toBe("2027-03-13T15:00:00.000Z")
  })

  it("TZ-22 the local date of an instant differs by zone", () => {
    const delay = relative("-P3D", { at: "10:00" })
    expect(until(delay, "2027-05-10T02:00:00Z", "America/Montevideo")).toBe("2027-05-06T13:00:00.000Z")
    expect(until(delay, "2027-05-10T02:00:00Z", "Europe/Madrid")).toBe("2027-05-07T08:00:00.000Z")
  })

  it("TZ-23 a date alone is a calendar date, not midnight UTC", () => {
    expect(until(relative("PT0S", { at: "10:00" }), "2027-03-14", "America/Montevideo")).toBe(
      "2027-03-14T13:00:00.000Z",
    )
  })

  it("TIME-5 hours before an instant are exact", () => {
    expect(until(relative("-PT2H"), "2027-03-28T02:00:00Z", "Europe/Madrid")).toBe("2027-03-28T00:00:00.000Z")
  })

  it.each([["2027-13-01"], ["soon"], [""]])("TIME-5 %j is no date", (date) => {
    expect(until(relative("PT0S"), date, "UTC")).toBeNull()
  })

  it("TIME-6 a wait explains itself", () => {
    const plan = planDelay(delaySchema.parse({ for: "P4D", at: "02:30" }), {
      anchor: ms("2027-03-09T12:00:00.000Z"),
      zone: { name: "America/New_York", choice: "member", source: "member" },
      profile: profile(),
    })
    expect(plan.explanation).toEqual({
      anchor: ms("2027-03-09T12:00:00.000Z"),
      rule: "P4D then at 02:30",
      zone: "America/New_York",
      zoneSource: "member",
      adjustments: [
        { kind: "at", detail: "2027-03-14T03:30" },
        { kind: "gap", detail: "2027-03-14T03:30" },
      ],
      until: ms("2027-03-14T07:30:00.000Z"),
    })
  })
})

function offsetOf(zone: string, instant: number): number {
  return DateTime.fromMillis(instant, { zone }).offset * 60_000
}

/** The rule of TIME-1 by looking at both sides of a change, without any cleverness. */
function byScan(reading: number, { change, before, after }: { change: number; before: number; after: number }): number {
  if (reading - before < change) return reading - before
  return reading - after >= change ? reading - after : reading - before
}
