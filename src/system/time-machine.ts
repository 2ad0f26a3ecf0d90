import { realClock } from "../core/clock"
import { type DueMember, dueMembers, nextDue } from "../db/due"
import type { Env } from "../env"
import { appClock, clockHeld, moveClock, storeClock } from "../platform/clock"
import { callsWidth, memberStub } from "../platform/members"
import { mapBounded } from "../platform/retry"
import { isIdle } from "../platform/work"
import { sweep } from "./sweep"

/** How often the count of work under way is looked at, in ms. */
const pollMs = 1
/** Work that does not end within this many ms of real time is taken to be lost, and is looked for in the tables. */
const idleWaitMaxMs = 30_000
/** Wakes of one member at one instant before it is left to the sweeper: a member that cannot move must not hold up time. */
const wakesPerInstantMax = 8
/** The stored clock may lag behind by this much while time is walked through, in ms of real time. */
const storeEveryMs = 1_000
/** Alarms due within this many ms are set anew after the clock was moved; the system object repeats it in time. */
export const rearmWithinMs = 3_600_000
const rearmMax = 20_000

/**
 * Moves the local clock forward to `to` (epoch ms), stopping at every due instant in order, and returns when everything
 * due up to then is done (OPS-4). While it walks, the clock stands still at each instant.
 * @param hold whether the clock stands still afterwards; null: as before
 */
export async function walk(env: Env, to: number, hold: boolean | null): Promise<void> {
  const held = hold ?? clockHeld()
  let storedAt = realClock.now()
  moveClock(Math.min(appClock.now(), to), true)
  for (;;) {
    await finishWhatIsDue(env)
    const next = await nextDue(env.DB)
    if (next === null || next > to) break
    moveClock(Math.max(next, appClock.now()), true)
    if (realClock.now() - storedAt > storeEveryMs) {
      await storeClock(env)
      storedAt = realClock.now()
    }
  }
  moveClock(Math.max(to, appClock.now()), held)
  await storeClock(env)
  if (!held) await rearmSoonDue(env)
}

/** Everything due by now: accepted posts, campaign clocks and jobs, timers, deliveries, and the read model. */
async function finishWhatIsDue(env: Env): Promise<void> {
  const wakes = new Map<string, number>()
  const stuck = (member: DueMember): boolean => (wakes.get(member.id) ?? 0) >= wakesPerInstantMax
  for (;;) {
    await idle()
    const found = await sweep(env, appClock.now(), { lost: true, skip: stuck })
    for (const { id } of found.members) wakes.set(id, (wakes.get(id) ?? 0) + 1)
    if (isIdle() && found.inbox + found.campaigns + found.members.length === 0) return
  }
}

async function idle(): Promise<void> {
  const deadline = realClock.now() + idleWaitMaxMs
  while (!isIdle() && realClock.now() < deadline) await scheduler.wait(pollMs)
}

/** Alarms know only the machine's clock: those that come up soon are set by the new shift. */
export async function rearmSoonDue(env: Env): Promise<void> {
  const now = appClock.now()
  const soon = await dueMembers(env.DB, now + rearmWithinMs, rearmMax, { dueAt: now })
  await mapBounded(soon, callsWidth, ({ id }) => memberStub(env, id).rearm())
  const campaigns = await env.DB.prepare(
    "SELECT id FROM campaigns WHERE status IN ('scheduled', 'active', 'paused')",
  ).all<{ id: string }>()
  for (const { id } of campaigns.results) await env.CAMPAIGN.getByName(id).changed()
}
