import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { timeFlipsOf } from "../../src/engine/rule-times"
import { evaluateRule, type RuleSubject, ruleSchema } from "../../src/engine/rules"
import { createMember } from "../../src/engine/state"
import { subjectOf } from "../../src/engine/subject"
import { iso, ms, profile } from "./fixtures"

const now = ms("2027-06-15T15:00:00.000Z")
const zone = "America/Montevideo"

const subject = (
  value: string | string[],
  events: { at: number; properties?: object }[] = [],
  place = { zone, now },
): RuleSubject => {
  const state = createMember({
    id: "m1",
    uid: "u1",
    profile: profile({ attributes: { date: value } }),
    memberships: [],
    now: place.now,
  })
  return {
    ...subjectOf(state, null, { timeZone: place.zone }),
    events: events.map(({ at, properties }, i) => ({
      id: `e${i}`,
      seq: i,
      name: "paid",
      at,
      properties: { ...properties },
    })),
    eventCounts: { paid: { n: events.length, lastAt: place.now } },
  }
}
const rule = (...all: object[]) => ruleSchema.parse({ any: [{ all }] })
const date = (op: string, value: string) => rule({ fact: "attribute", name: "date", op, value })

describe("when time alone changes a rule", () => {
  it.each([
    [
      "an instant enters the last hour when it comes",
      "2027-06-15T16:00:00Z",
      "withinLast",
      "PT1H",
      "2027-06-15T16:00:00.000Z",
    ],
    ["and leaves it past its end", "2027-06-15T14:30:00Z", "withinLast", "PT1H", "2027-06-15T15:30:00.001Z"],
    ["an instant enters the next hour", "2027-06-15T18:00:00Z", "withinNext", "PT1H", "2027-06-15T17:00:00.000Z"],
    ["and leaves it when it has come", "2027-06-15T15:30:00Z", "withinNext", "PT1H", "2027-06-15T15:30:00.001Z"],
    ["a date enters the next week at local midnight", "2027-06-25", "withinNext", "P7D", "2027-06-18T03:00:00.000Z"],
    ["and leaves it at the end of its day", "2027-06-16", "withinNext", "P7D", "2027-06-17T03:00:00.000Z"],
    ["a date leaves the last week the day after", "2027-06-10", "withinLast", "P7D", "2027-06-18T03:00:00.000Z"],
    ["more than thirty days ago begins", "2027-06-01", "before", "-P30D", "2027-07-01T03:00:00.000Z"],
  ])("MEM-4 %s", (_, value, op, length, flip) => {
    expect(iso(timeFlipsOf(date(op, length), subject(value), now))).toBe(flip)
  })

  it("MEM-4 an event leaves the period asked for; one told ahead comes to count", () => {
    const paid = rule({ fact: "event", name: "paid", op: "happened", within: "P1D" })
    expect(iso(timeFlipsOf(paid, subject("", [{ at: now - 3_600_000 }]), now))).toBe("2027-06-16T14:00:00.001Z")
    expect(timeFlipsOf(paid, subject("", [{ at: now + 5_000 }]), now)).toBe(now + 5_000)
    expect(timeFlipsOf(paid, subject("", [{ at: now - 86_400_001 }]), now)).toBeNull()
  })

  it("MEM-4 what time does not touch never flips", () => {
    expect(timeFlipsOf(date("equals", "2027-06-20"), subject("2027-06-20"), now)).toBeNull()
    expect(timeFlipsOf(date("before", "2027-06-20"), subject("2027-06-19"), now)).toBeNull()
    expect(timeFlipsOf(date("withinLast", "P1D"), subject("nonsense"), now)).toBeNull()
    expect(
      timeFlipsOf(rule({ fact: "event", name: "paid", op: "happened" }), subject("", [{ at: now }]), now),
    ).toBeNull()
  })

  it.each([
    ["America/Montevideo", "2027-06-15T15:00:00.000Z"],
    // Midnight does not exist, the hour before it comes twice, clocks change by half an hour.
    ["America/Santiago", "2027-09-03T15:00:00.000Z"],
    ["America/Santiago", "2027-04-02T15:00:00.000Z"],
    ["America/Havana", "2027-11-05T15:00:00.000Z"],
    ["Africa/Cairo", "2027-04-28T15:00:00.000Z"],
    ["Asia/Beirut", "2027-10-29T15:00:00.000Z"],
    ["Australia/Lord_Howe", "2027-04-02T15:00:00.000Z"],
  ])("MEM-4 never too late: until the instant named, the answer stays what it is (%s, %s)", (zone, instant) => {
    const place = { zone, now: ms(instant) }
    const minute = 60_000
    const around = fc.integer({ min: -20 * 1440, max: 20 * 1440 }).map((minutes) => place.now + minutes * minute)
    const moment = around.map((at) => iso(at) ?? "")
    const day = moment.map((text) => text.slice(0, 10))
    const length = fc.constantFrom("PT0S", "PT1H", "P1D", "P36D", "PT36H", "P1W", "P1M")
    const signed = fc.constantFrom("-P3D", "-PT30H", "PT0S", "P3D", "PT30H")
    const criterion = fc.oneof(
      fc.record({ op: fc.constantFrom("withinLast", "withinNext"), value: length }),
      fc.record({ op: fc.constantFrom("before", "after"), value: signed }),
    )
    const asked = criterion.map((one) => ({ fact: "attribute", name: "date", ...one }))
    const event = fc
      .record({ atLeast: fc.integer({ min: 1, max: 2 }), within: length })
      .map((one) => ({ fact: "event", name: "paid", op: "happened", ...one }))
    fc.assert(
      fc.property(
        fc.array(fc.oneof(asked, event), { minLength: 1, maxLength: 3 }),
        fc.oneof(moment, day, fc.array(moment, { maxLength: 2 })),
        fc.array(
          around.map((at) => ({ at })),
          { maxLength: 3 },
        ),
        fc.array(fc.nat({ max: 45 * 1440 }), { minLength: 20, maxLength: 20 }),
        (criteria, value, events, looks) => {
          const who = subject(value, events, place)
          const whole = rule(...criteria)
          const flip = timeFlipsOf(whole, who, place.now) ?? Number.POSITIVE_INFINITY
          const before = evaluateRule(whole, who, place.now).met
          for (const look of [...looks.map((minutes) => place.now + minutes * minute), flip - 1]) {
            if (look < place.now || look >= flip) continue
            expect(evaluateRule(whole, who, look).met).toBe(before)
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
