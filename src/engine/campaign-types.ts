import type { Channel } from "./member-types"

/** Contact policy of a category or group (POL-1); lengths are ISO 8601 durations. */
export interface ContactPolicy {
  caps: { channel: Channel; max: number; per: string }[]
  /** Least time between two messages of the holder's campaigns. */
  minGap?: string | undefined
  /** Local times in the member's zone, else the campaign's; may cross midnight (TIME-4). */
  quietHours?: { from: string; to: string } | undefined
  /** 1 = Monday. */
  weekdays?: number[] | undefined
  /** Local dates. */
  holidays?: string[] | undefined
  /** What becomes of a send over a cap or within the gap; quiet hours, weekdays and holidays always defer (POL-2). */
  over: "defer" | "skip"
}

/** A category or group that a campaign belongs to (CAM-9). Of two campaigns the one with the higher priority goes first. */
export interface PolicyHolder {
  kind: "category" | "group"
  id: string
  name: string
  priority: number
  policy: ContactPolicy
}

/** A dated happening (WF-3). */
export interface Occasion {
  id: string
  name: string
  /** Epoch ms. */
  at: number
  timeZone: string
  location: string | null
}

export type AttendanceStatus = "attended" | "absent"

export const dataTypes = [
  "text",
  "longText",
  "number",
  "currency",
  "decimal",
  "boolean",
  "date",
  "instant",
  "email",
  "phone",
  "file",
] as const
/** A typed field of campaign data: one value per member and campaign (CAM-18). */
export interface DataField {
  name: string
  type: (typeof dataTypes)[number]
}

/** What a Web service answered, kept small: the last answer of a run is a fact of its conditions (FLOW-4). */
export interface WebAnswer {
  at: number
  /** HTTP status; null: no answer. */
  status: number | null
  /** Parsed JSON, or null when it was none or too long. */
  body: unknown
}

export type CampaignStatus =
  | "draft"
  | "scheduled"
  | "active"
  | "paused"
  | "ended"
  | "completed"
  | "cancelled"
  | "archived"

export type Reentry = "never" | "onRejoin" | { afterDays: number } | "onReset"

/** What the engine needs to know of a campaign. `rev` grows with every change; the highest seen is the truth. */
export interface CampaignControl {
  id: string
  rev: number
  /** A `workflow` is a flow kept on its own (WF-1): started by other flows, or (internal) by an event. */
  kind: "flow" | "campaign" | "workflow"
  name: string
  status: CampaignStatus
  timeZone: string
  segmentIds: string[]
  startsAt: number | null
  /** First instant at which nothing is sent any more; null: never ends (CAM-5). */
  endsAt: number | null
  atEnd: "stop" | "finish"
  reentry: Reentry
  onLeave: "continue" | "exit"
  /** RUN-4a, milliseconds. */
  lateness: number
  goal: { event?: string; rule?: unknown; within?: string } | null
  afterConversion: "stop" | "continue"
  dismissible: boolean
  reset: { afterDays: number; what: "all" | "conversions" | "dismisses" } | null
  unsubscribe: {
    scope: "campaign" | "category" | "group" | "categoryAndGroup" | "all"
    channels: "this" | "all"
    landingPage?: string
  }
  categoryId: string | null
  groupId: string | null
  /** The published version that new runs take and waiting runs move to; null before the first publish. */
  version: number | null
  /** When it was paused, while `status` is `paused`. */
  pausedAt: number | null
  /** The admin has closed entry: nobody enters any more, those inside go through (CAM-4). */
  entryClosed: boolean
  /** Future members only (CAM-6): who joined at this instant or before is left out; null: existing members enter as well. */
  joinedAfter: number | null
  /** The event that starts an internal workflow. */
  trigger: { event: string } | null
  /** Its category and group, with their policies; none for one without (CAM-9). */
  policies: PolicyHolder[]
  /** Where members of removed steps go, over all versions: removed step → step of the current version (FLOW-12). */
  moves: Record<string, string>
  /** What its published flow refers to outside itself. */
  uses: {
    /** Campaigns of cross-campaign steps, and workflows that it starts. */
    campaignIds: string[]
    occasions: Occasion[]
  }
  dataFields: DataField[]
}
