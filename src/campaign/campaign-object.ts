import { DurableObject } from "cloudflare:workers"
import { brakeReason, brakeWindow } from "../core/brakes"
import { realClock } from "../core/clock"
import { createId } from "../core/ids"
import { realRandom } from "../core/random"
import { brake, receptionOf } from "../db/brakes"
import { type CampaignRow, markActed, moveStatus, openWork, readCampaignRow } from "../db/campaign-rows"
import { controlsById, readControls } from "../db/controls"
import { nextExport } from "../db/exports"
import { lastResume, type Resume } from "../db/resumes"
import type { CampaignControl, CampaignStatus } from "../engine/types"
import type { Env } from "../env"
import { alarmTime, appClock, loadClock } from "../platform/clock"
import { rememberControls } from "../platform/definitions"
import { startExports } from "./exports"
import { Gate } from "./gate"
import { addEnrolment, addReview, addTelling, workAtJobs } from "./jobs"
import { concernsRuns, hasNewPolicies, letsIn, type Seen, seenOf } from "./seen"

/** Pages of jobs done before the caller gets its answer; more go on in the background. */
const pagesInCall = 10
/** Pages of one alarm. */
const pagesInAlarm = 50
/** Pause before an alarm that failed is tried again, in ms. */
const alarmRetryMs = 10_000
const seenKey = "seen"

/** One campaign (architecture.md): its clock, its long jobs, and the gate that every sender passes. */
export class CampaignObject extends DurableObject<Env> {
  private readonly gate = new Gate()

  /** The campaign's row has changed: acts on it. When it may not send any more, returns once nothing is in flight. */
  async changed(): Promise<void> {
    await loadClock(this.env)
    await this.tick(pagesInCall)
  }

  /** As `changed`, after paused → active: tells waiting runs what to do with the pause (CAM-8), then lets those in who came meanwhile. */
  async resumed(): Promise<void> {
    await loadClock(this.env)
    const [row, resume] = await Promise.all([this.row(), lastResume(this.env.DB, this.id())])
    if (row === null) return
    if (resume !== null) await this.resume(row, resume)
    await this.tick(pagesInCall)
  }

  /**
   * A sender asks before it reads the campaign's control and calls the provider, and gives the ticket back afterwards
   * (CAM-7): a cancel that is answered after the ticket came back was seen by whoever asks later.
   */
  async takeTicket(): Promise<number> {
    return this.gate.take()
  }

  async giveBack(ticket: number): Promise<void> {
    this.gate.giveBack(ticket)
  }

  /**
   * CAM-4: a campaign that nobody can enter any more (it has ended, or the admin has closed entry) is complete when no run
   * is open, nothing is on its way and none was closed before its End.
   */
  async checkComplete(): Promise<void> {
    await loadClock(this.env)
    const row = await this.row()
    if (row === null || !isClosing(row)) return
    const { open, closed } = await openWork(this.env.DB, this.id())
    if (!open && !closed) await this.move(row.status, "completed")
  }

  /** DEL-23: an email of it has bounced for good or was complained of. Too many, and it pauses until a person resumes it. */
  async checkBrakes(): Promise<void> {
    await loadClock(this.env)
    const reception = await receptionOf(this.env.DB, this.id(), brakeWindow)
    const reason = reception === null ? null : brakeReason(reception)
    if (reception === null || reason === null) return
    const now = appClock.now()
    const paused = { id: this.id(), auditId: createId(now, realRandom), reason, reception, now }
    // Senders see it at once; runs are told by the alarm.
    if (await brake(this.env.DB, paused)) await this.ctx.storage.setAlarm(alarmTime(now))
  }

  override async alarm(): Promise<void> {
    try {
      await loadClock(this.env)
      await this.tick(pagesInAlarm)
    } catch (error) {
      console.error("A campaign's alarm failed and is tried again", error)
      await this.ctx.storage.setAlarm(realClock.now() + alarmRetryMs)
    }
  }

