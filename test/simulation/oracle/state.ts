import type { CampaignPlan, Channel, Flow, ProfilePlan, Send, Standing } from "../scenario"
import type { Heard } from "./facts"

/** What a member's run waits for. */
export type Wait =
  | { kind: "delay"; until: number; anchor: number; zone: string; choice: string; shift: number; fixed: boolean }
  | { kind: "event"; until: number; anchor: number; shift: number; fixed: boolean; detected: boolean }
  /** A message on its way. */
  | { kind: "sending"; until: number; channel: Channel; skip: boolean }

export interface Message {
  step: string
  visit: number
  channel: Channel
  to: string
  did: Set<string>
}

export interface Run {
  campaign: Campaign
  entry: number
  startedAt: number
  step: string
  visits: Record<string, number>
  wait: Wait | null
  frozen: boolean
  /** Events up to here are no news. */
  mark: number
  /** The day of the month that waits by months stay on, by step. */
  days: Record<string, number>
  messages: Message[]
}

export interface Campaign {
  plan: CampaignPlan
  status: "draft" | "scheduled" | "active" | "paused" | "ended" | "cancelled"
  flow: Flow | null
  startsAt: number | null
  endsAt: number | null
  activatedAt: number | null
  pausedAt: number | null
  /** Where members of steps go that are gone. */
  moves: Record<string, string>
}

export interface Ended {
  entry: number
  startedAt: number
  endedAt: number
  /** A reset has tried to start the flow again. */
  tried?: boolean
}

export const resultKinds = ["converted", "dismissed"] as const
export type ResultKind = (typeof resultKinds)[number]

/** One member as the oracle sees it. */
export interface Person {
  id: string
  now: number
  profile: { email: string | null; phone: string | null; timeZone: string | null; push: string | null }
  attributes: Record<string, string | number | boolean>
  segments: Map<string, { inside: boolean; at: number; rejoinedAt: number }>
  events: Heard[]
  said: { channel: string; scope: string; status: string }[]
  suppressed: Set<string>
  /** When each was reached, by campaign. */
  results: Record<ResultKind, Map<string, number>>
  /** When results were last taken back, by campaign. */
  resetAt: Map<string, number>
  /** Campaign data, by campaign. */
  data: Map<string, Record<string, string | number>>
  attendance: Map<string, string>
  /** When each occasion takes place (epoch ms). */
  occasions: Map<string, number>
  /** Whether anything has been heard of the member. */
  known: boolean
  runs: Run[]
  ended: Map<string, Ended>
  sends: Send[]
  standings: Standing[]
  /** Joins and leaves that steps have asked for, to be carried out when what is under way has come to rest. */
  moves: { segment: string; join: boolean }[]
  /** Workflows that steps have asked for. */
  workflows: string[]
  /** What a rule segment's rule says at this moment; null for other segments. */
  ruled: (segment: string) => boolean | null
  /** Whether a step has changed the profile, and waiting runs have not been told. */
  changed: boolean
}

export function personOf(id: string, now: number): Person {
  return {
    id,
    now,
    profile: { email: null, phone: null, timeZone: null, push: null },
    attributes: {},
    segments: new Map(),
    events: [],
    said: [],
    suppressed: new Set(),
    results: { converted: new Map(), dismissed: new Map() },
    resetAt: new Map(),
    data: new Map(),
    attendance: new Map(),
    occasions: new Map(),
    known: false,
    runs: [],
    ended: new Map(),
    sends: [],
    standings: [],
    moves: [],
    workflows: [],
    ruled: () => null,
    changed: false,
  }
}

export function patch(person: Person, change: ProfilePlan): void {
  const { profile } = person
  if (change.email !== undefined) profile.email = change.email
  if (change.phone !== undefined) profile.phone = change.phone
  if (change.timeZone !== undefined) profile.timeZone = change.timeZone
  if (change.push !== undefined) profile.push = change.push?.[0]?.token ?? null
  for (const [name, value] of Object.entries(change.attributes ?? {})) {
    if (value === null) delete person.attributes[name]
    else person.attributes[name] = value
  }
}

export function addressOf(person: Person, channel: Channel): string | null {
  const { email, phone, push } = person.profile
  return channel === "email" ? email : channel === "sms" ? phone : push
}

export function consentTo(person: Person, channel: string, scope: string): string {
  const words = person.said.filter((one) => one.scope === scope && (one.channel === channel || one.channel === "all"))
  return words.at(-1)?.status ?? "subscribed"
}

/** Whether the member is in a segment: also by what the steps just before have led to. */
export function isInside(person: Person, segment: string): boolean {
  const move = person.moves.findLast((one) => one.segment === segment)
  if (move !== undefined) return move.join
  return (person.changed ? person.ruled(segment) : null) ?? person.segments.get(segment)?.inside ?? false
}

/** What a step sends, and whose message it is beside the flow's own (FLOW-8). */
export interface Outgoing {
  channel: Channel
  lender: Campaign | null
}

/** Whether the member qualifies for another campaign's messages: active, inside, no final result, not unsubscribed. */
function qualifies(person: Person, campaign: Campaign, channel: Channel): boolean {
  const { plan, status, startsAt, endsAt } = campaign
  if (status !== "active" || (startsAt !== null && person.now < startsAt)) return false
  if (endsAt !== null && endsAt <= person.now) return false
  if (!plan.segments.some((id) => isInside(person, id))) return false
  if (finalResult(person, plan) !== null) return false
  return !["all", plan.key].some((scope) => consentTo(person, channel, scope) === "unsubscribed")
}

/** Why a message may not be sent, or null. */
export function refusal(person: Person, campaign: Campaign, { channel, lender }: Outgoing): string | null {
  if (lender !== null && !qualifies(person, lender, channel)) return "notQualified"
  const to = addressOf(person, channel)
  if (to === null) return "noAddress"
  if (person.suppressed.has(`${channel} ${to}`)) return "suppressed"
  const scopes = ["all", campaign.plan.key]
  if (scopes.some((scope) => consentTo(person, channel, scope) === "unsubscribed")) return "unsubscribed"
  return finalResult(person, campaign.plan)
}

export function periodMs({ afterDays }: NonNullable<CampaignPlan["reset"]>): number {
  return afterDays * 86_400_000
}

/** Whether a reset takes back results of a kind (CAM-12). */
export function isCovered({ what }: NonNullable<CampaignPlan["reset"]>, kind: ResultKind): boolean {
  return what === "all" || what === (kind === "converted" ? "conversions" : "dismisses")
}

function hasResult(person: Person, { key, reset }: CampaignPlan, kind: ResultKind): boolean {
  const at = person.results[kind].get(key)
  if (at === undefined) return false
  return reset === null || !isCovered(reset, kind) || person.now < at + periodMs(reset)
}

/** The result that keeps the member from more messages of a campaign, or null (CAM-10, CAM-11). */
export function finalResult(person: Person, plan: CampaignPlan): ResultKind | null {
  if (hasResult(person, plan, "dismissed")) return "dismissed"
  return plan.afterConversion === "stop" && hasResult(person, plan, "converted") ? "converted" : null
}

/** When a run's timer fires; never: infinity. */
export function timerOf(run: Run): number {
  return run.frozen || run.wait === null ? Number.POSITIVE_INFINITY : run.wait.until
}

/** How a run stands that goes on. */
export function standingOf(member: string, { entry, step, wait, frozen, campaign }: Run): Standing {
  const wakeAt = wait === null || wait.kind === "sending" || frozen ? null : wait.until
  return { member, campaign: campaign.plan.key, entry, status: "active", reason: null, step, wakeAt, endedAt: null }
}
