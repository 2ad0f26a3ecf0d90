import type { DeliveryReport } from "../../src/engine/types"
import { csvOf, ndjsonOf, streamOf } from "./files"
import { momentOf } from "./oracle/clocks"
import type { World } from "./platform/world"
import {
  type CampaignPlan,
  type Channel,
  type Flow,
  type Happening,
  type ProfilePlan,
  type Scenario,
  subjectOf,
} from "./scenario"
import type { SystemExports } from "./system/entry"

/** What our names (`c1`, `s1`) are called in the system. */
export interface Names {
  campaigns: Map<string, string>
  segments: Map<string, string>
  /** By channel and campaign (`sms c0`): the messages that others reuse. */
  messages: Map<string, string>
  categories: Map<string, string>
  occasions: Map<string, string>
}

/** Plays a scenario against the real system, through the verbs that its API calls. */
export class Driver {
  readonly names: Names = {
    campaigns: new Map(),
    segments: new Map(),
    messages: new Map(),
    categories: new Map(),
    occasions: new Map(),
  }
  /** Campaigns whose stop has been answered. */
  private readonly stops = new Map<string, "paused" | "cancelled">()
  /** Ends that were moved. */
  private readonly ends = new Map<string, string | null>()
  /** Members' words: a withdrawal counts from its answer, a return from when it was asked for. */
  private readonly words: { said: Consent; turn: number }[] = []
  /** Addresses by member and channel: when one was asked for, and when that was answered (turns). */
  private readonly addresses = new Map<string, { to: string | null; asked: number; answered: number }[]>()
  /** Turns at which members have dismissed campaigns that never reset it. */
  private readonly dismissed = new Map<string, number>()
  /** Turns at which members were erased. */
  private readonly erased = new Map<string, number>()
  /** Refusals that were not expected. */
  readonly refused: string[] = []
  private readonly turns = new Map<string, Promise<void>>()
  private unanswered = 0

  constructor(
    private readonly world: World,
    private readonly scenario: Scenario,
  ) {}

  /** Whether every happening so far has got its answer. */
  get idle(): boolean {
    return this.unanswered === 0
  }

  /** Why a campaign may send nothing any more, or null. */
  stopOf(campaign: string): string | null {
    return this.stops.get(campaign) ?? null
  }

  /** The first instant at which a campaign sends nothing any more; null when it goes on. */
  endOf(campaign: string): number | null {
    const plan = this.planOf(campaign)
    const endsAt = this.ends.has(campaign) ? (this.ends.get(campaign) ?? null) : plan.endsAt
    return plan.atEnd === "stop" ? momentOf(endsAt, plan.timeZone, true) : null
  }

  /** Whether the member's last word before a turn was that it wants nothing of this. */
  hasUnsubscribed(of: { member: string; campaign: string; channel: string }, turn: number): boolean {
    return ["all", of.campaign].some((scope) => {
      const last = this.words.findLast(({ said }) => {
        return said.member === of.member && said.scope === scope && [of.channel, "all"].includes(said.channel)
      })
      return last !== undefined && last.said.status === "unsubscribed" && last.turn < turn
    })
  }

  /** Whether the member had dismissed the campaign for good before a turn. */
  hasDismissed({ member, campaign }: { member: string; campaign: string }, turn: number): boolean {
    return (this.dismissed.get(`${member} ${campaign}`) ?? turn) < turn
  }

  /** Whether a member had been erased before a turn. */
  isErased(member: string, turn: number): boolean {
    return (this.erased.get(member) ?? turn) < turn
  }

  /** Where a member must be written to from a turn on; undefined when nobody can say, since it is being changed. */
  addressOf(of: { member: string; channel: Channel }, turn: number): string | undefined {
    const all = this.addresses.get(`${of.member} ${of.channel}`) ?? []
    const known = all.findLast((one) => one.answered < turn)
    const isOpen = all.some((one) => one !== known && one.asked >= (known?.asked ?? 0))
    return isOpen ? undefined : (known?.to ?? undefined)
  }

