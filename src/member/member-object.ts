import { DurableObject } from "cloudflare:workers"
import { realClock } from "../core/clock"
import { randomText } from "../core/ids"
import { realRandom } from "../core/random"
import { begin } from "../engine/begin"
import { alarmAt, wanted } from "../engine/due"
import { type Explanation, explain } from "../engine/explain"
import { outdatedCampaigns } from "../engine/lifecycle"
import { type Reaction, react } from "../engine/react"
import { runRows } from "../engine/rows"
import { createMember, deliveryAt } from "../engine/state"
import type { CampaignControl, MemberInput } from "../engine/types"
import type { CampaignDefinition } from "../engine/world"
import type { Env } from "../env"
import { appClock, loadClock } from "../platform/clock"
import { forgetControls, loadDefinition, loadDefinitions } from "../platform/definitions"
import { type Flush, sendFlush } from "../platform/send"
import type { BeginCall, BeginResult, MemberTruth, ReceiveCall, WakeCall } from "./calls"
import { mergeRecords } from "./merge"
import { loadSeed } from "./seed"
import { commit, load, type Stored, setAlarm } from "./store"

/** Unprojected records kept before a wake sends them all again. */
const unsentMax = 8
/** Pause before an alarm that failed is tried again, in ms. The platform's own retries end after two minutes. */
const alarmRetryMs = 10_000
const uidLength = 16
const nothing: Flush = { records: [], wakeups: [] }

/** One member (architecture.md): wiring only. Load, look around, let the engine decide, commit once, hand on what follows. */
export class MemberObject extends DurableObject<Env> {
  private loaded: { stored: Stored | null } | null = null

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
    // A caller that knows how far the read model is gets all that it lacks, not only what is new.
    const lacking = call.projectedSeq === undefined ? [] : (this.stored?.unsent ?? [])
    const flush = await this.react(call.inputs, call.controls, call.at)
    return { records: [...lacking, ...flush.records], wakeups: flush.wakeups }
  }

  /** Fires what is due, and tells again what the read model lacks. */
  async wake(call: WakeCall): Promise<Flush> {
    return await this.receive({ ...call, inputs: [{ kind: "woken", resend: call.resend }] })
  }

  /** The last-moment check before a provider is called (SEND-6). Writes only when it refuses for good. */
  async begin(call: BeginCall): Promise<BeginResult> {
    await loadClock(this.env)
    this.forgetProjected(call.projectedSeq)
    const campaigns = await this.campaigns([], call.controls)
    if (this.stored === null) return { kind: "no", why: "noSuchMember", flush: nothing }
    const answer = begin(this.stored.state, call.deliveryId, { now: this.now(), campaigns, rules: null })
    if (answer.kind === "go") return answer
    return { kind: "no", why: answer.why, flush: answer.reaction === null ? nothing : this.keep([answer.reaction]) }
  }

  /** The truth about this member, or null when the object was never used. */
  async read(): Promise<MemberTruth | null> {
    if (this.stored === null) return null
    const { state, createdAt } = this.stored
    return {
      id: state.id,
      profile: state.profile,
      consent: state.consent,
      memberships: state.memberships,
      runs: runRows(state),
      createdAt,
      updatedAt: state.lastAt,
    }
  }

  /** Why this member is or is not in a campaign's flow (ANA-5); null when there is no such campaign. */
  async explain(campaignId: string): Promise<Explanation | null> {
    await loadClock(this.env)
    if (this.stored === null) return null
    const definition = await loadDefinition(this.env, campaignId)
    return definition === null ? null : explain(this.stored.state, definition, this.now())
  }

  /** Whether a delivery was made for this member and is still remembered. */
  async knowsDelivery(deliveryId: string): Promise<boolean> {
    return this.stored !== null && deliveryAt(this.stored.state, deliveryId) !== undefined
  }

  /** MEM-8: forgets everything. */
  async erase(): Promise<void> {
    this.stored = null
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
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
      const due = alarmAt(this.stored.state)
      if (due === null || due > this.now()) return await this.rearm()
      const lost = this.stored.unsent.length > unsentMax ? this.stored.unsent : []
      const flush = await this.react([{ kind: "woken" }], undefined)
      await sendFlush(this.env, { records: [...lost, ...flush.records], wakeups: flush.wakeups })
      this.forgetProjected(flush.records.at(-1)?.seq)
    } catch (error) {
      console.error("A member's alarm failed and is tried again", error)
      await this.ctx.storage.setAlarm(realClock.now() + alarmRetryMs)
    }
  }

  /** Makes the member from its row when the object is used for the first time. */
  private async prepare(call: Pick<ReceiveCall, "seed" | "projectedSeq" | "at">): Promise<void> {
    await loadClock(this.env)
    this.forgetProjected(call.projectedSeq)
    const id = this.ctx.id.name
    if (this.stored !== null || id === undefined) return
    const seed = call.seed ?? (await loadSeed(this.env.DB, id))
    if (this.stored !== null || seed === null) return
    const { profile, memberships, createdAt } = seed
    const now = call.at ?? appClock.now()
    const state = createMember({ id, uid: randomText(realRandom, uidLength), profile, memberships, now })
    this.stored = { state, unsent: [], alarm: null, createdAt }
  }

  /** The campaigns that a reaction to these inputs may look at. */
  private async campaigns(
    inputs: readonly MemberInput[],
    controls: readonly CampaignControl[] = [],
  ): Promise<ReadonlyMap<string, CampaignDefinition>> {
    if (this.stored === null) return new Map()
    const { state } = this.stored
    const campaigns = await loadDefinitions(this.env, wanted(state, inputs), controls)
    const outdated = outdatedCampaigns(state, { now: state.lastAt, campaigns, rules: null })
    if (outdated.length === 0) return campaigns
    forgetControls(outdated)
    const current = controls.filter((control) => !outdated.includes(control.id))
    return await loadDefinitions(this.env, wanted(state, inputs), current)
  }

  private async react(
    inputs: readonly MemberInput[],
    controls?: readonly CampaignControl[],
    at?: number,
  ): Promise<Flush> {
    const campaigns = await this.campaigns(inputs, controls)
    if (this.stored === null) return nothing
    const now = this.now(at)
    const reactions: Reaction[] = []
    let state = this.stored.state
    for (const input of inputs) {
      const reaction = react(state, input, { now, campaigns, rules: null })
      state = reaction.state
      reactions.push(reaction)
    }
    return this.keep(reactions)
  }

  /** Commits what the engine decided; the last reaction's state is the member's. */
  private keep(reactions: readonly Reaction[]): Flush {
    const state = reactions.at(-1)?.state
    const records = mergeRecords(reactions.flatMap((r) => r.record ?? []))
    const wakeups = reactions.flatMap((r) => r.wakeups)
    if (state === undefined || this.stored === null || (records.length === 0 && wakeups.length === 0)) return nothing
    const changed = { ...this.stored, state, unsent: [...this.stored.unsent, ...records] }
    this.stored = commit(this.ctx.storage, changed)
    return { records, wakeups }
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
