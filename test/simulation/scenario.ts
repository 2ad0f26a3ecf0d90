/**
 * What a simulated world is given: members, campaigns and what happens, as plain data with names of our own (`c1`, `s1`).
 * The driver plays it against the real system; the oracle reads it and says what must come of it.
 */

/** A condition as the contract writes it. */
export interface Rule {
  any: { all: Criterion[] }[]
}

export interface Criterion {
  fact: string
  name?: string
  op: string
  value?: unknown
  atLeast?: number
  within?: string
  where?: { name: string; op: string; value?: unknown }[]
}

export type Channel = "email" | "sms" | "push"

/** A step as the contract writes it. */
export interface Step {
  type: string
  name?: string
  outcomes?: Record<string, string>
  [field: string]: unknown
}

export interface Flow {
  start: string
  steps: Record<string, Step>
}

export interface CampaignPlan {
  key: string
  timeZone: string
  segments: string[]
  /** Local date-times of the campaign's zone. */
  startsAt: string | null
  endsAt: string | null
  atEnd: "stop" | "finish"
  reentry: "never" | "onRejoin" | { afterDays: number }
  onLeave: "continue" | "exit"
  enrol: "existingAndFuture" | "futureOnly"
  goal: { event: string; within?: string } | null
  afterConversion: "stop" | "continue"
  /** Of the scenario's categories; null: bound by no contact policy. */
  category: string | null
  /** A flow of the library, started by other flows or (with a trigger) by an event; null: a campaign. */
  workflow: { trigger: string | null } | null
  /** By number of the publish. */
  flows: Flow[]
}

/** A contact policy (POL-1). */
export interface PolicyPlan {
  priority: number
  caps: { channel: Channel; max: number; per: string }[]
  minGap?: string
  quietHours?: { from: string; to: string }
  over: "defer" | "skip"
}

export interface ProfilePlan {
  email?: string | null
  phone?: string | null
  timeZone?: string | null
  push?: { kind: "fcm"; token: string }[] | null
  attributes?: Record<string, string | number | boolean | null>
}

export interface MemberPlan {
  id: string
  profile: ProfilePlan
}

/** All instants in epoch ms. */
export type Happening =
  | { at: number; kind: "join"; member: string; segment: string }
  | { at: number; kind: "leave"; member: string; segment: string }
  | { at: number; kind: "event"; member: string; name: string; properties: Record<string, string | number> }
  | { at: number; kind: "profile"; member: string; patch: ProfilePlan }
  /** `scope`: a campaign's key, or `all`. */
  | {
      at: number
      kind: "consent"
      member: string
      channel: Channel | "all"
      scope: string
      status: "subscribed" | "unsubscribed"
    }
  | { at: number; kind: "erase"; member: string }
  /** A provider's callback about the last message that the member was sent at a step. */
  | { at: number; kind: "callback"; member: string; campaign: string; step: string; type: Callback }
  /** `move`: where members of steps go that the flow has no more. */
  | { at: number; kind: "publish"; campaign: string; flow: number; move?: Record<string, string> }
  | { at: number; kind: "pause"; campaign: string }
  | { at: number; kind: "resume"; campaign: string; overdue: "shift" | "skip" }
  | { at: number; kind: "cancel"; campaign: string }
  | { at: number; kind: "ends"; campaign: string; endsAt: string | null }

export type Callback = "delivered" | "opened" | "clicked" | "bounced" | "complained"

export interface Scenario {
  start: number
  end: number
  segments: string[]
  /** Segments that members join and leave by themselves (MEM-4), by what is true of them. */
  rules: Record<string, Rule>
  /** Contact policies, by our name. The oracle does not know them: with any, only the invariants are looked at. */
  categories: Record<string, PolicyPlan>
  campaigns: CampaignPlan[]
  members: MemberPlan[]
  /** In order of time. */
  happenings: Happening[]
}

/** One message that a member is to get or has got. */
export interface Send {
  member: string
  campaign: string
  entry: number
  step: string
  visit: number
  channel: string
  to: string
  at: number
}

/** How a run stands at the end. */
export interface Standing {
  member: string
  campaign: string
  entry: number
  status: string
  reason: string | null
  step: string
  wakeAt: number | null
  endedAt: number | null
}
