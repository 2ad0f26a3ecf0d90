import {
  concerns,
  type Happening,
  type Overdue,
  type ProfilePlan,
  type Scenario,
  type Send,
  type Standing,
} from "../scenario"
import { momentOf, strikesAt } from "./clocks"
import { isEnrolled, mayStart } from "./entry"
import { type Heard, holds, spanOf } from "./facts"
import { knownOf } from "./known"
import { adopt, thaw } from "./pauses"
import { nextReset, takeBack } from "./resets"
import { end, type Rules, start, tell } from "./runs"
import { type Campaign, finalResult, type Person, patch, personOf, type Run, standingOf, timerOf } from "./state"

/** All that must come of a scenario. */
export interface Prediction {
  sends: Send[]
  standings: Standing[]
}

/** Plays a scenario for each member alone, in order of time, by the specification. */
export function predict(scenario: Scenario, rules: Outside): Prediction {
  const predictions = scenario.members.map(({ id }) => predictMember(scenario, id, rules))
  return { sends: predictions.flatMap((one) => one.sends), standings: predictions.flatMap((one) => one.standings) }
}

/** What the oracle is told of the world outside. */
export type Outside = Omit<Rules, "campaigns">

function predictMember(scenario: Scenario, id: string, rules: Outside): Prediction {
  const stage = new Stage(scenario, id, rules)
  return stage.play()
}

class Stage {
  private readonly person: Person
  private readonly campaigns: Campaign[]
  private readonly rules: Rules

  constructor(
    private readonly scenario: Scenario,
    private readonly id: string,
    outside: Outside,
  ) {
    this.person = personOf(id, scenario.start)
    for (const [key, { at }] of Object.entries(scenario.occasions)) this.person.occasions.set(key, at)
    this.campaigns = scenario.campaigns.map((plan) => ({
      plan,
      status: "draft",
      flow: null,
      startsAt: momentOf(plan.startsAt, plan.timeZone, false),
      endsAt: momentOf(plan.endsAt, plan.timeZone, true),
      activatedAt: null,
      moves: {},
      pausedAt: null,
    }))
    this.person.ruled = (segment) => {
      const rule = scenario.rules[segment]
      return rule === undefined ? null : holds(rule, knownOf(this.person, null))
    }
    this.rules = { ...outside, campaigns: this.campaigns }
  }

  play(): Prediction {
    const mine = this.scenario.happenings.filter((one) => concerns(one, this.id))
    for (const happening of [...mine, null]) {
      const at = happening?.at ?? this.scenario.end
      this.passTo(at)
      this.person.now = at
      if (happening !== null) this.happen(happening)
      this.fire()
    }
    const { sends, standings, runs } = this.person
    return { sends, standings: [...standings, ...runs.map((run) => standingOf(this.id, run))] }
  }

  /** Lets time pass: campaign clocks strike, and timers fire, each at its own instant. */
  private passTo(at: number): void {
    for (;;) {
      const clocks = this.campaigns.map((campaign) => strikesAt(campaign) ?? Number.POSITIVE_INFINITY)
      const timers = this.person.runs.map((run) => timerOf(run))
      const resets = this.campaigns.map((campaign) => nextReset(this.person, campaign))
      const next = Math.min(...clocks, ...timers, ...resets)
      if (next >= at) return
      this.person.now = Math.max(next, this.person.now)
      for (const campaign of this.campaigns) this.strike(campaign)
      this.fire()
    }
  }

  /** Fires what is due, until nothing is. */
  private fire(): void {
    for (const campaign of this.campaigns) this.strike(campaign)
    for (let again = true; again; ) {
      again = this.carryOut()
      for (const run of this.person.runs) {
        if (timerOf(run) > this.person.now) continue
        tell(this.person, run, "timer", { rules: this.rules, skip: false })
        again = true
      }
      for (const campaign of this.campaigns) if (this.reset(campaign)) again = true
    }
  }

  /** What steps have led to beside their own run: waits by a date that has changed, joins and leaves. */
  private carryOut(): boolean {
    const { person } = this
    const moves = person.moves.splice(0)
    const { changed } = person
    person.changed = false
    if (changed) {
      this.tellAll("profile")
      this.decideRules()
    }
    for (const { segment, join } of moves) {
      if (join) this.join(segment, person.now)
      else this.leave(segment, person.now)
    }
    const workflows = person.workflows.splice(0)
    for (const key of workflows) this.startWorkflow(key)
    return moves.length + workflows.length > 0 || changed
  }

  /** FLOW-11: unless it is under way already. */
  private startWorkflow(key: string): void {
    const campaign = this.campaigns.find((one) => one.plan.key === key)
    if (campaign?.status === "active" && this.runsOf(campaign).length === 0) start(this.person, campaign, this.rules)
  }

  /** MEM-4: members join and leave rule segments the moment the answer changes. */
  private decideRules(): void {
    const { person } = this
    for (const [segment, rule] of Object.entries(this.scenario.rules)) {
      const join = holds(rule, knownOf(person, null))
      if (join !== (person.segments.get(segment)?.inside ?? false)) person.moves.push({ segment, join })
    }
  }

