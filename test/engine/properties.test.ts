import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alarmAt, dueAt } from "../../src/engine/due"
import { countersOf } from "../../src/engine/journal"
import { react } from "../../src/engine/react"
import { deliveryAt, isUnsettled, parseDeliveryId } from "../../src/engine/state"
import type { MemberInput } from "../../src/engine/types"
import { Stage } from "./fixtures"
import { commands, play } from "./random-life"

const check = (look: (stage: Stage, input: MemberInput | null) => void) =>
  fc.assert(
    fc.property(commands, (list) => {
      play(list, look)
    }),
    { numRuns: 400 },
  )

describe("whatever happens in whatever order", () => {
  it("RUN-2 a reaction is deterministic, and its input again changes nothing", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const before = play(list.slice(0, -1), () => {})
        const last = list.at(-1)
        if (last?.do !== "input" || last.input.kind === "runRetried") return
        const once = react(before.state, last.input, before.world)
        expect(react(before.state, last.input, before.world)).toEqual(once)
        const again = react(once.state, last.input, before.world)
        // A join of someone inside is told as refused once; told again it is older than what is known.
        expect(again.record).toBeNull()
      }),
      { numRuns: 400 },
    )
  })

  it("RUN-1 every run that has not ended waits for a timer, a delivery or an event, or is held with a reason", () => {
    check((stage) => {
      for (const run of stage.state.runs) {
        if (run.parked) continue
        expect(run.wait).not.toBeNull()
        const { until, deliveryId } = run.wait ?? { until: null }
        const delivery = deliveryId === undefined ? undefined : deliveryAt(stage.state, deliveryId)
        const held = run.frozenAt !== undefined
        expect(until !== null || (delivery !== undefined && (held || isUnsettled(delivery)))).toBe(true)
      }
    })
  })

  it("ENG-23 members now on steps are the runs that have not ended, step by step", () => {
    check((stage) => {
      const current = new Map<string, number>()
      let runs = 0
      for (const { campaignId, stepId, metric, n } of countersOf(stage.records)) {
        const key = `${campaignId} ${stepId}`
        if (metric === "entered") current.set(key, (current.get(key) ?? 0) + n)
        if (metric.startsWith("left")) current.set(key, (current.get(key) ?? 0) - n)
        if (stepId === "" && metric === "active") runs += n
      }
      const expected = new Map<string, number>()
      for (const run of stage.state.runs) {
        const key = `${run.campaignId} ${run.stepId}`
        expected.set(key, (expected.get(key) ?? 0) + 1)
      }
      expect(new Map([...current].filter(([, n]) => n !== 0))).toEqual(expected)
      expect(runs).toBe(stage.state.runs.filter((run) => !run.parked).length)
    })
  })

  it("RUN-1 at most one send for each run, step and visit, and none for runs that are over", () => {
    check((stage) => {
      const keys = stage.sent.map((one) => `${one.stepId} ${one.visit}`)
      expect(new Set(keys).size).toBe(keys.length)
      for (const delivery of stage.state.deliveries) {
        if (!isUnsettled(delivery)) continue
        const origin = parseDeliveryId(delivery.id)
        const run = stage.state.runs.find((one) => one.id === origin?.runId)
        expect([run?.stepId, run?.visit]).toEqual([origin?.stepId, origin?.visit])
      }
    })
  })

  it("the records tell the whole state: numbered without gaps, last rows as the state has them", () => {
    check((stage) => {
      expect(stage.records.map((one) => one.seq)).toEqual(stage.records.map((_, index) => index + 1))
      const rows = new Map(stage.records.flatMap((one) => one.runs).map((row) => [row.id, row]))
      const open = [...rows.values()]
        .filter((row) => row.endedAt === null)
        .map((row) => [row.id, row.stepId, row.visit])
      expect(open.toSorted()).toEqual(stage.state.runs.map((run) => [run.id, run.stepId, run.visit]).toSorted())
      const deliveries = new Map(stage.records.flatMap((one) => one.deliveries).map((row) => [row.id, row.status]))
      for (const one of stage.state.deliveries) expect(deliveries.get(one.id)).toBe(one.status)
      expect(stage.records.at(-1)?.dueAt ?? null).toBe(dueAt(stage.state))
    })
  })

  it("TIME-7 after a wake nothing that a timer holds is overdue, and the alarm is never earlier than it is due", () => {
    check((stage, input) => {
      if (input?.kind !== "woken") return
      for (const run of stage.state.runs) {
        if (run.parked || run.frozenAt !== undefined || !run.wait || run.wait.until === null) continue
        expect(run.wait.until).toBeGreaterThan(stage.now)
      }
      const [due, alarm] = [dueAt(stage.state), alarmAt(stage.state)]
      if (alarm !== null) expect(alarm).toBeGreaterThanOrEqual(due ?? Number.POSITIVE_INFINITY)
    })
  })

  it("ING-09 joins and leaves in any order lead to the same membership", () => {
    const move = fc.record({
      kind: fc.constantFrom("joined" as const, "left" as const),
      segmentId: fc.constantFrom("s1", "s2"),
      at: fc.integer({ min: 0, max: 20 }),
      source: fc.constant("webhook" as const),
    })
    fc.assert(
      fc.property(
        fc
          .uniqueArray(move, { maxLength: 12, selector: (one) => `${one.segmentId} ${one.at}` })
          .chain((moves) => fc.tuple(fc.constant(moves), fc.shuffledSubarray(moves, { minLength: moves.length }))),
        ([moves, shuffled]) => {
          const membership = (list: readonly MemberInput[]) => {
            const stage = new Stage()
            for (const input of list) stage.do(input)
            return stage.state.memberships.map(({ segmentId, member, at }) => [segmentId, member, at]).toSorted()
          }
          expect(membership(shuffled)).toEqual(membership(moves))
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
