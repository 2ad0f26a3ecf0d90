import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { begin } from "../../src/engine/begin"
import { alarmAt, dueAt } from "../../src/engine/due"
import { countersOf } from "../../src/engine/journal"
import { react } from "../../src/engine/react"
import { deliveryAt, isUnsettled, parseDeliveryId } from "../../src/engine/state"
import type { MemberInput, PolicyHolder, SettleResult } from "../../src/engine/types"
import { definition, delayStep, emailStep, endStep, flowOf, Stage, smsStep } from "./fixtures"

const hour = 3_600_000
const gold = {
  type: "condition",
  rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] },
  outcomes: { met: "call", notMet: "open" },
}
const first = (wait: string, more: object = {}, without: readonly string[] = []) => {
  const steps = {
    welcome: emailStep("wait"),
    wait: delayStep({ for: wait }, "gold"),
    gold,
    call: smsStep("end"),
    open: {
      type: "waitForEvent",
      event: { name: "applied" },
      timeout: "P2D",
      outcomes: { happened: "end", timedOut: "nudge" },
    },
    nudge: { type: "push", message: { title: "a", body: "b" }, outcomes: { sent: "again" } },
    again: delayStep({ for: "P1M", at: "09:00", zone: "member" }, "welcome"),
    end: endStep,
    ...more,
  }
  return flowOf("welcome", Object.fromEntries(Object.entries(steps).filter(([id]) => !without.includes(id))))
}
const third = flowOf("mail", {
  mail: emailStep("wait"),
  wait: delayStep({ for: "P3D" }, "text"),
  text: smsStep("end"),
  end: endStep,
})
const policies: PolicyHolder[] = [
  {
    kind: "category",
    id: "k1",
    name: "Offers",
    priority: 1,
    policy: {
      caps: [{ channel: "email", max: 1, per: "P2D" }],
      minGap: "PT2H",
      quietHours: { from: "21:00", to: "08:00" },
      over: "defer",
    },
  },
]
const second = flowOf("date", {
  date: delayStep({ relativeTo: { attribute: "date" }, offset: "-P1D" }, "text", { past: "mail" }),
  text: smsStep("mail"),
  mail: emailStep("end", { outcomes: { sent: "end", notSent: "end" } }),
  end: endStep,
})

type Command =
  | { do: "input"; input: MemberInput }
  | { do: "pass"; ms: number }
  | { do: "wake" }
  | { do: "send"; result: "sent" | "failed" | "retry" | "unknown" }
  | { do: "report"; report: "delivered" | "opened" | "bounced" }
  | { do: "pause" | "cancel" | "publish" }
  | { do: "resume"; overdue: "shift" | "skip" | "spread" }

const instant = fc.integer({ min: 0, max: 200 }).map((n) => Date.UTC(2027, 0, 4, 11) + n * hour)
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 40 * 24 * hour }) }),
    },
    { weight: 5, arbitrary: fc.constant({ do: "wake" as const }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("send" as const),
        result: fc.constantFrom(
          "sent" as const,
          "sent" as const,
          "failed" as const,
          "retry" as const,
          "unknown" as const,
        ),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("report" as const),
        report: fc.constantFrom("delivered" as const, "opened" as const, "bounced" as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom(
          "pause" as const,
          "pause" as const,
          "publish" as const,
          "publish" as const,
          "cancel" as const,
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("resume" as const),
        overdue: fc.constantFrom("shift" as const, "skip" as const, "spread" as const),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("input" as const),
        input: fc.oneof<fc.Arbitrary<MemberInput>[]>(
          fc.record({
            kind: fc.constantFrom("joined" as const, "joined" as const, "left" as const),
            segmentId: fc.constantFrom("s1", "s2"),
            at: instant,
            source: fc.constant("webhook" as const),
          }),
          fc.record({
            kind: fc.constant("eventHappened" as const),
            id: fc.constantFrom("e1", "e2", "e3", "e4", "e5", "e6"),
            name: fc.constantFrom("applied", "other", "goal"),
            at: instant,
            properties: fc.constant({}),
          }),
          fc.record({
            kind: fc.constant("profileChanged" as const),
            patch: fc.record({
              email: fc.constantFrom(null, "ana@example.com"),
              timeZone: fc.constantFrom(null, "Europe/Madrid", "Bogus"),
              attributes: fc.record({
                plan: fc.constantFrom("gold", null),
                date: fc.constantFrom("2027-01-20", "2027-03-01", "2026-01-01", null, "soon"),
              }),
            }),
            source: fc.constant("api" as const),
          }),
          fc.record({
            kind: fc.constant("consentChanged" as const),
            channel: fc.constantFrom("email" as const, "all" as const),
            scope: fc.constant("all"),
            status: fc.constantFrom("subscribed" as const, "subscribed" as const, "unsubscribed" as const),
            reason: fc.constant(null),
          }),
          fc.constant({ kind: "enrolled" as const, campaignId: "c1", since: null }),
          fc.constant({ kind: "dismissed" as const, campaignId: "c3" }),
          fc.record({
            kind: fc.constant("attendanceSet" as const),
            occasionId: fc.constant("o1"),
            status: fc.constantFrom("attended" as const, "absent" as const),
            at: instant,
            source: fc.constant("api" as const),
          }),
          fc.record({ kind: fc.constant("runRetried" as const), runId: fc.constantFrom("c1.u1.1", "c2.u1.1") }),
        ),
      }),
    },
  ),
  { maxLength: 60, size: "max" },
)

