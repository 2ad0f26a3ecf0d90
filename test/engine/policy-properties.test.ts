import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { begin } from "../../src/engine/begin"
import { dueAt } from "../../src/engine/due"
import type { Flow } from "../../src/engine/flow"
import { isUnsettled, parseDeliveryId } from "../../src/engine/state"
import type { ContactPolicy, PolicyHolder, SettleResult } from "../../src/engine/types"
import { definition, delayStep, emailStep, endStep, flowOf, Stage, smsStep } from "./fixtures"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const policy: ContactPolicy = {
  caps: [
    { channel: "email", max: 2, per: "PT12H" },
    { channel: "sms", max: 1, per: "PT6H" },
  ],
  minGap: "PT30M",
  over: "defer",
}
const holder = (priority: number): PolicyHolder[] => [{ kind: "category", id: "k1", name: "Offers", priority, policy }]
const endless = flowOf("mail", {
  mail: emailStep("text"),
  text: smsStep("wait"),
  wait: delayStep({ for: "PT1H" }, "mail"),
  end: endStep,
})
/** Higher ones that go on for ever may hold back lower ones for ever: what must drain has an end. */
const finite = flowOf("mail", {
  mail: emailStep("text"),
  text: smsStep("wait"),
  wait: delayStep({ for: "PT1H" }, "again"),
  again: emailStep("end"),
  end: endStep,
})
const campaignsOf = (flow: Flow) =>
  [1, 2, 3].map((n) =>
    definition(flow, {
      id: `c${n}`,
      segmentIds: [`s${n}`],
      policies: holder(n % 3),
      reentry: "onRejoin",
      lateness: 9 * day,
    }),
  )

type Result = "sent" | "failed" | "retry" | "unknown"
type Command =
  | { do: "join" | "pause" | "resume"; n: number }
  | { do: "pass"; ms: number }
  | { do: "wake" }
  /** Asks leave for some unsettled delivery; the answer comes later, or never. */
  | { do: "begin"; which: number }
  | { do: "settle"; which: number; result: Result }

const index = fc.nat({ max: 5 })
const commands = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ do: fc.constant("join" as const), n: fc.integer({ min: 1, max: 3 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom("pause" as const, "resume" as const),
        n: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 4 * hour }) }),
    },
    { weight: 4, arbitrary: fc.constant({ do: "wake" as const }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant("begin" as const), which: index }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("settle" as const),
        which: index,
        result: fc.constantFrom<Result>("sent", "sent", "sent", "failed", "retry", "unknown"),
      }),
    },
  ),
  { maxLength: 80, size: "max" },
)

interface Sent {
  id: string
  channel: string
  at: number
}

/** Plays commands; the provider takes a message at the instant it is asked, whatever we hear of it afterwards. */
function play(list: readonly Command[], flow: Flow): { stage: Stage; sent: Sent[] } {
  const stage = new Stage(...campaignsOf(flow))
  const asked = new Map<string, number>()
  const sent: Sent[] = []
  for (const command of list) {
    switch (command.do) {
      case "pass":
        stage.now += command.ms
        break
      case "wake":
        stage.do({ kind: "woken" })
        break
      case "join":
        stage.join(`s${command.n}`)
        break
      case "pause":
        if (stage.campaigns.get(`c${command.n}`)?.control.status === "active") {
          stage.change({ id: `c${command.n}`, status: "paused", pausedAt: stage.now })
        }
        break
      case "resume": {
        const campaignId = `c${command.n}`
        const pausedAt = stage.campaigns.get(campaignId)?.control.pausedAt ?? null
        if (pausedAt === null) break
        stage.change({ id: campaignId, status: "active", pausedAt: null })
        stage.do({ kind: "campaignResumed", campaignId, pausedAt, resumedAt: stage.now, overdue: "shift" })
        break
      }
      case "begin": {
        const open = stage.state.deliveries.filter(isUnsettled)
        const one = open[command.which % Math.max(1, open.length)]
        if (!one || asked.has(one.id)) break
        const answer = begin(stage.state, one.id, stage.world)
        if (answer.kind === "go") {
          if (answer.state !== null) stage.state = answer.state
          asked.set(one.id, stage.now)
        } else if (answer.reaction) {
          stage.state = answer.reaction.state
          if (answer.reaction.record) stage.records.push(answer.reaction.record)
        }
        break
      }
      case "settle": {
        const [id, at] = [...asked][command.which % Math.max(1, asked.size)] ?? []
        if (id === undefined || at === undefined) break
        asked.delete(id)
        // What is unknown may have been taken; what failed or is to be retried was not.
        const taken = command.result === "sent" || command.result === "unknown"
        if (taken) sent.push({ id, channel: parseDeliveryId(id)?.channel ?? "", at })
        stage.do({ kind: "deliverySettled", deliveryId: id, result: resultOf(command.result, { at, now: stage.now }) })
        break
      }
    }
  }
  for (const [id, at] of asked) sent.push({ id, channel: parseDeliveryId(id)?.channel ?? "", at })
  return { stage, sent }
}

