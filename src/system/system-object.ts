import { DurableObject } from "cloudflare:workers"
import { realClock } from "../core/clock"
import { type DueMember, nextSleeper } from "../db/due"
import type { Env } from "../env"
import { backUpIfDue } from "../platform/backups"
import { alarmTime, appClock, clockHeld, loadClock } from "../platform/clock"
import { forecastDue } from "../queues/forecasts"
import { decideDue, forgetOld, pageSize, sleepersMax, sweep } from "./sweep"
import { rearmSoonDue, rearmWithinMs, walk } from "./time-machine"

/** Time between two sweeps, in ms. */
const sweepEveryMs = 60_000
/** What has been due for less than this many ms is still on its regular way. */
const graceMs = 120_000
/** Passes of one sweep; more go on with the next. */
const passesMax = 50

/**
 * Local queues live in memory: what this process has not sent on itself is lost, however young. Variables of the isolate,
 * which lives as long as the local process; the object itself comes and goes.
 */
let recovered = false
let rearmedAt = realClock.now()
/** The campaign that was forecast last. */
let forecastAfter: string | null = null

/** The one object that looks after the whole: the sweeper, and locally the time machine (OPS-4). */
export class SystemObject extends DurableObject<Env> {
  private turn: Promise<void> = Promise.resolve()

  /** Keeps the sweeper going; the first call of a local process also picks up what the last one left undone. */
  async boot(): Promise<void> {
    await loadClock(this.env)
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(realClock.now() + sweepEveryMs)
    if (this.env.LOCAL === "true" && !recovered) await this.ctx.storage.setAlarm(realClock.now())
  }

  /** Moves the local clock; one walk at a time. */
  async advance(to: number, hold: boolean | null): Promise<{ now: number; held: boolean }> {
    await loadClock(this.env)
    const before = this.turn
    const walked = before.then(() => walk(this.env, Math.max(to, appClock.now()), hold))
    this.turn = walked.catch(() => undefined)
    await walked
    await this.lookBy(await nextSleeper(this.env.DB, appClock.now()))
    return this.clock()
  }

  async clock(): Promise<{ now: number; held: boolean }> {
    await loadClock(this.env)
    return { now: appClock.now(), held: clockHeld() }
  }

  /** Looks at the latest at an instant (epoch ms of the app's clock). */
  async lookBy(at: number | null): Promise<void> {
    if (at === null) return
    await loadClock(this.env)
    const alarm = await this.ctx.storage.getAlarm()
    if (alarm === null || alarmTime(at) < alarm) await this.ctx.storage.setAlarm(alarmTime(at))
  }

  override async alarm(): Promise<void> {
    try {
      await loadClock(this.env)
      const lost = this.env.LOCAL === "true" && !recovered
      recovered = true
      const until = lost ? appClock.now() : appClock.now() - graceMs
      // What time does to rule segments of sleeping members is done to the second (TIME-7); nothing of it is on its way.
      while ((await decideDue(this.env, appClock.now())) === sleepersMax);
      let after: DueMember | undefined
      for (let pass = 0; pass < passesMax; pass++) {
        const found = await sweep(this.env, until, { lost, after })
        after = found.members.at(-1) ?? after
        if (found.inbox < pageSize && found.members.length < pageSize) break
      }
      await forgetOld(this.env, appClock.now())
      // What it cannot do now, the next sweep does; the rest of this one does not wait for it.
      await backUpIfDue(this.env).catch((error) => console.error("The backup failed and is tried again", error))
      if (!lost) forecastAfter = await forecastDue(this.env, forecastAfter)
      if (this.env.TIME_MACHINE === "true" && realClock.now() - rearmedAt > rearmWithinMs / 2) {
        rearmedAt = realClock.now()
        await rearmSoonDue(this.env)
      }
    } catch (error) {
      console.error("The sweep failed and is tried again", error)
    }
    await this.ctx.storage.setAlarm(realClock.now() + sweepEveryMs)
    await this.lookBy(await nextSleeper(this.env.DB, appClock.now()))
  }
}