  private strike(campaign: Campaign): void {
    const { now } = this.person
    const at = strikesAt(campaign)
    if (at === null || at > now) return
    if (campaign.endsAt !== null && campaign.endsAt <= now) this.over(campaign)
    else this.activate(campaign)
  }

  private over(campaign: Campaign): void {
    campaign.status = "ended"
    if (campaign.plan.atEnd === "finish") return
    for (const run of this.runsOf(campaign)) end(this.person, run, "exited", "campaignEnded")
  }

  private activate(campaign: Campaign): void {
    campaign.status = "active"
    campaign.activatedAt ??= this.person.now
    this.enrol(campaign)
  }

  /** Those who are in its segments and may start, start. */
  private enrol(campaign: Campaign): void {
    if (isEnrolled(this.person, campaign)) this.enter(campaign)
  }

  private enter(campaign: Campaign): void {
    if (mayStart(this.person, campaign)) start(this.person, campaign, this.rules)
  }

  /** CAM-12: takes back what is due; answers whether anything was. */
  private reset(campaign: Campaign): boolean {
    const { person } = this
    if (nextReset(person, campaign) > person.now) return false
    takeBack(person, campaign)
    const inside = campaign.plan.segments.some((id) => person.segments.get(id)?.inside)
    if (campaign.plan.reentry === "onReset" && inside) this.enter(campaign)
    return true
  }

  private happen(happening: Happening): void {
    const { person } = this
    switch (happening.kind) {
      case "join":
        this.join(happening.segment, happening.at)
        return
      case "leave":
        this.leave(happening.segment, happening.at)
        return
      case "event":
        this.hear(happening)
        return
      case "profile":
        this.save(happening.patch)
        this.carryOut()
        return
      case "import":
        this.take(happening)
        return
      case "data":
        this.keep(happening)
        return
      case "attendance":
        this.attend(happening)
        return
      case "dismiss":
        this.dismiss(happening.campaign)
        return
      case "occasion":
        this.moveOccasion(happening)
        return
      case "consent":
        person.said.push(happening)
        return
      case "erase":
        this.erase()
        return
      case "callback":
        this.callBack(happening)
        return
      default:
        this.change(happening)
        return
    }
  }

  private save(change: ProfilePlan): void {
    const { person } = this
    person.known = true
    const before = JSON.stringify([person.profile, person.attributes])
    patch(person, change)
    if (before !== JSON.stringify([person.profile, person.attributes])) person.changed = true
  }

  /** MEM-3: a line of a file is a profile and a join; of somebody new both are there at once. */
  private take({ rows, segment, at }: Extract<Happening, { kind: "import" }>): void {
    const { person } = this
    const row = rows.find((one) => one.id === this.id)
    if (row === undefined) return
    if (!person.known) person.segments.set(segment, { inside: true, at, rejoinedAt: Number.NEGATIVE_INFINITY })
    this.save(row.profile)
    this.fire()
    this.join(segment, at)
  }

  /** CAM-18: a merge. */
  private keep({ campaign, values }: Extract<Happening, { kind: "data" }>): void {
    const merged = { ...this.person.data.get(campaign), ...values }
    const kept = Object.entries(merged).filter((entry): entry is [string, string | number] => entry[1] !== null)
    this.person.data.set(campaign, Object.fromEntries(kept))
  }

  /** WF-3: whoever came or not is news like any event, once. */
  private attend({ occasion, status, at }: Extract<Happening, { kind: "attendance" }>): void {
    if (this.person.attendance.get(occasion) === status) return
    this.person.attendance.set(occasion, status)
    this.person.changed = true
    this.hear({ name: `occasion.${status}`, at, properties: { occasionId: `$occasion:${occasion}` } })
  }

  private dismiss(key: string): void {
    const campaign = this.campaigns.find((one) => one.plan.key === key)
    if (campaign?.plan.dismissible !== true || finalResult(this.person, campaign.plan) === "dismissed") return
    this.person.results.dismissed.set(key, this.person.now)
    for (const run of this.runsOf(campaign)) end(this.person, run, "exited", "dismissed")
  }

  /** TIME-5: whoever waits for it waits anew. */
  private moveOccasion({ occasion, to }: Extract<Happening, { kind: "occasion" }>): void {
    this.person.occasions.set(occasion, to)
    for (const run of [...this.person.runs]) {
      if (run.wait?.kind === "delay") tell(this.person, run, "edited", { rules: this.rules, skip: false })
    }
  }

  /** MEM-8: runs end, and there is nobody left whom anything could reach. */
  private erase(): void {
    this.person.runs = []
    this.person.segments.clear()
    this.person.profile = { email: null, phone: null, timeZone: null, push: null }
  }