  /** Does what the clock and the row ask for, works at jobs, and sets the alarm for what is next. */
  private async tick(pages: number): Promise<void> {
    const row = await this.movedByClock()
    if (row === null) return
    const [control] = readControls(await controlsById(this.env.DB, [this.id()]).all())
    if (control === undefined) return
    // Members of this isolate that wake from here on go by it.
    rememberControls([control])
    await this.startJobs(row, control)
    await startExports(this.env, this.id())
    if (row.status !== "active") await this.gate.drained()
    const left = await workAtJobs(this.env, control, pages)
    if (isClosing(row) && !left) await this.checkComplete()
    const next = left
      ? appClock.now()
      : earliest(nextInstant(row), await nextExport(this.env.DB, this.id(), appClock.now()))
    if (next === null) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(alarmTime(next))
  }

  /** The row after Starts and Ends have been obeyed (CAM-5). */
  private async movedByClock(): Promise<CampaignRow | null> {
    const row = await this.row()
    if (row === null) return null
    const now = appClock.now()
    const live = row.status === "scheduled" || row.status === "active" || row.status === "paused"
    if (live && row.endsAtMs !== null && row.endsAtMs <= now) await this.move(row.status, "ended")
    else if (row.status === "scheduled" && (row.startsAtMs ?? now) <= now) await this.move("scheduled", "active")
    else return row
    return await this.row()
  }

  /** Starts the jobs that the row asks for and that have not been started yet. */
  private async startJobs(row: CampaignRow, control: CampaignControl): Promise<void> {
    if (row.rev === row.actedRev) return
    const seen = this.ctx.storage.kv.get<Seen>(seenKey)
    const present = seenOf(row, control, seen)
    if (row.kind !== "campaign") await this.addJobs(row, seen, present)
    this.ctx.storage.kv.put<Seen>(seenKey, present)
    await markActed(this.env.DB, this.id(), row.rev).run()
  }

  private async addJobs(row: CampaignRow, seen: Seen | undefined, present: Seen): Promise<void> {
    const now = appClock.now()
    if (seen?.status === "paused" && seen.pausedAt !== null) {
      // The process died between the resume and its telling, or within that; whatever came after it, it is told as chosen.
      const resume = await lastResume(this.env.DB, this.id())
      if (resume?.pausedAt === seen.pausedAt) await this.resume(row, resume)
      // Written by an earlier release, which kept no choice: waits move by the pause, which harms least.
      else if (row.status === "active")
        await this.resume(row, { pausedAt: seen.pausedAt, resumedAt: now, overdue: "shift" })
    }
    if (row.status === "active" && letsIn(row, seen)) await addEnrolment(this.env, this.id(), row, now)
    if (seen === undefined) return
    if (concernsRuns(row, seen, present)) {
      await addTelling(this.env, this.id(), row.rev, { kind: "campaignChanged" }, now)
    } else if (hasNewPolicies(seen, present)) await addReview(this.env, this.id(), row.rev, now)
  }

  /** Notes that the pause is over together with the jobs it leads to. */
  private async resume(row: CampaignRow, pause: Resume): Promise<void> {
    const now = appClock.now()
    await addTelling(this.env, this.id(), row.rev, { kind: "campaignResumed", ...pause }, now)
    if (row.status === "active") await addEnrolment(this.env, this.id(), row, now + 1)
    const seen = this.ctx.storage.kv.get<Seen>(seenKey)
    if (seen !== undefined) this.ctx.storage.kv.put<Seen>(seenKey, { ...seen, status: row.status, pausedAt: null })
  }

  private async move(from: CampaignStatus, to: CampaignStatus): Promise<void> {
    const now = appClock.now()
    await moveStatus(this.env.DB, { id: this.id(), auditId: createId(now, realRandom), from, to, now })
  }

  private async row(): Promise<CampaignRow | null> {
    return await readCampaignRow(this.env.DB, this.id())
  }

  private id(): string {
    const name = this.ctx.id.name
    if (name === undefined) throw new Error("A campaign object is always called by its campaign's id")
    return name
  }
}

/** Whether nobody can enter any more, and what is left is to let those inside through (CAM-4). */
function isClosing(row: CampaignRow): boolean {
  return row.status === "ended" || (row.status === "active" && row.entryClosed)
}

/** When the campaign's clock strikes next: its start while scheduled, then its end. */
function nextInstant(row: CampaignRow): number | null {
  switch (row.status) {
    case "scheduled":
      return row.startsAtMs
    case "active":
    case "paused":
      return row.endsAtMs
    default:
      return null
  }
}

/** The sooner of two instants, of which either may be none. */
function earliest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}
