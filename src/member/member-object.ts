import { DurableObject } from "cloudflare:workers"
import { realClock } from "../core/clock"
import { begin } from "../engine/begin"
import { alarmAt } from "../engine/due"
import type { Explanation } from "../engine/explain"
import { withLeave } from "../engine/leave"
import { type Reaction, reactAll } from "../engine/react"
import { isOutdated } from "../engine/segments"
import { deliveryAt, type MemberState } from "../engine/state"
import type { Touch } from "../engine/touches"
import type { MemberInput } from "../engine/types"
import type { World } from "../engine/world"
import type { Env } from "../env"
import { appClock, loadClock } from "../platform/clock"
import { type Flush, sendFlush } from "../platform/send"
import { explainIn, lookAround } from "./around"
import type { BeginCall, BeginResult, Known, MemberTruth, ReceiveCall, WakeCall } from "./calls"
import { isOvertaken, mergeRecords } from "./merge"
import { loadSeed, projectedSeq } from "./seed"
import { commit, firstStored, isErased, load, markErased, type Stored, setAlarm, truthOf, wakeBy } from "./store"
import { holdTouch, judgeHeld } from "./touches"

/** Records that may be in the read model already, kept before an alarm asks it how far it is. */
const unsentMax = 8
/** Pause before an alarm that failed is tried again, in ms. The platform's own retries end after two minutes. */
const alarmRetryMs = 10_000
/** Pause before an idle member tells again what may have been lost, in ms. */
const retellMs = 600_000
const nothing: Flush = { records: [], wakeups: [] }

/** One member (architecture.md): wiring only. Load, look around, let the engine decide, commit once, hand on what follows. */
export class MemberObject extends DurableObject<Env> {
  private loaded: { stored: Stored | null } | null = null
  /** Grows with each; what was read before one must not be made a member of after it. */
  private erasures = 0

  /** Read on first use, not in the constructor: there it would be a turn of its own, apart from the one that writes. */
  private get stored(): Stored | null {
    this.loaded ??= { stored: load(this.ctx.storage) }
    return this.loaded.stored
  }

  private set stored(stored: Stored | null) {
    this.loaded = { stored }
  }

  /**
   * Applies inputs in order. What they lead to is durable on return; the caller hands the flush on (a lost one is found
   * again by the sweeper). Without a row in the table there is no such member (any more), and nothing happens.
   */
  async receive(call: ReceiveCall): Promise<Flush> {
    await this.prepare(call)
    return await this.react(call.inputs, call, call.at)
  }

  /** Fires what is due, and tells again what the read model lacks. */
  async wake(call: WakeCall): Promise<Flush> {
    return await this.receive({ ...call, inputs: [{ kind: "woken", resend: call.resend }] })
  }

  /** Takes down that somebody has opened or clicked; needs neither the database nor any other object (UNS-19). */
  async touch(touch: Omit<Touch, "at">): Promise<void> {
    if (this.stored !== null) await holdTouch(this.ctx.storage, { ...touch, at: this.now() })
  }

  /** Judges what was opened and clicked, once it has waited long enough to be judged (UNS-16). */
  async judge(): Promise<Flush> {
    return (await judgeHeld(this.ctx.storage, (inputs) => this.react(inputs, {}))) ?? nothing
  }

  /** The last-moment check before a provider is called (SEND-6). Writes only when it refuses for good. */
  async begin(call: BeginCall): Promise<BeginResult> {
    await loadClock(this.env)
    this.forgetProjected(call.projectedSeq)
    const around = await this.around([], call)
    if (this.stored === null || around === null) return { kind: "no", why: "noSuchMember", flush: nothing }
    const answer = begin(this.stored.state, call.deliveryId, { ...around, now: this.now() })
    if (answer.kind === "go") {
      if (answer.state !== null) this.stored = commit(this.ctx.storage, { ...this.stored, state: answer.state })
      return { kind: "go", order: answer.order }
    }
    return { kind: "no", why: answer.why, flush: this.keep(answer.reaction === null ? [] : [answer.reaction]) }
  }

  /** The truth about this member, or null when the object was never used. */
  async read(): Promise<MemberTruth | null> {
    return this.stored === null ? null : truthOf(this.stored)
  }

  /** All that the object knows of the member, or null when it was never used: for plays of a flow (ANA-6). */
  async state(): Promise<MemberState | null> {
    return this.stored?.state ?? null
  }

  /** Why this member is or is not in a campaign's flow (ANA-5); null when there is no such campaign. */
  async explain(campaignId: string): Promise<Explanation | null> {
    await loadClock(this.env)
    return this.stored === null ? null : await explainIn(this.env, this.stored.state, { campaignId, now: this.now() })
  }

  /** Whether a delivery was made for this member and is still remembered. */
  async knowsDelivery(deliveryId: string): Promise<boolean> {
    return this.stored !== null && deliveryAt(this.stored.state, deliveryId) !== undefined
  }

