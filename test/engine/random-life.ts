import fc from "fast-check"
import { begin } from "../../src/engine/begin"
import { isUnsettled } from "../../src/engine/state"
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
  | { do: "send"; result: Outcome }
  | { do: "report"; report: "delivered" | "opened" | "bounced" }
  | { do: "pause" | "cancel" | "publish" }
  | { do: "resume"; overdue: "shift" | "skip" | "spread" }

type Outcome = "sent" | "failed" | "retry" | "unknown" | "skipped" | "closed"

const instant = fc.integer({ min: 0, max: 200 }).map((n) => Date.UTC(2027, 0, 4, 11) + n * hour)
export const commands: fc.Arbitrary<Command[]> = fc.array(
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
          "skipped" as const,
          "closed" as const,
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
          fc.record({
            kind: fc.constant("textReceived" as const),
            id: fc.constantFrom("t1", "t2", "t3", "t4"),
            from: fc.constantFrom("+59899123456", "somewhere"),
            text: fc.constantFrom("STOP", "alta", "hello"),
            at: instant,
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
export function play(list: readonly Command[], look: (stage: Stage, input: MemberInput | null) => void): Stage {
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

function resultOf(result: Outcome, now: number): SettleResult {
  switch (result) {
    case "sent":
      return { status: "sent", at: now, providerId: null, to: "x" }
    case "failed":
      return { status: "failed", reason: "failedPermanently", detail: "" }
    case "retry":
      return { status: "retry", retryAt: now + hour, detail: "" }
    case "unknown":
      return { status: "unknown", detail: "" }
    case "skipped":
      return { status: "skipped", reason: "noPushTarget", detail: "", deadTargets: [{ kind: "fcm", token: "token-1" }] }
    case "closed": {
      const closed = { address: "+59899123456", reason: "stop" } as const
      return { status: "failed", reason: "failedPermanently", detail: "21610", closed }
    }
  }
}
