import { settleDown } from "./aftermath"
import { begin } from "./begin"
import { isMessageChannel } from "./consent"
import { commit, createDraft, type Reaction } from "./draft"
import { afresh, nextToSend, taken } from "./dry-run"
import { dueAt } from "./due"
import { stepOf } from "./flow"
import { fractionOf } from "./fraction"
import { forecastReactionsMax } from "./limits"
import { react } from "./react"
import type { Where } from "./rules"
import { type MemberState, parseDeliveryId, type Run } from "./state"
import type { WaitForEventStep } from "./steps/wait-for-event"
import { startRun } from "./transition"
import type { Channel, DeliveryReport, MemberInput } from "./types"
import type { CampaignDefinition, RuleSet, World } from "./world"

/** How long after its sending a message is taken to be opened or clicked, in ms. */
const reactionMs = 3_600_000

/** What members were seen to do at a campaign's steps so far: shares from 0 to 1, null where too little has been seen. */
export interface Observed {
  /** Of those who waited for something at a step, for whom it happened. */
  happened(stepId: string): number | null
  /** Of the messages of a step, how many were opened or clicked. */
  did(stepId: string, what: "opened" | "clicked"): number | null
}

/** One member's future as far as it can be told (ANA-7). */
export interface PlayAhead {
  /** The member as it is. It is not changed. */
  state: MemberState
  /** Whose messages are asked for. */
  campaignId: string
  /** The campaigns that the member is in, with all that they refer to, as they are now. */
  campaigns: ReadonlyMap<string, CampaignDefinition>
  rules: RuleSet | null
  /** Epoch ms: the present, and the first instant that is not asked for any more. */
  from: number
  until: number
  /** The member enters the flow at this instant (epoch ms), whatever it has done in it before; null: only what it is in counts. */
  enters: number | null
  observed: Observed
}

export interface ExpectedMessage {
  /** Epoch ms. */
  at: number
  channel: Channel
}

/**
 * The messages of a campaign that a member will get: its runs are played through all waits by the engine that runs them,
 * with every delay, window, cap and quiet hour. What people will do is not known: they do it at the shares observed so
 * far, always the same ones of them. Deterministic; nothing is sent.
 */
export function playAhead(input: PlayAhead): ExpectedMessage[] {
  const play = new Ahead(input)
  play.begin()
  for (let n = 0; n < forecastReactionsMax && play.goOn(); n++);
  return play.messages
}

class Ahead {
  readonly messages: ExpectedMessage[] = []
  private now: number
  private state: MemberState
  private campaigns: Map<string, CampaignDefinition>
  /** What members and campaigns will do, soonest first. */
  private coming: { at: number; act: () => void }[] = []
  private readonly asked = new Set<string>()

  constructor(private readonly input: PlayAhead) {
    this.now = Math.max(input.from, input.enters ?? input.from)
    const { state, campaignId } = input
    this.state = input.enters === null ? state : afresh({ state, campaignId, startAt: this.now })
    this.campaigns = new Map(input.campaigns)
  }

  private get world(): World {
    return { now: Math.max(this.now, this.state.lastAt), campaigns: this.campaigns, rules: this.input.rules }
  }

  begin(): void {
    for (const { control } of this.campaigns.values()) {
      if (control.endsAt !== null && control.endsAt > this.now)
        this.expect(control.endsAt, () => this.changeStatus(control.id, "ended"))
    }
    const { enters, campaignId } = this.input
    const definition = this.campaigns.get(campaignId)
    if (enters !== null && definition !== undefined) {
      const live = { ...definition, control: { ...definition.control, status: "active" as const, startsAt: null } }
      this.campaigns.set(campaignId, live)
      const flow = live.flows.get(live.control.version ?? -1)
      if (flow === undefined) return
      const draft = createDraft(this.state, this.world, false)
      startRun(draft, live, flow)
      settleDown(draft)
      this.keep(commit(draft, false))
    }
    this.send()
    this.lookAtWaits()
  }

  /** Does what comes next; false when nothing does before the end. */
  goOn(): boolean {
    const due = dueAt(this.state)
    const [next] = this.coming
    const at = Math.max(this.now, Math.min(due ?? Number.POSITIVE_INFINITY, next?.at ?? Number.POSITIVE_INFINITY))
    if (at >= this.input.until || (this.state.runs.length === 0 && due === null)) return false
    const stuck = at === this.now && due !== null && due <= at && (next === undefined || next.at > at)
    this.now = at
    const before = this.state
    if (next !== undefined && next.at <= at) {
      this.coming.shift()
      next.act()
    } else this.tell({ kind: "woken" })
    this.send()
    this.lookAtWaits()
    return !stuck || this.state.seq > before.seq + 1 || dueAt(this.state) !== due
  }

