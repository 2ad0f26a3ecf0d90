import { DateTime } from "luxon"
import { begin } from "../../src/engine/begin"
import { dueAt } from "../../src/engine/due"
import { type Flow, flowSchema } from "../../src/engine/flow"
import { type Reaction, react } from "../../src/engine/react"
import { createMember, isUnsettled, type MemberState } from "../../src/engine/state"
import type { ActivityRecord, CampaignControl, MemberInput, Profile } from "../../src/engine/types"
import type { CampaignDefinition, World } from "../../src/engine/world"

/** Epoch ms of an ISO instant. */
export const ms = (iso: string): number => Date.parse(iso)
/** The ISO instant of epoch ms. */
export const iso = (at: number | null): string | null => (at === null ? null : DateTime.fromMillis(at).toUTC().toISO())

export const start = ms("2027-01-04T12:00:00.000Z")

export const profile = (patch: Partial<Profile> = {}): Profile => ({
  email: "ana@example.com",
  phone: "+59899123456",
  locale: "es",
  timeZone: "America/Montevideo",
  push: [{ kind: "fcm", token: "token-1" }],
  attributes: {},
  ...patch,
})

export const control = (patch: Partial<CampaignControl> = {}): CampaignControl => ({
  id: "c1",
  rev: 1,
  kind: "flow",
  name: "Onboarding",
  status: "active",
  timeZone: "America/Montevideo",
  segmentIds: ["s1"],
  startsAt: null,
  endsAt: null,
  atEnd: "stop",
  reentry: "never",
  onLeave: "continue",
  lateness: 86_400_000,
  goal: null,
  afterConversion: "stop",
  dismissible: false,
  reset: null,
  unsubscribe: { scope: "campaign", channels: "this" },
  categoryId: null,
  groupId: null,
  version: 1,
  pausedAt: null,
  entryClosed: false,
  joinedAfter: null,
  trigger: null,
  policies: [],
  moves: {},
  uses: { campaignIds: [], occasions: [] },
  dataFields: [],
  ...patch,
})

/** A step's JSON without what every test would repeat. */
export const emailStep = (next: string, more: object = {}) => ({
  type: "email",
  message: { subject: "Hello", html: "<p>Hi</p>" },
  outcomes: { sent: next },
  ...more,
})
export const smsStep = (next: string, more: object = {}) => ({
  type: "sms",
  message: { text: "Hi" },
  outcomes: { sent: next },
  ...more,
})
export const delayStep = (delay: object, next: string, more: object = {}) => ({
  type: "delay",
  delay,
  outcomes: { done: next, ...more },
})
export const endStep = { type: "end" }

export const flowOf = (start: string, steps: Record<string, object>): Flow => flowSchema.parse({ start, steps })

export const definition = (flow: Flow, patch: Partial<CampaignControl> = {}): CampaignDefinition => ({
  control: control(patch),
  flows: new Map([[patch.version ?? 1, flow]]),
})

/** One member in a changeable world, with a sender that reports every delivery as sent when asked to. */
export class Stage {
  state: MemberState
  now = start
  readonly records: ActivityRecord[] = []
  readonly sent: { at: number; stepId: string; visit: number; channel: string; version: number }[] = []
  readonly campaigns = new Map<string, CampaignDefinition>()
  rules: World["rules"] = null

  constructor(...definitions: CampaignDefinition[]) {
    this.state = createMember({ id: "m1", uid: "u1", profile: profile(), memberships: [], now: start })
    for (const one of definitions) this.campaigns.set(one.control.id, one)
  }

  get world(): World {
    return { now: this.now, campaigns: this.campaigns, rules: this.rules }
  }

  /** Applies an input; keeps its record. */
  do(input: MemberInput): Reaction {
    return this.keep(react(this.state, input, this.world))
  }

  join(segmentId = "s1", at = this.now): Reaction {
    return this.do({ kind: "joined", segmentId, at, source: "api" })
  }

  event(name: string, properties: Record<string, unknown> = {}, id = `${name}-${this.state.eventSeq}`): Reaction {
    return this.do({ kind: "eventHappened", id, name, at: this.now, properties })
  }

  /** Changes the campaign's control and tells the member. */
  change(patch: Partial<CampaignControl>, flow?: Flow): Reaction {
    const id = patch.id ?? "c1"
    const known = this.campaigns.get(id)
    if (!known) throw new Error(`No campaign ${id}`)
    const next = { ...known.control, rev: known.control.rev + 1, ...patch }
    const flows = new Map(known.flows)
    if (flow && next.version !== null) flows.set(next.version, flow)
    this.campaigns.set(id, { control: next, flows })
    return this.do({ kind: "campaignChanged", campaignId: id })
  }

  /** Sends all that may be sent now, until nothing is left. */
  send(): this {
    for (;;) {
      const next = this.state.deliveries.find((one) => isUnsettled(one) && (one.nextAt ?? 0) <= this.now)
      if (!next) return this
      const answer = begin(this.state, next.id, this.world)
      if (answer.kind === "no") {
        if (answer.reaction === null) return this
        this.keep(answer.reaction)
        continue
      }
      if (answer.state !== null) this.state = answer.state
      const { stepId, visit, channel, version } = answer.order
      this.sent.push({ at: this.now, stepId, visit, channel, version })
      const result = { status: "sent", at: this.now, providerId: "p", to: "somewhere" } as const
      this.do({ kind: "deliverySettled", deliveryId: next.id, result })
    }
  }

  /** Walks through every due instant up to `to`, sending as it goes. */
  until(to: string | number): this {
    const end = typeof to === "number" ? to : ms(to)
    this.send()
    for (let turns = 0; turns < 10_000; turns++) {
      const due = dueAt(this.state)
      if (due === null || due > end) break
      this.now = Math.max(this.now, due)
      this.do({ kind: "woken" })
      this.send()
    }
    this.now = end
    return this
  }

  /** Lets the clock pass without anyone looking. */
  sleep(to: string | number): this {
    this.now = typeof to === "number" ? to : ms(to)
    return this
  }

  get entries() {
    return this.records.flatMap((record) => record.entries)
  }

  /** Types of what happened, for short assertions. */
  get story(): string[] {
    return this.entries.map((entry) => entry.type)
  }

  get run() {
    return this.state.runs[0]
  }

  private keep(reaction: Reaction): Reaction {
    this.state = reaction.state
    if (reaction.record) this.records.push(reaction.record)
    return reaction
  }
}