function resultOf(result: Result, { at, now }: { at: number; now: number }): SettleResult {
  switch (result) {
    case "sent":
      return { status: "sent", at, providerId: null, to: "x" }
    case "failed":
      return { status: "failed", reason: "failedPermanently", detail: "" }
    case "retry":
      return { status: "retry", retryAt: now + 10 * minute, detail: "" }
    case "unknown":
      return { status: "unknown", detail: "" }
  }
}

describe("contact policies, whatever comes in whatever order", () => {
  it("POL-1 POL-3 RUN-7 no window ever holds more messages than its cap, nor less than the gap between two", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { sent } = play(list, endless)
        for (const one of sent) {
          const within = (length: number, channel: string | null) =>
            sent.filter(
              (other) =>
                other.at <= one.at && other.at > one.at - length && (channel === null || other.channel === channel),
            )
          expect(within(12 * hour, "email").length).toBeLessThanOrEqual(2)
          expect(within(6 * hour, "sms").length).toBeLessThanOrEqual(1)
          expect(within(30 * minute, null).length).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 600 },
    )
  })

  it("POL-2 nothing that is put off is forgotten: it has an instant, and in the end everything is sent or has a reason", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { stage } = play(list, finite)
        for (const one of stage.state.deliveries) {
          if (one.status !== "deferred") continue
          expect(one.nextAt).not.toBeNull()
          expect(one.deferral?.rule).not.toBe("")
          const held = stage.state.runs.some((run) => one.id.startsWith(`${run.id}.`) && run.frozenAt !== undefined)
          if (!held) expect(dueAt(stage.state)).toBeLessThanOrEqual(one.nextAt ?? 0)
        }
        for (const id of ["c1", "c2", "c3"]) {
          const pausedAt = stage.campaigns.get(id)?.control.pausedAt ?? null
          if (pausedAt === null) continue
          stage.change({ id, status: "active", pausedAt: null })
          stage.do({ kind: "campaignResumed", campaignId: id, pausedAt, resumedAt: stage.now, overdue: "shift" })
        }
        const open = stage.state.deliveries.filter(isUnsettled).map((one) => one.id)
        stage.until(stage.now + 20 * day)
        for (const id of open) {
          const settled = stage.state.deliveries.find((one) => one.id === id)
          if (settled) expect(isUnsettled(settled)).toBe(false)
        }
      }),
      { numRuns: 40 },
    )
  })

  it("POL-3 the order in which a batch of senders asks does not change who goes first", () => {
    const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
    const first = (joins: readonly number[], asks: readonly number[]) => {
      const stage = new Stage(...campaignsOf(endless))
      for (const n of joins) stage.join(`s${n + 1}`)
      const went: string[] = []
      for (const n of [...asks, ...asks, ...asks]) {
        const answer = begin(stage.state, `c${n + 1}.u1.1.mail.1.email`, stage.world)
        if (answer.kind === "go") {
          if (answer.state !== null) stage.state = answer.state
          went.push(answer.order.campaignId)
        } else if (answer.reaction) stage.state = answer.reaction.state
      }
      return new Set(went)
    }
    fc.assert(
      fc.property(order, order, (joins, asks) => {
        // Within the gap only one may go: the one with the highest priority, c2.
        expect(first(joins, asks)).toEqual(new Set(["c2"]))
      }),
    )
  })
})