  private tell(input: MemberInput): void {
    this.keep(react(this.state, input, this.world))
  }

  private changeStatus(campaignId: string, status: "ended"): void {
    const definition = this.campaigns.get(campaignId)
    if (definition === undefined) return
    const { control } = definition
    this.campaigns.set(campaignId, { ...definition, control: { ...control, status, rev: control.rev + 1 } })
    this.tell({ kind: "campaignChanged", campaignId })
  }

  private expect(at: number, act: () => void): void {
    this.coming = [...this.coming, { at, act }].toSorted((a, b) => a.at - b.at)
  }

  /** Sends all that may leave now. */
  private send(): void {
    const tried = new Set<string>()
    for (;;) {
      const next = nextToSend(this.state, this.now, tried)
      if (next === undefined) return
      const answer = begin(this.state, next.id, this.world)
      if (answer.kind === "no") {
        if (answer.reaction !== null) this.keep(answer.reaction)
        continue
      }
      if (answer.state !== null) this.state = answer.state
      const result = taken(answer.order, this.now)
      this.tell({ kind: "deliverySettled", deliveryId: next.id, result })
    }
  }

  private keep(reaction: Reaction): void {
    this.state = reaction.state
    for (const entry of reaction.record?.entries ?? []) {
      if (entry.type !== "deliverySent" || entry.campaignId !== this.input.campaignId) continue
      if (!isMessageChannel(entry.channel)) continue
      if (this.now < this.input.until) this.messages.push({ at: this.now, channel: entry.channel })
      this.expectReactions(entry.deliveryId, entry.stepId)
    }
  }

  /** Opens and clicks, but for those that a step waits for: they have a share of their own. */
  private expectReactions(deliveryId: string, stepId: string): void {
    for (const type of ["opened", "clicked"] as const) {
      if (this.awaited(stepId, type)) continue
      const share = this.input.observed.did(stepId, type)
      if (share === null || fractionOf(`${deliveryId} ${type}`) >= share) continue
      this.expect(this.now + reactionMs, () => this.report(deliveryId, type))
    }
  }

  private report(deliveryId: string, type: "opened" | "clicked" | "replied"): void {
    const report: DeliveryReport = type === "replied" ? { type, text: "" } : { type, machine: false }
    this.tell({ kind: "deliveryReported", id: `${deliveryId} ${type}`, deliveryId, report, at: this.now })
  }

  private awaited(stepId: string, did: string): boolean {
    const flow = this.flowOf(this.input.campaignId)
    return Object.values(flow?.steps ?? {}).some((step) => {
      const { event } = step as Partial<WaitForEventStep>
      return (
        step.type === "waitForEvent" &&
        event !== undefined &&
        "message" in event &&
        event.message === stepId &&
        event.did === did
      )
    })
  }

  /** Those who wait for something do it half-way to its time-out, at the share that was observed at the step. */
  private lookAtWaits(): void {
    for (const run of this.state.runs) {
      const { campaignId, wait } = run
      if (campaignId !== this.input.campaignId || wait?.type !== "waitForEvent" || wait.detected) continue
      if (wait.until === null || wait.until <= this.now) continue
      const visit = `${run.id}.${run.stepId}.${run.visit}`
      if (this.asked.has(visit)) continue
      this.asked.add(visit)
      const share = this.input.observed.happened(run.stepId)
      if (share === null || fractionOf(`${visit} happened`) >= share) continue
      const at = this.now + Math.floor((wait.until - this.now) / 2)
      this.expect(at, () => this.happen(run))
    }
  }

  private happen(run: Run): void {
    const flow = this.campaigns.get(run.campaignId)?.flows.get(run.version)
    const step = flow && (stepOf(flow, run.stepId) as unknown as WaitForEventStep | undefined)
    if (step === undefined || step.type !== "waitForEvent") return
    if ("name" in step.event) {
      const { name, where = [] } = step.event
      const id = `forecast.${run.id}.${run.stepId}.${run.visit}`
      this.tell({ kind: "eventHappened", id, name, at: this.now, properties: fitting(where) })
      return
    }
    const { message, did } = step.event
    const sent = this.state.deliveries.findLast(({ id }) => {
      const origin = parseDeliveryId(id)
      return origin?.runId === run.id && origin.stepId === message
    })
    if (sent !== undefined) this.report(sent.id, did)
  }

  private flowOf(campaignId: string) {
    const definition = this.campaigns.get(campaignId)
    return definition?.flows.get(definition.control.version ?? -1)
  }
}

/** Properties that meet most filters; where they do not, the wait ends by its time-out. */
function fitting(where: Where): Record<string, unknown> {
  return Object.fromEntries(where.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
}
