import type { Happening, Scenario, Send, Standing } from "../scenario"
import { holds, spanOf } from "./facts"
import { end, knownOf, moveOn, type Rules, start, tell } from "./runs"
import { type Campaign, type Person, patch, personOf, type Run } from "./state"
import { localReading } from "./waits"
import { instantOf } from "./zones"

/** All that must come of a scenario. */
export interface Prediction {
  sends: Send[]
  standings: Standing[]
}

const dayMs = 86_400_000

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
    const mine = this.scenario.happenings.filter((one) => !("member" in one) || one.member === this.id)
    for (const happening of [...mine, null]) {
      const at = happening?.at ?? this.scenario.end
      this.passTo(at)
      this.person.now = at
      if (happening !== null) this.happen(happening)
      this.fire()
    }
    const { sends, standings, runs } = this.person
    return { sends, standings: [...standings, ...runs.map((run) => this.standingOf(run))] }
  }

  private standingOf(run: Run): Standing {
    const { entry, step, wait, frozen } = run
    const wakeAt = wait === null || wait.kind === "sending" || frozen ? null : wait.until
    const campaign = run.campaign.plan.key
    return { member: this.id, campaign, entry, status: "active", reason: null, step, wakeAt, endedAt: null }
  }

  /** Lets time pass: campaign clocks strike, and timers fire, each at its own instant. */
  private passTo(at: number): void {
    for (;;) {
      const clocks = this.campaigns.map((campaign) => strikesAt(campaign) ?? Number.POSITIVE_INFINITY)
      const timers = this.person.runs.map((run) => timerOf(run))
      const next = Math.min(...clocks, ...timers)
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
    const since = campaign.plan.enrol === "futureOnly" ? (campaign.activatedAt ?? 0) : Number.NEGATIVE_INFINITY
    const inside = campaign.plan.segments.some((id) => {
      const membership = this.person.segments.get(id)
      return membership?.inside === true && membership.at > since
    })
    if (inside && this.hasJoinedSince(campaign)) this.enter(campaign)
  }

  /** Days that have passed let in whoever joins again, not everyone who was in before (CAM-15). */
  private hasJoinedSince({ plan }: Campaign): boolean {
    const last = this.person.ended.get(plan.key)
    if (last === undefined || typeof plan.reentry !== "object") return true
    return plan.segments.some((id) => {
      const membership = this.person.segments.get(id)
      return membership?.inside === true && membership.at > last.startedAt
    })
  }

  private enter(campaign: Campaign): void {
    const { plan, status, endsAt, startsAt } = campaign
    const { now } = this.person
    if (status !== "active" || (endsAt !== null && endsAt <= now) || (startsAt !== null && startsAt > now)) return
    if (this.runsOf(campaign).length > 0) return
    if (plan.afterConversion === "stop" && this.person.converted.has(plan.key)) return
    const last = this.person.ended.get(plan.key)
    if (last !== undefined) {
      if (plan.reentry === "never") return
      if (plan.reentry === "onRejoin") {
        const again = plan.segments.some((id) => {
          const membership = this.person.segments.get(id)
          return membership?.inside === true && membership.rejoinedAt >= last.endedAt
        })
        if (!again) return
      } else if (now < last.startedAt + plan.reentry.afterDays * dayMs) return
    }
    start(this.person, campaign, this.rules)
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
      case "profile": {
        const before = JSON.stringify([person.profile, person.attributes])
        patch(person, happening.patch)
        if (before !== JSON.stringify([person.profile, person.attributes])) person.changed = true
        this.carryOut()
        return
      }
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

  private hear(event: Extract<Happening, { kind: "event" }>): void {
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
    if (goal?.event !== name || startedAt === undefined || this.person.converted.has(key)) return
    if (goal.within !== undefined && this.person.now > startedAt + spanOf(goal.within)) return
    this.person.converted.add(key)
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
      if (!run.frozen) this.adopt(run, false)
    }
  }

  /** Gives the new version to a run: it is moved off a step that has gone, and its wait is looked at again (FLOW-14). */
  private adopt(run: Run, skip: boolean): void {
    const { flow, moves } = run.campaign
    const passage = { rules: this.rules, skip }
    if (flow?.steps[run.step] === undefined) moveOn(this.person, run, moves[run.step], passage)
    else tell(this.person, run, "edited", passage)
  }

  /** CAM-8: `shift` moves waits by what they had in common with the pause, `skip` leaves out what was missed. */
  private resume(campaign: Campaign, overdue: "shift" | "skip"): void {
    const { person } = this
    const { now } = person
    const pausedAt = campaign.pausedAt ?? now
    campaign.status = "active"
    campaign.pausedAt = null
    for (const run of this.runsOf(campaign)) {
      run.frozen = false
      const { wait } = run
      if (wait === null) continue
      const missed = wait.until <= now
      if (overdue === "shift" && wait.kind !== "sending") run.wait = shifted(run, wait, { pausedAt, now, missed })
      const skip = overdue === "skip" && missed
      if (campaign.flow?.steps[run.step] === undefined) this.adopt(run, skip)
      else tell(person, run, skip ? "timer" : "edited", { rules: this.rules, skip })
    }
    this.enrol(campaign)
  }

  private tellAll(cause: "news" | "profile"): void {
    for (const run of [...this.person.runs]) tell(this.person, run, cause, { rules: this.rules, skip: false })
  }

  private runsOf(campaign: Campaign): Run[] {
    return this.person.runs.filter((run) => run.campaign === campaign)
  }
}

function shifted(
  run: Run,
  wait: Exclude<Run["wait"], null | { kind: "sending" }>,
  pause: { pausedAt: number; now: number; missed: boolean },
): Run["wait"] {
  const delay = run.campaign.flow?.steps[run.step]?.delay as { for?: string } | undefined
  const isDate = wait.kind === "delay" && delay !== undefined && delay.for === undefined
  if (isDate) return pause.missed ? { ...wait, until: pause.now, fixed: true } : wait
  const by = Math.max(0, pause.now - Math.max(pause.pausedAt, wait.anchor))
  return { ...wait, until: wait.until + by, shift: wait.shift + by }
}

function timerOf(run: Run): number {
  return run.frozen || run.wait === null ? Number.POSITIVE_INFINITY : run.wait.until
}

/** When a campaign's clock strikes next. */
function strikesAt({ status, startsAt, endsAt }: Campaign): number | null {
  if (status === "scheduled") return Math.min(startsAt ?? Number.POSITIVE_INFINITY, endsAt ?? Number.POSITIVE_INFINITY)
  return status === "active" || status === "paused" ? endsAt : null
}

/** A local moment of a campaign; an end that is only a date lasts through that day (CAM-5). */
export function momentOf(text: string | null, zone: string, isEnd: boolean): number | null {
  const reading = text === null ? null : localReading(text)
  if (text === null || reading === null) return null
  return instantOf(isEnd && !text.includes("T") ? reading + dayMs : reading, zone)
}