/** Plays commands and looks after each of them. */
function play(list: readonly Command[], look: (stage: Stage, input: MemberInput | null) => void): Stage {
  const goal = { event: "goal", within: "P30D" }
  const stage = new Stage(
    definition(first("P4D"), { reentry: "onRejoin", goal }),
    definition(second, { id: "c2", segmentIds: ["s1", "s2"], onLeave: "exit", reentry: { afterDays: 1 }, policies }),
    definition(third, {
      id: "c3",
      segmentIds: ["s2"],
      dismissible: true,
      reset: { afterDays: 10, what: "all" },
      reentry: "onReset",
      policies,
    }),
  )
  let reports = 0
  let version = 1
  for (const command of list) {
    let input: MemberInput | null = null
    switch (command.do) {
      case "pass":
        stage.now += command.ms
        continue
      case "wake":
        input = { kind: "woken" }
        break
      case "input":
        input = command.input
        break
      case "send": {
        const open = stage.state.deliveries.find(isUnsettled)
        if (!open) continue
        const answer = begin(stage.state, open.id, stage.world)
        if (answer.kind === "no") {
          if (answer.reaction) {
            stage.state = answer.reaction.state
            if (answer.reaction.record) stage.records.push(answer.reaction.record)
          }
          look(stage, null)
          continue
        }
        if (answer.state !== null) stage.state = answer.state
        if (command.result === "sent") {
          const { stepId, visit, channel } = answer.order
          stage.sent.push({
            at: stage.now,
            stepId: `${answer.order.runId} ${stepId}`,
            visit,
            channel,
            version: answer.order.version,
          })
        }
        input = { kind: "deliverySettled", deliveryId: open.id, result: resultOf(command.result, stage.now) }
        break
      }
      case "report": {
        const one = stage.state.deliveries[0]
        if (!one) continue
        const report = {
          delivered: { type: "delivered" },
          opened: { type: "opened", machine: false },
          bounced: { type: "bounced", permanent: true },
        } as const
        input = {
          kind: "deliveryReported",
          id: `r${++reports}`,
          deliveryId: one.id,
          at: stage.now,
          report: report[command.report],
        }
        break
      }
      case "pause":
        if (stage.campaigns.get("c1")?.control.status === "active")
          stage.change({ status: "paused", pausedAt: stage.now })
        look(stage, { kind: "campaignChanged", campaignId: "c1" })
        continue
      case "publish": {
        version++
        const flows = [
          first("P2D"),
          first("P9D", { nudge: emailStep("again") }),
          // Without `open`, whose members go on to `nudge`.
          first("P4D", { gold: { ...gold, outcomes: { met: "call", notMet: "nudge" } } }, ["open"]),
        ]
        stage.change({ version, moves: { open: "nudge" } }, flows[version % 3] ?? second)
        look(stage, { kind: "campaignChanged", campaignId: "c1" })
        continue
      }
      case "cancel":
        stage.change({ status: "cancelled" })
        continue
      case "resume": {
        const control = stage.campaigns.get("c1")?.control
        if (control?.status !== "paused" || control.pausedAt === null) continue
        stage.change({ status: "active", pausedAt: null })
        const overdue = command.overdue === "spread" ? { spreadOverHours: 4 } : command.overdue
        input = { kind: "campaignResumed", campaignId: "c1", pausedAt: control.pausedAt, resumedAt: stage.now, overdue }
      }
    }
    stage.do(input)
    look(stage, input)
  }
  return stage
}

function resultOf(result: "sent" | "failed" | "retry" | "unknown", now: number): SettleResult {
  switch (result) {
    case "sent":
      return { status: "sent", at: now, providerId: null, to: "x" }
    case "failed":
      return { status: "failed", reason: "failedPermanently", detail: "" }
    case "retry":
      return { status: "retry", retryAt: now + hour, detail: "" }
    case "unknown":
      return { status: "unknown", detail: "" }
  }
}

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
        if (metric === "left") current.set(key, (current.get(key) ?? 0) - n)
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
