import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { recordsOf, rowsOf } from "../../src/engine/kept"
import type { JournalEntry } from "../../src/engine/types"

const entry = fc
  .integer({ min: 0, max: 99 })
  .map((n): JournalEntry => ({ type: "segmentLeft", segmentId: `s${n}`, occurredAt: n, source: "api" }))
const record = fc.record({
  memberId: fc.constantFrom("a", "b"),
  seq: fc.integer({ min: 1, max: 12 }),
  // Clocks may run backwards.
  at: fc.integer({ min: 0, max: 3 }),
  entries: fc.array(entry, { maxLength: 3 }),
})
const told = fc.uniqueArray(record, { selector: (one) => `${one.memberId} ${one.seq}`, maxLength: 20 })

describe("the journal as the read model keeps it", () => {
  it("RUN-2 rows tell every entry of their records, in order and at its instant, however they are told", () => {
    fc.assert(
      fc.property(told, (records) => {
        const rows = rowsOf(records)
        for (const memberId of ["a", "b"]) {
          const ordered = records.filter((one) => one.memberId === memberId).toSorted((a, b) => a.seq - b.seq)
          const kept = rows.filter((one) => one.memberId === memberId).toSorted((a, b) => a.seq - b.seq)
          const told = ordered.filter(({ entries }) => entries.length > 0)
          expect(kept.flatMap(recordsOf)).toEqual(told.map(({ memberId: _, ...one }) => one))
          const covered = kept.flatMap(({ firstSeq, seq }) =>
            Array.from({ length: seq - (firstSeq ?? seq) + 1 }, (_, n) => (firstSeq ?? seq) + n),
          )
          expect(covered).toEqual(ordered.map((one) => one.seq))
        }
      }),
    )
  })
})