  /** MEM-8: forgets everything but that it has. */
  async erase(): Promise<void> {
    this.stored = null
    this.erasures++
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
    markErased(this.ctx.storage)
  }

  /** Sets the alarm anew after the local clock was moved. */
  async rearm(): Promise<void> {
    await loadClock(this.env)
    if (this.stored !== null) setAlarm(this.ctx.storage, alarmAt(this.stored.state))
  }

  override async alarm(): Promise<void> {
    try {
      await loadClock(this.env)
      if (this.stored === null) return
      // The platform has taken the alarm off.
      this.stored = { ...this.stored, alarm: null }
      const judged = await this.judge()
      if (judged !== nothing) await sendFlush(this.env, judged)
      const due = alarmAt(this.stored.state)
      if (due === null || due > this.now()) return await this.retell(this.stored.state.id)
      if (this.stored.unsent.length > unsentMax)
        this.forgetProjected(await projectedSeq(this.env.DB, this.stored.state.id))
      await sendFlush(this.env, await this.react([{ kind: "woken" }], {}))
    } catch (error) {
      console.error("A member's alarm failed and is tried again", error)
      // A timer that was set meanwhile may come before it.
      await wakeBy(this.ctx.storage, realClock.now() + alarmRetryMs)
    }
  }

  /** Nothing is due: tells what the read model lacks, until it has it. No sweep comes for it while the member is idle. */
  private async retell(id: string): Promise<void> {
    this.forgetProjected(await projectedSeq(this.env.DB, id))
    await this.rearm()
    const records = this.stored?.unsent ?? []
    if (records.length === 0) return
    await wakeBy(this.ctx.storage, realClock.now() + retellMs)
    await sendFlush(this.env, { records, wakeups: [] })
  }

  /** Makes the member from its row when the object is used for the first time. */
  private async prepare(call: Pick<ReceiveCall, "seed" | "projectedSeq" | "at">): Promise<void> {
    await loadClock(this.env)
    this.forgetProjected(call.projectedSeq)
    const id = this.ctx.id.name
    if (this.stored !== null || id === undefined) return
    // Of an erased member the caller may know what is true no more.
    const given = isErased(this.ctx.storage) ? undefined : call.seed
    const { erasures } = this
    const seed = given ?? (await loadSeed(this.env.DB, id))
    if (erasures !== this.erasures) return await this.prepare(call)
    if (this.stored !== null || seed === null) return
    this.stored = firstStored(id, seed, call.at ?? appClock.now())
  }

  /** What a reaction may look at, not older than what another one has seen in the meantime; null: there is no member. */
  private async around(inputs: readonly MemberInput[], known: Known): Promise<Omit<World, "now"> | null> {
    while (this.stored !== null) {
      const around = await lookAround(this.env, this.stored.state, inputs, known)
      if (this.stored !== null && !isOutdated(this.stored.state, around.rules)) return around
    }
    return null
  }

  private async react(inputs: readonly MemberInput[], known: Known, at?: number): Promise<Flush> {
    const around = await this.around(inputs, known)
    if (this.stored === null || around === null) return nothing
    const world = { ...around, now: this.now(at) }
    const { records, wakeups } = this.keep(reactAll(this.stored.state, inputs, world))
    const { state } = this.stored
    return { records, wakeups: wakeups.map((wakeup) => withLeave(state, wakeup, world)) }
  }

  /**
   * Commits what the engine decided; the last reaction's state is the member's. The flush has every record that the read
   * model may lack, not only the new one: it takes the number of a record for a receipt of all before it.
   */
  private keep(reactions: readonly Reaction[]): Flush {
    if (this.stored === null) return nothing
    const { state = this.stored.state } = reactions.at(-1) ?? {}
    const records = mergeRecords(reactions.flatMap((r) => r.record ?? []))
    // The state may have changed without a record: which rule set it was decided by is the member's own knowledge.
    if (state !== this.stored.state) {
      const overtaken = isOvertaken(this.stored.state, state, records)
      const changed = { ...this.stored, state, unsent: [...this.stored.unsent, ...records] }
      this.stored = commit(this.ctx.storage, changed, overtaken ? realClock.now() + retellMs : null)
    }
    return { records: this.stored.unsent, wakeups: reactions.flatMap((r) => r.wakeups) }
  }

  /** Drops records that the read model has; written with the next commit. */
  private forgetProjected(seq: number | undefined): void {
    if (this.stored === null || seq === undefined) return
    this.stored = { ...this.stored, unsent: this.stored.unsent.filter((record) => record.seq > seq) }
  }

  /** The later of the clock (or `at`) and the member's last reaction: a member's time never runs backwards. */
  private now(at: number = appClock.now()): number {
    return Math.max(at, this.stored?.state.lastAt ?? at)
  }
}
