import type { HealthState } from "./schema"

/** From when on somebody should look, and from when on something is wrong. Lengths in ms. */
export const limits = {
  inboxAgeMs: { warn: 2 * 60_000, bad: 15 * 60_000 },
  deliveryAgeMs: { warn: 15 * 60_000, bad: 6 * 3_600_000 },
  /** Letters of our own queues, and messages that failed within a day. */
  deadLetters: { warn: 1, bad: 100 },
  overdueMs: { warn: 3 * 60_000, bad: 15 * 60_000 },
  /** Different errors of providers within an hour. */
  providerErrors: { warn: 1, bad: 10 },
  backupAgeMs: { warn: 26 * 3_600_000, bad: 72 * 3_600_000 },
} as const

/** How bad a value is. */
export function judge(value: number, { warn, bad }: { warn: number; bad: number }): HealthState {
  if (value >= bad) return "bad"
  return value >= warn ? "warn" : "good"
}

/** The worst of some states. */
export function worst(states: readonly HealthState[]): HealthState {
  if (states.includes("bad")) return "bad"
  return states.includes("warn") ? "warn" : "good"
}
