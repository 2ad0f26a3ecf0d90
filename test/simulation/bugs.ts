import type { Mutation } from "./system/bundle"
import type { Kind } from "./trial"

/** A mistake that somebody could make, planted on purpose: the simulator must find it. */
export interface Bug {
  name: string
  /** Kind of world in which it shows. */
  world: Kind
  /** The world in which it was found when the list was last looked through: tried first. */
  seen: number
  mutation: Mutation
}

/** Each breaks one promise. The text must stand once in its file: when it has gone, the build fails and says so. */
export const bugs: readonly Bug[] = [
  {
    name: "a retried message gets another idempotency key",
    world: "storm",
    seen: 8,
    mutation: {
      file: "src/queues/compose.ts",
      before: "return { idempotencyKey: deliveryId, deliveryId,",
      after: 'return { idempotencyKey: [deliveryId, order.attempt].join("."), deliveryId,',
    },
  },
  {
    name: "a time in a DST gap is moved back instead of forward",
    world: "days",
    seen: 5,
    mutation: {
      file: "src/engine/timing.ts",
      before: 'return { instant: early, resolution: "gap" }',
      after: 'return { instant: late, resolution: "gap" }',
    },
  },
  {
    name: "of a time that comes twice the second is taken",
    world: "days",
    seen: 25,
    mutation: { file: "src/engine/timing.ts", before: "Math.min(early, late)", after: "Math.max(early, late)" },
  },
  {
    name: "a wait by months forgets the day it began on",
    world: "months",
    seen: 1,
    mutation: {
      file: "src/engine/delay-plan.ts",
      before: "daysInMonth(wall.year, wall.month)) ? remembered : wall.day",
      after: "daysInMonth(wall.year, wall.month)) ? wall.day : wall.day",
    },
  },
  {
    name: "weekdays count from Sunday",
    world: "days",
    seen: 1,
    mutation: {
      file: "src/engine/delay-plan.ts",
      before: "if (!weekdays.includes(weekdayOf(moved))) continue",
      after: "if (!weekdays.includes((weekdayOf(moved) % 7) + 1)) continue",
    },
  },
  {
    name: "a timer that comes earlier than the one before does not move the alarm",
    world: "storm",
    seen: 4,
    mutation: {
      file: "src/member/store.ts",
      before: "if (stored.alarm !== changed.alarm) setAlarm(storage, stored.alarm)",
      after: "if (changed.alarm === null) setAlarm(storage, stored.alarm)",
    },
  },
  {
    name: "an alarm that failed is not set again",
    world: "storm",
    seen: 10,
    mutation: {
      file: "src/member/member-object.ts",
      before: "await wakeBy(this.ctx.storage, realClock.now() + alarmRetryMs)",
      after: "void alarmRetryMs",
    },
  },
  {
    name: "a cancel is answered while messages are being handed over",
    world: "rush",
    seen: 1,
    mutation: {
      file: "src/campaign/campaign-object.ts",
      before: 'if (row.status !== "active") await this.gate.drained()',
      after: "",
    },
  },
  {
    name: "consent is not looked at again at the last moment",
    world: "rush",
    seen: 1,
    mutation: {
      file: "src/engine/begin.ts",
      before: "if (reason !== null) return { reason }",
      after: "if (reason === null && now < 0) return { reason: null as never }",
    },
  },
  {
    name: "a sender that was woken is never woken again",
    world: "storm",
    seen: 3,
    mutation: {
      file: "src/engine/react.ts",
      before: "if (!resend && hasSender(delivery) && draft.now - delivery.wokenAt < wakeupRepeatMs) continue",
      after: "if (hasSender(delivery)) continue",
    },
  },
  {
    name: "a record that comes twice is counted twice",
    world: "storm",
    seen: 1,
    mutation: {
      file: "src/db/projection.ts",
      before: `WHERE NOT \${isKnown}\n         AND`,
      after: "WHERE",
    },
  },
  {
    name: "only the newest record goes to the read model",
    world: "storm",
    seen: 3,
    mutation: {
      file: "src/member/member-object.ts",
      before: "return { records: this.stored.unsent, wakeups:",
      after: "return { records, wakeups:",
    },
  },
  {
    name: "an accepted post is struck off before its members have it",
    world: "storm",
    seen: 3,
    mutation: {
      file: "src/queues/dispatch.ts",
      before: "const failed = await deliver(",
      after: "await deleteInbox(env.DB, row.id).run()\n  const failed = await deliver(",
    },
  },
  {
    name: "the sweeper finds no member",
    world: "storm",
    seen: 3,
    mutation: {
      file: "src/db/due.ts",
      before: "AND home = 'object' AND due_at <= ?2",
      after: "AND home = 'nobody' AND due_at <= ?2",
    },
  },
  {
    name: "an outcome that is told twice is taken twice",
    world: "storm",
    seen: 3,
    mutation: {
      file: "src/engine/deliveries.ts",
      before: 'if (!open && !(result.status === "sent" && overtaken)) {',
      after: 'if (!open && result.status !== "sent" && !overtaken) {',
    },
  },
  {
    name: "timers fire in a paused campaign",
    world: "calm",
    seen: 60,
    mutation: {
      file: "src/engine/transition.ts",
      before: "!definition || !flow || run.frozenAt !== undefined || run.parked) return",
      after: "!definition || !flow || run.parked) return",
    },
  },
  {
    name: "a wait that began in a pause is moved by the whole pause",
    world: "calm",
    seen: 28,
    mutation: {
      file: "src/engine/lifecycle.ts",
      before: "pause.resumedAt - Math.max(pause.pausedAt, wait.anchor)",
      after: "pause.resumedAt - Math.min(pause.pausedAt, wait.anchor)",
    },
  },
  {
    name: "a time-out that was edited is not looked at",
    world: "calm",
    seen: 18,
    mutation: {
      file: "src/engine/steps/wait-for-event.ts",
      before: 'if (signal.kind !== "edited" || wait.fixed) return null',
      after: 'if (signal.kind !== "edited" || wait.until !== null) return null',
    },
  },
  {
    name: "what a member did before a wait counts as an answer to it",
    world: "calm",
    seen: 1,
    mutation: {
      file: "src/engine/steps/wait-for-event.ts",
      before: "event.seq > run.mark &&",
      after: "event.seq > 0 &&",
    },
  },
  {
    name: "bounced addresses are written to again",
    world: "calm",
    seen: 2,
    mutation: {
      file: "src/engine/consent.ts",
      before: 'if (isSuppressed(state, channel, address)) return "suppressed"',
      after: 'if (isSuppressed(state, channel, "")) return "suppressed"',
    },
  },
  {
    name: "what is on its way is not counted by a contact policy",
    world: "policy",
    seen: 11,
    mutation: {
      file: "src/engine/policy.ts",
      before: "policies.some(({ policy }) => policy.caps.length > 0 || policy.minGap !== undefined)",
      after: "policies.some(({ policy }) => policy.caps.length > 99)",
    },
  },
  {
    name: "leave to send is used although the member has changed since",
    world: "rush",
    seen: 13,
    mutation: { file: "src/platform/leave.ts", before: "known.seq <= seq &&", after: "known.seq <= seq + 99 &&" },
  },
  {
    name: "leave to send is used although its campaign has changed since",
    world: "rush",
    seen: 3,
    mutation: { file: "src/platform/leave.ts", before: "control?.rev === rev &&", after: "control !== undefined &&" },
  },
  {
    name: "whoever was late makes an erased member anew",
    world: "rush",
    seen: 9,
    mutation: {
      file: "src/context.ts",
      before: "has made it anew.\n      await withRetry(async () => await memberStub(env, memberId).erase())",
      after: "has made it anew.",
    },
  },
  {
    name: "late records of an erased member are counted",
    world: "rush",
    seen: 7,
    mutation: {
      file: "src/db/projection.ts",
      before: `AND \${stillThere("value->>'memberId'")}\n       GROUP BY`,
      after: "GROUP BY",
    },
  },
  {
    name: "whoever waits for an occasion does not hear that it has moved",
    world: "wide",
    seen: 13,
    mutation: { file: "src/campaign/seen.ts", before: "|| lost || moved", after: "|| lost" },
  },
  {
    name: "a reset starts nobody again",
    world: "wide",
    seen: 1,
    mutation: {
      file: "src/engine/entry.ts",
      before: 'if (control.reentry === "onReset") enrol(draft, campaignId, null)',
      after: "",
    },
  },
  {
    name: "a reset of conversions takes back dismissals too",
    world: "wide",
    seen: 2,
    mutation: {
      file: "src/engine/resets.ts",
      before: 'if (reset === null || (reset.what !== "all" && reset.what !== coveredBy[field])) return null',
      after: "if (reset === null) return null",
    },
  },
]