  private join(segment: string, at: number): void {
    const known = this.person.segments.get(segment)
    const rejoinedAt = known !== undefined && !known.inside ? at : (known?.rejoinedAt ?? Number.NEGATIVE_INFINITY)
    this.person.segments.set(segment, { inside: true, at, rejoinedAt })
    for (const campaign of this.campaigns) if (campaign.plan.segments.includes(segment)) this.enter(campaign)
  }

  private leave(segment: string, at: number): void {
    const known = this.person.segments.get(segment)
    this.person.segments.set(segment, { inside: false, at, rejoinedAt: known?.rejoinedAt ?? Number.NEGATIVE_INFINITY })
    if (!known?.inside) return
    for (const run of [...this.person.runs]) {
      const { plan } = run.campaign
      if (plan.onLeave !== "exit" || !plan.segments.includes(segment)) continue
      if (plan.segments.some((id) => this.person.segments.get(id)?.inside)) continue
      end(this.person, run, "exited", "leftSegment")
    }
  }

  private hear(event: Heard): void {
    const { person } = this
    person.events.push({ name: event.name, at: event.at, properties: event.properties })
    for (const campaign of this.campaigns) this.checkGoal(campaign, event.name)
    this.tellAll("news")
    for (const { plan } of this.campaigns) if (plan.workflow?.trigger === event.name) this.startWorkflow(plan.key)
  }

  private checkGoal(campaign: Campaign, name: string): void {
    const { goal, key, afterConversion } = campaign.plan
    const [run] = this.runsOf(campaign)
    const startedAt = run?.startedAt ?? this.person.ended.get(key)?.startedAt
    const { converted } = this.person.results
    if (goal?.event !== name || startedAt === undefined || converted.has(key)) return
    // What was taken back was reached by a run from before.
    if (startedAt < (this.person.resetAt.get(key) ?? startedAt)) return
    if (goal.within !== undefined && this.person.now > startedAt + spanOf(goal.within)) return
    converted.set(key, this.person.now)
    if (run !== undefined && afterConversion === "stop") end(this.person, run, "exited", "converted")
  }

  private callBack(callback: Extract<Happening, { kind: "callback" }>): void {
    const { person } = this
    const last = person.sends.findLast((one) => one.campaign === callback.campaign && one.step === callback.step)
    if (last === undefined) return
    const run = person.runs.find((one) => one.campaign.plan.key === last.campaign && one.entry === last.entry)
    const message = run?.messages.find((one) => one.step === last.step && one.visit === last.visit)
    message?.did.add(callback.type)
    if (callback.type === "bounced" || callback.type === "complained") {
      person.suppressed.add(`${last.channel} ${last.to}`)
    }
    if (run !== undefined) tell(person, run, "news", { rules: this.rules, skip: false })
  }

  private change(happening: Extract<Happening, { campaign: string }>): void {
    const campaign = this.campaigns.find((one) => one.plan.key === happening.campaign)
    if (campaign === undefined) throw new Error(`No campaign ${happening.campaign}`)
    switch (happening.kind) {
      case "publish":
        this.publish(campaign, happening.flow, happening.move ?? {})
        return
      case "pause":
        campaign.status = "paused"
        campaign.pausedAt = this.person.now
        for (const run of this.runsOf(campaign)) run.frozen = true
        return
      case "resume":
        this.resume(campaign, happening.overdue)
        return
      case "cancel":
        campaign.status = "cancelled"
        for (const run of this.runsOf(campaign)) end(this.person, run, "cancelled", "campaignCancelled")
        return
      case "ends":
        campaign.endsAt = momentOf(happening.endsAt, campaign.plan.timeZone, true)
        return
      case "callback":
      case "data":
      case "dismiss":
        return
    }
  }

  private publish(campaign: Campaign, flow: number, move: Record<string, string>): void {
    const { now } = this.person
    campaign.moves = { ...campaign.moves, ...move }
    campaign.flow = campaign.plan.flows[flow] ?? null
    if (campaign.status === "draft" || campaign.status === "scheduled") {
      campaign.status = "scheduled"
      if (campaign.startsAt === null || campaign.startsAt <= now) this.activate(campaign)
      return
    }
    for (const run of this.runsOf(campaign)) {
      // What a pause holds learns of it when the pause is over.
      if (!run.frozen) adopt(this.person, run, { rules: this.rules, skip: false })
    }
  }

  private resume(campaign: Campaign, overdue: Overdue): void {
    const { person } = this
    const pausedAt = campaign.pausedAt ?? person.now
    campaign.status = "active"
    campaign.pausedAt = null
    for (const run of this.runsOf(campaign)) thaw(person, run, { overdue, pausedAt, rules: this.rules })
    this.enrol(campaign)
  }

  private tellAll(cause: "news" | "profile"): void {
    for (const run of [...this.person.runs]) tell(this.person, run, cause, { rules: this.rules, skip: false })
  }

  private runsOf(campaign: Campaign): Run[] {
    return this.person.runs.filter((run) => run.campaign === campaign)
  }
}
