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
  reentry: "never" | "onRejoin" | "onReset" | { afterDays: number }
  onLeave: "continue" | "exit"
  enrol: "existingAndFuture" | "futureOnly"
  goal: { event: string; within?: string } | null
  afterConversion: "stop" | "continue"
  dismissible: boolean
  reset: { afterDays: number; what: "all" | "conversions" | "dismisses" } | null
  /** Fields of campaign data (CAM-18). */
  dataFields: { name: string; type: "number" | "text" }[]
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

/** A dated happening (WF-3). */
export interface OccasionPlan {
  /** Epoch ms. */
  at: number
  timeZone: string
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
  /** The member wants no more of a campaign (CAM-11). */
  | { at: number; kind: "dismiss"; member: string; campaign: string }
  /** A merge of the member's data of a campaign; null removes (CAM-18). */
  | { at: number; kind: "data"; member: string; campaign: string; values: Record<string, string | number | null> }
  | { at: number; kind: "attendance"; member: string; occasion: string; status: "attended" | "absent" }
  /** A file of members, who also join a segment (MEM-3). */
  | { at: number; kind: "import"; rows: MemberPlan[]; segment: string; format: "csv" | "ndjson" }
  /** A provider's callback about the last message that the member was sent at a step. */
  | { at: number; kind: "callback"; member: string; campaign: string; step: string; type: Callback }
  /** `move`: where members of steps go that the flow has no more. */
  | { at: number; kind: "publish"; campaign: string; flow: number; move?: Record<string, string> }
  | { at: number; kind: "pause"; campaign: string }
  | { at: number; kind: "resume"; campaign: string; overdue: Overdue }
  | { at: number; kind: "cancel"; campaign: string }
  | { at: number; kind: "ends"; campaign: string; endsAt: string | null }
  /** The occasion moves to another instant (epoch ms; TIME-5). */
  | { at: number; kind: "occasion"; occasion: string; to: number }

/** What becomes of waits that a pause has overtaken (CAM-8). */
export type Overdue = "shift" | "skip" | { spreadOverHours: number }

/** Whether a happening has anything to do with a member. */
export function concerns(happening: Happening, id: string): boolean {
  if (happening.kind === "import") return happening.rows.some((row) => row.id === id)
  return !("member" in happening) || happening.member === id
}

/** Who or what something happens to: each is told of one thing after the other. */
export function subjectOf(happening: Happening): string {
  if ("member" in happening) return happening.member
  if ("campaign" in happening) return happening.campaign
  return "occasion" in happening ? happening.occasion : "imports"
}

export type Callback = "delivered" | "opened" | "clicked" | "bounced" | "complained"

export interface Scenario {
  start: number
  end: number
  segments: string[]
  /** Segments that members join and leave by themselves (MEM-4), by what is true of them. */
  rules: Record<string, Rule>
  /** Contact policies, by our name. The oracle does not know them: with any, only the invariants are looked at. */
  categories: Record<string, PolicyPlan>
  occasions: Record<string, OccasionPlan>
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
