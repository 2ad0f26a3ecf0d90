import { settleDown } from "./aftermath"
import { begin } from "./begin"
import { commit, createDraft, type Reaction } from "./draft"
import { dueAt } from "./due"
import { stepOf } from "./flow"
import { dryRunEntriesMax, dryRunHorizonMs } from "./limits"
import { react } from "./react"
import { type Delivery, type EndedRun, isUnsettled, type MemberState } from "./state"
import { startRun } from "./transition"
import type { JournalEntry, OutboundChannel, Reason, SendOrder, SettleResult, WaitExplanation } from "./types"
import type { CampaignDefinition, RuleSet, World } from "./world"

/** What is played (ANA-6). */
export interface DryRunInput {
  /** A member as known, or a made-up one (`createMember`). It is not changed. */
  state: MemberState
  /** The campaign or workflow whose flow is run: it need be neither active nor published, nor the member in its segments. */
  campaignId: string
  /** It and the campaigns that it refers to; the flow is that of its control's `version`. */
  campaigns: ReadonlyMap<string, CampaignDefinition>
  rules: RuleSet | null
  /** Epoch ms. */
  startAt: number
  /** What the member will do, in any order; what lies before `startAt` has happened by then. */
  events: readonly { at: number; name: string; properties: Record<string, unknown> }[]
  /** Plays the provider, or the called service; absent: every message is taken, every call answered with 200 and nothing. */
  play?: (order: SendOrder, now: number) => SettleResult
}

/** One line of the timeline. */
export interface DryRunEntry {
  /** Epoch ms. */
  at: number
  /** What happened; the last line may say instead that the horizon or the most lines were reached. */
  type: JournalEntry["type"] | "horizonReached" | "entriesReached"
  campaignId: string | null
  runId: string | null
  stepId: string | null
  visit: number | null
  stepType: string | null
  outcome?: string
  deliveryId?: string
  channel?: OutboundChannel
  reason?: Reason
  detail?: string
  /** Of an event: its name. */
  name?: string
  wait?: WaitExplanation
  /** Of a deferral: until when, by which rule, and for which earlier messages. */
  deferral?: { until: number; rule: string; because: string[] }
  /** Of a sent message: what its sender was given, to render it by. */
  order?: SendOrder
}

/**
 * Plays a flow for one member through all waits, with the same engine that runs it: until the run has ended, five years
 * have passed or a thousand lines are full. Nothing is sent and nothing is kept. Throws nothing; a flow that is not in
 * `campaigns` gives no lines.
 */
export function dryRun(input: DryRunInput): DryRunEntry[] {
  const play = new Play(input)
  play.start()
  const events = input.events.toSorted((a, b) => a.at - b.at)
  const horizon = input.startAt + dryRunHorizonMs
  while (play.isUnderWay()) {
    play.send()
    const [event] = events
    const next = Math.min(event?.at ?? Number.POSITIVE_INFINITY, play.due() ?? Number.POSITIVE_INFINITY)
    if (!play.isUnderWay() || next === Number.POSITIVE_INFINITY) break
    if (next > horizon) return play.told("horizonReached", horizon)
    if (play.entries.length >= dryRunEntriesMax) return play.told("entriesReached", play.now)
    if (event && event.at <= next) play.happen(events.shift() ?? event)
    else if (!play.wake(next)) break
  }
  return play.entries.slice(0, dryRunEntriesMax)
}

/** The member and the clock of one dry run. */
class Play {
  readonly entries: DryRunEntry[] = []
  now: number
  private state: MemberState
  private readonly campaigns: ReadonlyMap<string, CampaignDefinition>
  private readonly orders = new Map<string, SendOrder>()
  private events = 0

  constructor(private readonly input: DryRunInput) {
    this.now = input.startAt
    this.state = afresh(input)
    this.campaigns = withLive(input)
  }

  private get world(): World {
    return { now: this.now, campaigns: this.campaigns, rules: this.input.rules }
  }

  start(): void {
    const definition = this.campaigns.get(this.input.campaignId)
    const flow = definition?.flows.get(definition.control.version ?? -1)
    if (!definition || !flow) return
    const draft = createDraft(this.state, this.world, false)
    startRun(draft, definition, flow)
    settleDown(draft)
    this.keep(commit(draft, false))
  }

  isUnderWay(): boolean {
    return this.state.runs.length > 0
  }

  due(): number | null {
    return dueAt(this.state)
  }

  happen({ at, name, properties }: DryRunInput["events"][number]): void {
    this.now = Math.max(this.now, at)
    const id = `dryRun.${++this.events}`
    this.keep(react(this.state, { kind: "eventHappened", id, name, at, properties }, this.world))
  }

  /** False: what is due cannot be done, nor ever will. */
  wake(at: number): boolean {
    this.now = Math.max(this.now, at)
    this.keep(react(this.state, { kind: "woken" }, this.world))
    this.send()
    const due = this.due()
    return due === null || due > this.now
  }

