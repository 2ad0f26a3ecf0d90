import type { DeliveryReport } from "../../src/engine/types"
import type { World } from "./platform/world"
import type { CampaignPlan, Flow, Happening, ProfilePlan, Scenario } from "./scenario"
import type { SystemExports } from "./system/entry"

/** What our names (`c1`, `s1`) are called in the system. */
export interface Names {
  campaigns: Map<string, string>
  segments: Map<string, string>
}

/** Plays a scenario against the real system, through the verbs that its API calls. */
export class Driver {
  readonly names: Names = { campaigns: new Map(), segments: new Map() }
  /** What the callers have been told: for the invariants. */
  readonly heard: { at: number; turn: number; happening: Happening }[] = []
  /** Refusals that were not expected. */
  readonly refused: string[] = []
  private readonly turns = new Map<string, Promise<void>>()
  private open = 0

  constructor(
    private readonly world: World,
    private readonly scenario: Scenario,
  ) {}

  /** Whether every happening so far has got its answer. */
  get idle(): boolean {
    return this.open === 0
  }

  /** Makes segments and campaigns, and puts the happenings on the clock. */
  async prepare(): Promise<void> {
    const { world, names } = this
    for (const key of this.scenario.segments) {
      const made = await world.insist((code, ctx) => code.createSegment(ctx, { name: key, kind: "list" }))
      names.segments.set(key, made.id)
    }
    for (const plan of this.scenario.campaigns) {
      const made = await world.insist((code, ctx) => code.createCampaign(ctx, this.campaignOf(plan)))
      names.campaigns.set(plan.key, made.id)
    }
    for (const [index, happening] of this.scenario.happenings.entries()) {
      world.loop.at(happening.at, () => this.inTurn(happening, index))
    }
  }

  /** One caller per member and per campaign: the next call is made when the last has been answered. */
  private inTurn(happening: Happening, index: number): void {
    const key = "member" in happening ? happening.member : happening.campaign
    this.open++
    const turn = (this.turns.get(key) ?? Promise.resolve()).then(async () => {
      try {
        await this.play(happening, index)
        this.heard.push({ at: this.world.loop.now, turn: this.world.loop.turns, happening })
      } catch (error) {
        this.refused.push(`${happening.kind}: ${error instanceof Error ? error.message : String(error)}`)
      }
      this.open--
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
        await world.insist((code, ctx) =>
          code.putMember(ctx, { id: happening.member, patch: patchOf(happening.patch) }),
        )
        return
      case "consent": {
        const { channel, status, member: id } = happening
        const scope = happening.scope === "all" ? "all" : `campaign:${this.campaign(happening.scope)}`
        await world.insist((code, ctx) => code.setConsent(ctx, { id, consent: { channel, scope, status } }))
        return
      }
      case "callback":
        return await this.callBack(happening, index)
      default:
        return await this.change(happening)
    }
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

  private async change(happening: Exclude<Happening, { member: string }>): Promise<void> {
    const { world } = this
    const id = this.campaign(happening.campaign)
    switch (happening.kind) {
      case "publish": {
        const flow = this.planOf(happening.campaign).flows[happening.flow]
        if (flow === undefined) throw new Error("There is no such flow")
        await world.insist((code, ctx) => code.saveFlow(ctx, { id, flow: this.flowOf(code, flow), ifMatch: null }))
        await world.insist((code, ctx) => code.publishCampaign(ctx, { id }))
        return
      }
      case "pause":
        return await this.once((again) => world.insist((code, ctx) => code.pauseCampaign(ctx, { id }).catch(again)))
      case "resume": {
        const { overdue } = happening
        return await this.once((again) =>
          world.insist((code, ctx) => code.resumeCampaign(ctx, { id, overdue }).catch(again)),
        )
      }
      case "cancel":
        return await this.once((again) => world.insist((code, ctx) => code.cancelCampaign(ctx, { id }).catch(again)))
      case "ends":
        await world.insist((code, ctx) => code.updateCampaign(ctx, { id, patch: { endsAt: happening.endsAt } }))
    }
  }

  /** A verb whose answer was lost may have taken effect: then the second try does not fit any more, which is an answer too. */
  private async once(call: (again: (error: unknown) => never) => Promise<unknown>): Promise<void> {
    let tries = 0
    try {
      await call((error) => {
        tries++
        throw error
      })
    } catch (error) {
      if (tries < 2) throw error
    }
  }

  private campaignOf(plan: CampaignPlan) {
    const { key, timeZone, startsAt, endsAt, atEnd, reentry, onLeave, enrol, goal, afterConversion } = plan
    const segmentIds = plan.segments.map((segment) => this.segment(segment))
    const settings = { atEnd, reentry, onLeave, enrol, afterConversion, ...(goal === null ? {} : { goal }) }
    return { kind: "flow" as const, name: key, timeZone, segmentIds, startsAt, endsAt, ...settings }
  }

  /** The flow with the system's ids in place of our names. */
  private flowOf(code: SystemExports, flow: Flow) {
    const text = JSON.stringify(flow).replace(/"\$segment:(\w+)"/g, (_, key: string) =>
      JSON.stringify(this.segment(key)),
    )
    return code.flowSchema.parse(JSON.parse(text))
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

function known(names: ReadonlyMap<string, string>, key: string): string {
  const id = names.get(key)
  if (id === undefined) throw new Error(`${key} has no id yet`)
  return id
}

function patchOf(patch: ProfilePlan) {
  return structuredClone(patch)
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