  /** Makes segments and campaigns, and puts the happenings on the clock. */
  async prepare(): Promise<void> {
    const { world, names } = this
    for (const [key, { at, timeZone }] of Object.entries(this.scenario.occasions)) {
      const occasion = { name: key, at: new Date(at).toISOString(), timeZone }
      names.occasions.set(key, (await world.insist((code, ctx) => code.createOccasion(ctx, occasion))).id)
    }
    for (const key of this.scenario.segments) {
      const rule = this.withIds(this.scenario.rules[key])
      const what = rule === undefined ? { kind: "list" as const } : { kind: "rule" as const, rule: rule as never }
      const made = await world.insist((code, ctx) => code.createSegment(ctx, { name: key, ...what }))
      names.segments.set(key, made.id)
    }
    for (const [key, { priority, ...policy }] of Object.entries(this.scenario.categories)) {
      const holder = { kind: "category" as const, name: key, priority, policy }
      const made = await world.insist((code, ctx) => code.createHolder(ctx, holder))
      names.categories.set(key, made.id)
    }
    for (const plan of this.scenario.campaigns) {
      if (plan.workflow !== null) {
        const { timeZone, workflow } = plan
        const kind = workflow.trigger === null ? { kind: "standalone" as const } : { kind: "internal" as const }
        const trigger = workflow.trigger === null ? {} : { trigger: { event: workflow.trigger } }
        const settings = { name: plan.key, timeZone, ...kind, ...trigger }
        const made = await world.insist((code, ctx) => code.createWorkflow(ctx, settings))
        names.campaigns.set(plan.key, made.id)
        continue
      }
      const made = await world.insist((code, ctx) => code.createCampaign(ctx, this.campaignOf(plan)))
      names.campaigns.set(plan.key, made.id)
      for (const content of this.lendable) {
        const message = await world.insist((code, ctx) => code.createMessage(ctx, { campaignId: made.id, ...content }))
        names.messages.set(`${content.channel} ${plan.key}`, message.id)
      }
    }
    for (const [index, happening] of this.scenario.happenings.entries()) {
      world.loop.at(happening.at, () => this.inTurn(happening, index))
    }
  }

  /** What each campaign has for others to reuse: in most worlds one text. */
  private get lendable() {
    const sms = { channel: "sms" as const, name: "Loan", text: "From {{ campaign.name }}" }
    const email = { channel: "email" as const, name: "Loan", subject: "From {{ campaign.name }}", html: "<p>Loan</p>" }
    const push = { channel: "push" as const, name: "Loan", title: "Loan", body: "From {{ campaign.name }}" }
    return Object.keys(this.scenario.occasions).length > 0 ? [sms, email, push] : [sms]
  }

  /** One caller per member and per campaign: the next call is made when the last has been answered. */
  private inTurn(happening: Happening, index: number): void {
    const key = subjectOf(happening)
    this.unanswered++
    const turn = (this.turns.get(key) ?? Promise.resolve()).then(async () => {
      try {
        await this.play(happening, index)
      } catch (error) {
        this.refused.push(`${happening.kind}: ${error instanceof Error ? error.message : String(error)}`)
      }
      this.unanswered--
    })
    this.turns.set(key, turn)
  }

