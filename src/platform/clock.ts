import { type Clock, realClock } from "../core/clock"
import type { Env } from "../env"

/** How often an alarm that waits on a held clock looks again, in ms of real time. */
const heldRecheckMs = 3_600_000
const settingsKey = "clock"

interface Shift {
  /** Milliseconds by which the local clock is ahead of the machine's. */
  ahead: number
  /** The instant at which it stands still, or null while it ticks. */
  heldAt: number | null
}

const unshifted: Shift = { ahead: 0, heldAt: null }
let shift: Shift = unshifted
let loaded = false

/**
 * The clock of all rules. In production the machine's own; locally moved by the time machine (OPS-4). The shift is
 * one variable of the isolate: `wrangler dev` runs requests, objects and consumers in a single one.
 */
export const appClock: Clock = { now: () => shift.heldAt ?? realClock.now() + shift.ahead }

/** Reads the stored shift once per isolate; must be awaited before `appClock` is first used by an event. */
export async function loadClock(env: Env): Promise<void> {
  if (loaded || env.TIME_MACHINE !== "true") return
  const row = await env.DB.prepare("SELECT value FROM settings WHERE key = ?")
    .bind(settingsKey)
    .first<{ value: string }>()
  if (!loaded && row !== null) shift = JSON.parse(row.value) as Shift
  loaded = true
}

export function clockHeld(): boolean {
  return shift.heldAt !== null
}

/** Sets the local clock to `now` (epoch ms) in this isolate at once; `storeClock` makes it last. */
export function moveClock(now: number, held: boolean): void {
  shift = { ahead: now - realClock.now(), heldAt: held ? now : null }
  loaded = true
}

/** Makes the present shift survive a restart. */
export async function storeClock(env: Env): Promise<void> {
  await env.DB.prepare(
    "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  )
    .bind(settingsKey, JSON.stringify(shift))
    .run()
}

/** Back to the machine's clock, as in a fresh isolate. */
export function forgetClock(): void {
  shift = unshifted
  loaded = false
}

/** The machine's instant at which `appClock` will show `at`, for `setAlarm`, which knows no other clock. */
export function alarmTime(at: number): number {
  const real = realClock.now()
  if (shift.heldAt === null) return Math.max(at - shift.ahead, real)
  return at <= shift.heldAt ? real : real + heldRecheckMs
}