  /** Sends all that may leave now. */
  send(): void {
    const tried = new Set<string>()
    for (;;) {
      const next = nextToSend(this.state, this.now, tried)
      if (!next || this.entries.length >= dryRunEntriesMax) return
      const answer = begin(this.state, next.id, this.world)
      if (answer.kind === "no") {
        if (answer.reaction !== null) this.keep(answer.reaction)
        continue
      }
      if (answer.state !== null) this.state = answer.state
      this.orders.set(next.id, answer.order)
      const result = (this.input.play ?? taken)(answer.order, this.now)
      this.keep(react(this.state, { kind: "deliverySettled", deliveryId: next.id, result }, this.world))
    }
  }

  told(type: "horizonReached" | "entriesReached", at: number): DryRunEntry[] {
    const nowhere = { campaignId: null, runId: null, stepId: null, visit: null, stepType: null }
    return [...this.entries.slice(0, dryRunEntriesMax), { at, type, ...nowhere }]
  }

  private keep(reaction: Reaction): void {
    this.state = reaction.state
    for (const entry of reaction.record?.entries ?? [])
      if (!this.isOtherEntry(entry)) this.entries.push(this.lineOf(entry))
  }

  /** The run is played whatever leads into the flow: that nothing else does meanwhile is no news. */
  private isOtherEntry(entry: JournalEntry): boolean {
    return entry.type === "runNotStarted" && entry.campaignId === this.input.campaignId
  }

  private lineOf(entry: JournalEntry): DryRunEntry {
    const campaignId = "campaignId" in entry ? entry.campaignId : null
    const stepId = "stepId" in entry ? entry.stepId : null
    const line: DryRunEntry = {
      at: this.now,
      type: entry.type,
      campaignId,
      runId: "runId" in entry ? entry.runId : null,
      stepId,
      visit: "visit" in entry ? entry.visit : null,
      stepType: this.typeOf(campaignId, stepId),
    }
    if ("outcome" in entry) line.outcome = entry.outcome
    if ("deliveryId" in entry && entry.deliveryId !== undefined) line.deliveryId = entry.deliveryId
    if ("channel" in entry && entry.channel !== "all") line.channel = entry.channel
    if ("reason" in entry && isReason(entry)) line.reason = entry.reason
    if ("detail" in entry && entry.detail !== undefined) line.detail = entry.detail
    if ("name" in entry) line.name = entry.name
    if ("wait" in entry) line.wait = entry.wait
    if (entry.type === "deliveryDeferred") line.deferral = pick(entry)
    const order = entry.type === "deliverySent" ? this.orders.get(entry.deliveryId) : undefined
    if (order) line.order = order
    return line
  }

  private typeOf(campaignId: string | null, stepId: string | null): string | null {
    const definition = this.campaigns.get(campaignId ?? "")
    const flow = definition?.flows.get(definition.control.version ?? -1)
    return flow && stepId !== null ? (stepOf(flow, stepId)?.type ?? null) : null
  }
}

function pick({ until, rule, because }: Extract<JournalEntry, { type: "deliveryDeferred" }>) {
  return { until, rule, because }
}

/** A consent's reason is the member's own words, not one of ours. */
function isReason<E extends JournalEntry & { reason?: unknown }>(entry: E): entry is E & { reason: Reason } {
  return entry.type !== "consentChanged" && entry.reason !== undefined
}

/** The next delivery that may leave at `now`; each attempt once for one `tried`, where it is noted. */
export function nextToSend(state: MemberState, now: number, tried: Set<string>): Delivery | undefined {
  const attempt = ({ id, attempts }: Delivery) => `${id} ${attempts}`
  const next = state.deliveries.find((one) => isUnsettled(one) && (one.nextAt ?? 0) <= now && !tried.has(attempt(one)))
  if (next !== undefined) tried.add(attempt(next))
  return next
}

/** What a provider, or a called service, is taken to answer. */
export const taken = (order: SendOrder, now: number): SettleResult => ({
  status: "sent",
  at: now,
  providerId: null,
  to: "",
  ...(order.channel === "webhook" ? { answer: { at: now, status: 200, body: null } } : {}),
})

/** The member without what is under way, and without results of the flow that is played: they would keep it from sending. */
export function afresh({
  state,
  campaignId,
  startAt,
}: Pick<DryRunInput, "state" | "campaignId" | "startAt">): MemberState {
  const underWay = state.runs.map(({ campaignId: id, entry, startedAt }) => {
    const ended: EndedRun = { entry, startedAt, endedAt: startAt, status: "exited" }
    return [id, ended] as const
  })
  const { [campaignId]: _, ...results } = state.results
  return {
    ...state,
    seq: Math.max(1, state.seq),
    lastAt: startAt,
    runs: [],
    ended: { ...state.ended, ...Object.fromEntries(underWay) },
    results,
    resets: {},
    rules: { rev: 0, nextAt: null },
    deliveries: state.deliveries.filter((one) => !isUnsettled(one)),
  }
}

/** The campaigns with the one that is played as if it were active from ever; other flows take nobody in. */
function withLive({ campaigns, campaignId }: DryRunInput): ReadonlyMap<string, CampaignDefinition> {
  const played = campaigns.get(campaignId)
  if (!played) return campaigns
  const control = { ...played.control, status: "active", startsAt: null, pausedAt: null, onLeave: "continue" } as const
  const closed = new Map<string, CampaignDefinition>()
  for (const [id, one] of campaigns) closed.set(id, { ...one, control: { ...one.control, entryClosed: true } })
  return closed.set(campaignId, { ...played, control })
}