  private async play(happening: Happening, index: number): Promise<void> {
    const { world } = this
    switch (happening.kind) {
      case "join":
      case "leave": {
        const kind = happening.kind === "join" ? "joins" : "leaves"
        const segmentId = this.segment(happening.segment)
        const items = [{ id: happening.member, occurredAt: new Date(happening.at).toISOString() }]
        const key = `happening-${index}`
        await world.insist((code, ctx) => code.accept(ctx, { kind, segmentId, items, key, source: "webhook" }))
        return
      }
      case "event": {
        const { member: memberId, name, properties } = happening
        const items = [{ memberId, name, properties, occurredAt: new Date(happening.at).toISOString() }]
        const key = `happening-${index}`
        await world.insist((code, ctx) => code.accept(ctx, { kind: "events", items, key, source: "webhook" }))
        return
      }
      case "profile":
        return await this.save(happening)
      case "erase":
        await world.insist(async (code, ctx) => {
          // Of an erasure whose answer was lost nobody is left.
          await code.eraseMember(ctx, { id: happening.member }).catch((error: unknown) => {
            if (!isMissing(error)) throw error
          })
        })
        this.erased.set(happening.member, world.loop.turns)
        return
      case "consent": {
        const { channel, status, member: id } = happening
        const scope = happening.scope === "all" ? "all" : `campaign:${this.campaign(happening.scope)}`
        if (status === "subscribed") this.words.push({ said: happening, turn: world.loop.turns })
        await world.insist((code, ctx) => code.setConsent(ctx, { id, consent: { channel, scope, status } }))
        if (status === "unsubscribed") this.words.push({ said: happening, turn: world.loop.turns })
        return
      }
      case "callback":
        return await this.callBack(happening, index)
      case "dismiss":
        await world.insist(async (_, ctx) => {
          const input = { kind: "dismissed" as const, campaignId: this.campaign(happening.campaign) }
          await ctx.members.tell(happening.member, [input])
        })
        if (this.isFinal(happening.campaign))
          this.dismissed.set(`${happening.member} ${happening.campaign}`, world.loop.turns)
        return
      case "data": {
        const { member: memberId, values } = happening
        const id = this.campaign(happening.campaign)
        await world.insist((code, ctx) => code.putData(ctx, { id, memberId, values }))
        return
      }
      case "attendance": {
        const { member: memberId, status } = happening
        const id = known(this.names.occasions, happening.occasion)
        await world.insist((code, ctx) => code.setAttendance(ctx, { id, memberId, status }))
        return
      }
      case "occasion": {
        const id = known(this.names.occasions, happening.occasion)
        const patch = { at: new Date(happening.to).toISOString() }
        await world.insist((code, ctx) => code.updateOccasion(ctx, { id, patch }))
        return
      }
      case "import":
        return await this.import(happening)
      default:
        return await this.change(happening)
    }
  }

  private async save({ member, patch }: Extract<Happening, { kind: "profile" }>): Promise<void> {
    const { world } = this
    const changes = this.noteAddresses(member, patch)
    await world.insist((code, ctx) => code.putMember(ctx, { id: member, patch: structuredClone(patch) }))
    for (const change of changes) change.answered = world.loop.turns
  }

  /** That a member's addresses are asked to change; whoever knows the answer says when. */
  private noteAddresses(member: string, patch: ProfilePlan): { answered: number }[] {
    return (["email", "phone"] as const).flatMap((field) => {
      const to = patch[field]
      if (to === undefined) return []
      const change = { to, asked: this.world.loop.turns, answered: Number.POSITIVE_INFINITY }
      const key = `${member} ${field === "email" ? "email" : "sms"}`
      this.addresses.set(key, [...(this.addresses.get(key) ?? []), change])
      return [change]
    })
  }

  private async callBack(happening: Extract<Happening, { kind: "callback" }>, index: number): Promise<void> {
    const { member, step, type } = happening
    const campaignId = this.campaign(happening.campaign)
    const last = this.world.provider.accepted.findLast(
      (one) => one.memberId === member && one.campaignId === campaignId && one.stepId === step,
    )
    if (last === undefined) return
    const input = { id: `callback-${index}`, deliveryId: last.deliveryId, report: reportOf(type), at: happening.at }
    await this.world.insist(async (_, ctx) => await ctx.members.report(member, input))
  }

  /** Whether a dismissal of the campaign holds for ever (CAM-11, CAM-12). */
  private isFinal(campaign: string): boolean {
    const { dismissible, reset } = this.planOf(campaign)
    return dismissible && (reset === null || reset.what === "conversions")
  }

  private async import({ rows, segment, format }: Extract<Happening, { kind: "import" }>): Promise<void> {
    const { world } = this
    const segmentId = this.segment(segment)
    for (const { id, profile } of rows) this.noteAddresses(id, profile)
    const text = format === "csv" ? csvOf(rows) : ndjsonOf(rows)
    await world.insist((code, ctx) => code.startImport(ctx, { body: streamOf(text), format, segmentId }))
  }

