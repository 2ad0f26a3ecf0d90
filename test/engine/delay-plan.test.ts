import fc from "fast-check"
import { DateTime } from "luxon"
import { describe, expect, it } from "vitest"
import { wallOf, weekdayOf } from "../../src/engine/calendar"
import { type Delay, planDelay } from "../../src/engine/delay-plan"
import { timeOfDay, wallAt } from "../../src/engine/timing"
import { offsetAt } from "../../src/engine/zones"
import { iso, ms, profile } from "./fixtures"
import { changesOf } from "./zone-changes"

const from = ms("2026-01-01T00:00:00Z")
const to = ms("2038-01-01T00:00:00Z")
const zones = Intl.supportedValuesOf("timeZone")

const until = (delay: Delay, anchor: number, zone: string): number => {
  const chosen = { name: zone, choice: "campaign", source: "campaign" } as const
  return planDelay(delay, { anchor, zone: chosen, profile: profile() }).until ?? Number.NaN
}

/** Instants around the changes of a zone's clocks, where arithmetic goes wrong if it does, and others. */
const anyInstant = fc.integer({ min: from / 60_000, max: to / 60_000 }).map((minutes) => minutes * 60_000)
const nearChange = (zone: string): fc.Arbitrary<number> => {
  const changes = changesOf(zone)
  if (changes.length === 0) return anyInstant
  return fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -40 * 60, max: 40 * 60 }))
    .map(([change, minutes]) => change + minutes * 60_000)
}
const place = fc
  .constantFrom(...zones)
  .chain((zone) => fc.tuple(fc.constant(zone), fc.oneof({ weight: 3, arbitrary: nearChange(zone) }, anyInstant)))

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`)

const runs = { numRuns: 4_000 }
// The first test finds the changes of all zones; how long that takes is not what is tested.
const patienceMs = 120_000

describe("delays in every zone, around every change of clocks from 2026 to 2037", () => {
  it(
    "TIME-1 hours and minutes are exact",
    () => {
      fc.assert(
        fc.property(place, fc.integer({ min: 0, max: 5_000 }), ([zone, at], minutes) => {
          expect(until({ for: `PT${minutes}M` }, at, zone)).toBe(at + minutes * 60_000)
        }),
        runs,
      )
    },
    patienceMs,
  )

  it("TIME-1 days later it is the same time on the clock, or later by the gap where there is none", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 40 }), ([zone, at], days) => {
        const reached = until({ for: `P${days}D` }, at, zone)
        const [before, after] = [wallAt(at, zone), wallAt(reached, zone)]
        const wanted = DateTime.fromObject(
          { year: before.year, month: before.month, day: before.day },
          { zone: "utc" },
        ).plus({ days })
        const shift = after.timeOfDay - before.timeOfDay
        const dayShift = DateTime.utc(after.year, after.month, after.day).diff(wanted, "days").days
        if (shift === 0 && dayShift === 0) return
        // The wanted time does not exist: the clock jumps over it, and the same instant by the offset before is meant.
        const gap = offsetAt(zone, reached) - offsetAt(zone, reached - 86_400_000)
        expect(gap).toBeGreaterThan(0)
        expect(shift + dayShift * 86_400_000).toBe(gap)
      }),
      runs,
    )
  })

  it("TIME-3 then at: never before the length is over, at that time, and no such time lies between", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 4_000 }), time, ([zone, at], minutes, clock) => {
        const over = at + minutes * 60_000
        const reached = until({ for: `PT${minutes}M`, at: clock }, at, zone)
        expect(reached).toBeGreaterThanOrEqual(over)
        // Two days hold every local time, even where one is skipped.
        expect(reached - over).toBeLessThan(2 * 86_400_000)
        for (let look = over; look < reached; look += 15 * 60_000) {
          const aligned = Math.ceil(look / (15 * 60_000)) * 15 * 60_000
          if (aligned >= reached || aligned < over) continue
          const second = offsetAt(zone, aligned - 3 * 3_600_000) > offsetAt(zone, aligned)
          // The second of two same times after a change back is not waited for, nor is it a first.
          if (!second) expect(wallAt(aligned, zone).timeOfDay).not.toBe(timeOfDay(clock))
        }
      }),
      { numRuns: 1_500 },
    )
  })

  it("FLOW-5 TIME-4 weekdays and windows hold for what they yield, also over midnight", () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(place, days, time, time, ([zone, at], weekdays, open, close) => {
        const reached = until({ for: "PT0S", weekdays, window: { from: open, to: close } }, at, zone)
        expect(reached).toBeGreaterThanOrEqual(at)
        expect(reached - at).toBeLessThan(16 * 86_400_000)
        const wall = wallAt(reached, zone)
        expect(weekdays).toContain(weekdayOf(wall))
        const [start, end] = [timeOfDay(open), timeOfDay(close)]
        if (start === end) return
        const inside =
          start < end
            ? wall.timeOfDay >= start && wall.timeOfDay < end
            : wall.timeOfDay >= start || wall.timeOfDay < end
        // Where the opening falls into a gap, the window opens when the gap is over.
        const gap = offsetAt(zone, reached) > offsetAt(zone, reached - 3 * 3_600_000)
        expect(inside || gap).toBe(true)
      }),
      runs,
    )
  })

  it("TIME-1 months clamp to the last day, and an anchor day is found again", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 24 }), ([zone, at], months) => {
        const wall = wallAt(at, zone)
        const reached = wallAt(until({ for: `P${months}M` }, at, zone), zone)
        const wanted = DateTime.utc(wall.year, wall.month, wall.day).plus({ months })
        const found = DateTime.utc(reached.year, reached.month, reached.day)
        // A gap at the end of a day may push it into the next.
        expect(Math.abs(found.diff(wanted, "days").days)).toBeLessThanOrEqual(
          reached.timeOfDay === wall.timeOfDay ? 0 : 1,
        )
      }),
      runs,
    )
  })

  it("TIME-5 beside an instant: exact units are exact, days keep the clock", () => {
    const delay = (offset: string, occasion: number, zone: string): number => {
      const chosen = { name: zone, choice: "campaign", source: "campaign" } as const
      const occasions = [{ id: "o1", name: "o", at: occasion, timeZone: "UTC", location: null }]
      const wish: Delay = { relativeTo: { occasionId: "o1" }, offset }
      return planDelay(wish, { anchor: 0, zone: chosen, profile: profile(), occasions }).until ?? Number.NaN
    }
    fc.assert(
      fc.property(place, fc.integer({ min: -500, max: 500 }), ([zone, at], hours) => {
        const sign = hours < 0 ? "-" : ""
        expect(delay(`${sign}PT${Math.abs(hours)}H`, at, zone)).toBe(at + hours * 3_600_000)
        const days = delay(`${sign}P${Math.abs(hours)}D`, at, zone)
        if (days === at) return
        const shift = wallOf(days + offsetAt(zone, days)).timeOfDay - wallAt(at, zone).timeOfDay
        if (shift !== 0) expect(offsetAt(zone, days), `${zone} ${iso(at)}`).not.toBe(offsetAt(zone, days - 86_400_000))
      }),
      runs,
    )
  })
})