  private async change(
    happening: Exclude<Extract<Happening, { campaign: string }>, { member: string }>,
  ): Promise<void> {
    const { world } = this
    const key = happening.campaign
    const id = this.campaign(key)
    switch (happening.kind) {
      case "publish": {
        const { flows, workflow } = this.planOf(key)
        const flow = flows[happening.flow]
        const ref = workflow === null ? { id } : { id, library: "workflows" as const }
        if (flow === undefined) throw new Error("There is no such flow")
        await world.insist((code, ctx) => code.saveFlow(ctx, { ...ref, flow: this.flowOf(code, flow), ifMatch: null }))
        const move = happening.move === undefined ? {} : { move: happening.move }
        await world.insist((code, ctx) => code.publishCampaign(ctx, { ...ref, ...move }))
        return
      }
      case "pause":
        if (await this.once(world.insist((code, ctx) => code.pauseCampaign(ctx, { id })))) this.stops.set(key, "paused")
        return
      case "resume": {
        const { overdue } = happening
        this.stops.delete(key)
        await this.once(world.insist((code, ctx) => code.resumeCampaign(ctx, { id, overdue })))
        return
      }
      case "cancel":
        if (await this.once(world.insist((code, ctx) => code.cancelCampaign(ctx, { id }))))
          this.stops.set(key, "cancelled")
        return
      case "ends":
        this.ends.set(key, null)
        await world.insist((code, ctx) => code.updateCampaign(ctx, { id, patch: { endsAt: happening.endsAt } }))
        this.ends.set(key, happening.endsAt)
    }
  }

  /** A verb whose answer was lost may have taken effect: then the second try does not fit any more. */
  private async once(call: Promise<unknown>): Promise<boolean> {
    try {
      await call
      return true
    } catch (error) {
      if (!this.world.restless) throw error
      return false
    }
  }

  private campaignOf(plan: CampaignPlan) {
    const { key, timeZone, startsAt, endsAt, atEnd, reentry, onLeave, enrol, goal, afterConversion } = plan
    const { dismissible, reset, dataFields } = plan
    const segmentIds = plan.segments.map((segment) => this.segment(segment))
    const rest = { dismissible, reset, dataFields, ...(goal === null ? {} : { goal }) }
    const settings = { atEnd, reentry, onLeave, enrol, afterConversion, ...rest }
    const categoryId = plan.category === null ? null : known(this.names.categories, plan.category)
    return { kind: "flow" as const, name: key, timeZone, segmentIds, startsAt, endsAt, categoryId, ...settings }
  }

  /** The flow with the system's ids in place of our names. */
  private flowOf(code: SystemExports, flow: Flow) {
    return code.flowSchema.parse(this.withIds(flow))
  }

  /** The same with the system's ids in place of our names (`$segment:a`). */
  private withIds<T>(plan: T): T {
    if (plan === undefined) return plan
    const { segments: segment, campaigns: campaign, messages: message, occasions: occasion } = this.names
    const kinds: Record<string, ReadonlyMap<string, string>> = { segment, campaign, message, occasion }
    const text = JSON.stringify(plan).replace(/"\$(\w+):([\w ]+)"/g, (_, kind: string, key: string) =>
      JSON.stringify(known(kinds[kind] ?? new Map(), key)),
    )
    return JSON.parse(text) as T
  }

  private planOf(key: string): CampaignPlan {
    const plan = this.scenario.campaigns.find((one) => one.key === key)
    if (plan === undefined) throw new Error(`No campaign ${key}`)
    return plan
  }

  private segment(key: string): string {
    return known(this.names.segments, key)
  }

  private campaign(key: string): string {
    return known(this.names.campaigns, key)
  }
}

type Consent = Extract<Happening, { kind: "consent" }>

function known(names: ReadonlyMap<string, string>, key: string): string {
  const id = names.get(key)
  if (id === undefined) throw new Error(`${key} has no id yet`)
  return id
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "notFound"
}

function reportOf(type: Extract<Happening, { kind: "callback" }>["type"]): DeliveryReport {
  switch (type) {
    case "bounced":
      return { type, permanent: true }
    case "opened":
    case "clicked":
      return { type, machine: false }
    case "delivered":
    case "complained":
      return { type }
  }
}
