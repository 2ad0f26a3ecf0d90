/**
 * The words the engine shares with everything above it: what a member is, what can happen to one,
 * what a campaign says, and what a reaction yields. Data only: no behaviour, nothing of the platform.
 * All instants are epoch milliseconds; all lengths are milliseconds unless a name says otherwise.
 */

export type Channel = "email" | "sms" | "push"
/** Where an outbox row goes: a message channel, the call of a Web service step, a document to be made, a note to staff. */
export type OutboundChannel = Channel | "webhook" | "pdf" | "staff"

/** Dates are `YYYY-MM-DD` strings, instants ISO 8601 strings (MEM-1). */
export type AttributeValue = string | number | boolean | string[]

export type PushTarget =
  | { kind: "webpush"; endpoint: string; keys: { p256dh: string; auth: string } }
  | { kind: "fcm"; token: string }
  | { kind: "apns"; token: string }

export interface Profile {
  email: string | null
  /** E.164 */
  phone: string | null
  locale: string | null
  /** IANA */
  timeZone: string | null
  push: PushTarget[]
  attributes: Record<string, AttributeValue>
}

/** A merge: absent keeps, `null` removes (MEM-2). */
export interface ProfilePatch {
  email?: string | null
  phone?: string | null
  locale?: string | null
  timeZone?: string | null
  push?: PushTarget[] | null
  attributes?: Record<string, AttributeValue | null>
}

/** Where a change came from, kept with memberships and shown to people. */
export type Source = "webhook" | "api" | "import" | "ui" | "rule" | "flow" | "provider" | "member"

export interface Membership {
  segmentId: string
  member: boolean
  /** `occurredAt` of the join or leave that decided; the later one wins whatever the order of arrival (MEM-9). */
  at: number
  source: Source
}

export type ConsentStatus = "subscribed" | "unsubscribed"
/** `all`, `campaign:ID`, `category:ID`, `group:ID`, `categoryAndGroup:ID+ID`. */
export type ConsentScope = string
export interface Consent {
  channel: Channel | "all"
  scope: ConsentScope
  status: ConsentStatus
  at: number
  reason: string | null
}

// ---------------------------------------------------------------------------------------------- campaigns

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

// ---------------------------------------------------------------------------------------------- inputs

/** What to do with waits that a pause has overtaken (CAM-8). */
export type OverduePolicy = "shift" | "skip" | { spreadOverHours: number }

/** Something that happens to a member. Inputs may arrive twice and in any order. */
export type MemberInput =
  | { kind: "profileChanged"; patch: ProfilePatch; source: Source }
  | { kind: "joined"; segmentId: string; at: number; source: Source }
  | { kind: "left"; segmentId: string; at: number; source: Source }
  | {
      kind: "eventHappened"
      /** Dedupe key: the sender's own id, else one derived from the accepted post. */
      id: string
      name: string
      at: number
      properties: Record<string, unknown>
    }
  | {
      kind: "consentChanged"
      channel: Channel | "all"
      scope: ConsentScope
      status: ConsentStatus
      reason: string | null
      /** The delivery whose link was used, if one was. */
      deliveryId?: string
    }
  /** The member wants no more of a campaign (CAM-11). */
  | { kind: "dismissed"; campaignId: string }
  /** A merge of the member's campaign data; `null` removes (CAM-18). */
  | { kind: "dataChanged"; campaignId: string; values: Record<string, AttributeValue | null>; source: Source }
  /** WF-3; the later `at` wins. */
  | { kind: "attendanceSet"; occasionId: string; status: AttendanceStatus; at: number; source: Source }
  /** Rule segments have changed: look at all of them again (MEM-6). */
  | { kind: "rulesChanged" }
  /** Existing member of the segments of a campaign that has become active; `since`: only joins at or after it (futureOnly). */
  | { kind: "enrolled"; campaignId: string; since: number | null }
  /** The campaign's control has changed: freeze, close or re-time this member's runs in it by the control given in the world. */
  | { kind: "campaignChanged"; campaignId: string }
  | { kind: "campaignResumed"; campaignId: string; pausedAt: number; resumedAt: number; overdue: OverduePolicy }
  /** What the sender reports after the provider's answer. Idempotent by delivery. */
  | { kind: "deliverySettled"; deliveryId: string; result: SettleResult }
  /** A provider's callback about a delivery (SEND-5). */
  | { kind: "deliveryReported"; id: string; deliveryId: string; report: DeliveryReport; at: number }
  | { kind: "runRetried"; runId: string }
  /** Time has passed: fire what is due. `resend`: what was on its way to senders is known to be lost. */
  | { kind: "woken"; resend?: boolean }

export type SettleResult =
  /** `answer`: what a Web service said. */
  | { status: "sent"; at: number; providerId: string | null; to: string; answer?: WebAnswer }
  /** Try again at `retryAt`. */
  | { status: "retry"; retryAt: number; detail: string }
  | { status: "failed"; reason: Reason; detail: string; answer?: WebAnswer }
  /** The provider may or may not have taken it and has no idempotency keys. */
  | { status: "unknown"; detail: string }

export type DeliveryReport =
  | { type: "delivered" }
  | { type: "bounced"; permanent: boolean }
  | { type: "complained" }
  | { type: "opened"; machine: boolean }
  | { type: "clicked"; machine: boolean; url?: string }
  | { type: "replied"; text: string }

// ---------------------------------------------------------------------------------------------- reasons

/** Machine-readable reasons of every non-send, exit and park (RUN-3). */
export const reasons = [
  "noAddress",
  "noPhone",
  "noPushTarget",
  "notQualified",
  "unsubscribed",
  "suppressed",
  "contactPolicy",
  "converted",
  "dismissed",
  "expired",
  "campaignEnded",
  "campaignCancelled",
  "leftSegment",
  "reentryDisabled",
  "alreadyActive",
  "unresolvedDate",
  "pastDue",
  "loopGuard",
  "failedPermanently",
  "failedRetries",
  "blockedAddress",
  "stepRemoved",
  "completed",
  /** Missed during a pause and skipped by choice (CAM-8). */
  "pauseSkipped",
] as const
export type Reason = (typeof reasons)[number]

// ---------------------------------------------------------------------------------------------- journal

export type RunStatus = "active" | "completed" | "exited" | "cancelled" | "failed"
export type DeliveryStatus =
  | "queued"
  | "deferred"
  | "sending"
  | "sent"
  | "delivered"
  | "bounced"
  | "complained"
  | "failed"
  | "skipped"
  | "cancelled"
  | "unknown"

/** How a wait came to its instant (TIME-6). */
export interface WaitExplanation {
  anchor: number
  /** E.g. `P4D then at 09:00`. */
  rule: string
  zone: string
  zoneSource: "campaign" | "member" | "fallback"
  /** In order: `gap`, `overlap`, `clamp`, `at`, `weekday`, `window`, `past`, … with a detail for people. */
  adjustments: { kind: string; detail: string }[]
  until: number | null
}

interface InRun {
  campaignId: string
  runId: string
}
interface AtStep extends InRun {
  stepId: string
  visit: number
}

/** What has happened, in the past tense; the member's timeline, and the source of every counter. */
export type JournalEntry =
  | { type: "memberCreated" }
  | { type: "profileChanged"; fields: string[]; source: Source }
  | { type: "segmentJoined"; segmentId: string; occurredAt: number; source: Source }
  | { type: "segmentLeft"; segmentId: string; occurredAt: number; source: Source }
  | { type: "eventHappened"; name: string; id: string; occurredAt: number; properties: Record<string, unknown> }
  | {
      type: "consentChanged"
      channel: Channel | "all"
      scope: ConsentScope
      status: ConsentStatus
      reason: string | null
      deliveryId?: string
    }
  | { type: "runNotStarted"; campaignId: string; reason: Reason }
  | ({ type: "runStarted"; version: number; entry: number } & InRun)
  | ({ type: "stepEntered" } & AtStep)
  /** `detail`: what the step could not do although it went on, e.g. parts of an answer that did not fit. */
  | ({ type: "stepLeft"; outcome: string; reason?: Reason; detail?: string } & AtStep)
  | ({ type: "waitStarted"; wait: WaitExplanation } & AtStep)
  | ({ type: "waitMoved"; wait: WaitExplanation; because: string } & AtStep)
  | ({ type: "deliveryQueued"; deliveryId: string; channel: OutboundChannel } & AtStep)
  /** `because`: the earlier messages (delivery ids), when a contact policy skips it. */
  | ({
      type: "deliverySkipped"
      channel: OutboundChannel
      reason: Reason
      detail?: string
      because?: string[]
    } & AtStep)
  | ({
      type: "deliveryRetried"
      deliveryId: string
      channel: OutboundChannel
      retryAt: number
      detail: string
    } & AtStep)
  /** POL-2: which rule of which category or group, and the earlier messages (delivery ids) that used it up. */
  | ({
      type: "deliveryDeferred"
      deliveryId: string
      channel: OutboundChannel
      until: number
      rule: string
      because: string[]
    } & AtStep)
  | ({ type: "deliverySent"; deliveryId: string; channel: OutboundChannel; to: string } & AtStep)
  | ({ type: "deliveryFailed"; deliveryId: string; channel: OutboundChannel; reason: Reason; detail: string } & AtStep)
  | ({ type: "deliveryUnknown"; deliveryId: string; channel: OutboundChannel; detail: string } & AtStep)
  | ({ type: "deliveryCancelled"; deliveryId: string; channel: OutboundChannel; reason: Reason } & AtStep)
  | ({
      type: "deliveryReported"
      deliveryId: string
      channel: OutboundChannel
      report: DeliveryReport
      first: boolean
    } & AtStep)
  | { type: "dataChanged"; campaignId: string; fields: string[]; source: Source }
  | { type: "attendanceSet"; occasionId: string; status: AttendanceStatus; source: Source }
  /** CAM-12: earlier results do not count any more. */
  | { type: "resultsReset"; campaignId: string; what: "all" | "conversions" | "dismisses" }
  | ({ type: "converted" } & { campaignId: string })
  | ({ type: "dismissed" } & { campaignId: string })
  | ({ type: "runParked"; reason: Reason; detail: string } & AtStep)
  | ({ type: "runUnparked" } & AtStep)
  | ({ type: "runFrozen" } & AtStep)
  | ({ type: "runThawed" } & AtStep)
  /** `occupied`: the step the run still stood on when it ended (it has been entered and not left). */
  | ({ type: "runEnded"; status: RunStatus; reason: Reason; stepId: string; occupied: boolean } & InRun)

/** Present state of a run, as the read model and the API show it. */
export interface RunRow {
  id: string
  memberId: string
  campaignId: string
  version: number
  status: RunStatus
  stepId: string
  visit: number
  enteredAt: number
  wakeAt: number | null
  endedAt: number | null
  reason: Reason | null
}

/** Present state of a delivery, as the read model and the API show it. */
export interface DeliveryRow {
  id: string
  memberId: string
  campaignId: string
  stepId: string
  runId: string
  visit: number
  version: number
  channel: OutboundChannel
  status: DeliveryStatus
  reason: Reason | null
  detail: string | null
  to: string | null
  createdAt: number
  sentAt: number | null
  /** Unsettled: the instant it may next be tried, e.g. until which a contact policy has deferred it. */
  nextAt: number | null
}

/** What rules see of a member beside profile and memberships; kept in the read model for counting (MEM-5). */
export interface MemberFacts {
  consent: Consent[]
  results: Record<string, { convertedAt?: number; dismissedAt?: number }>
  attendance: Record<string, { status: AttendanceStatus; at: number }>
  eventCounts: Record<string, { n: number; lastAt: number }>
}

/** What one reaction changed. Records of a member are numbered without gaps; applying one twice changes nothing. */
export interface ActivityRecord {
  memberId: string
  seq: number
  at: number
  entries: JournalEntry[]
  /** The profile when it changed, else null. */
  profile: Profile | null
  /** The facts when one changed, else null. */
  facts: MemberFacts | null
  /** Campaign data that changed, whole, by campaign. */
  data: { campaignId: string; values: Record<string, AttributeValue> }[]
  memberships: Membership[]
  runs: RunRow[]
  deliveries: DeliveryRow[]
  /**
   * The earliest instant at which someone must look at this member again: a timer, or an unsettled outbox row
   * (then the instant it may next be tried). Null when nothing is pending. Never later than the truth.
   */
  dueAt: number | null
}

/** A wake-up for a sender: look at this delivery of this member. Not an order: the member object decides. */
export interface DeliveryWakeup {
  deliveryId: string
  memberId: string
  campaignId: string
  channel: OutboundChannel
}

/** Leave to send one delivery now, with all that rendering and the provider need (SEND-6). */
export interface SendOrder extends DeliveryWakeup {
  runId: string
  stepId: string
  visit: number
  /** The flow version whose content is sent. */
  version: number
  /** 1 for the first attempt. */
  attempt: number
  profile: Profile
  /** The member's data of this campaign (CAM-18). */
  data: Record<string, AttributeValue>
  /** The last answer of a Web service step of this run. */
  answer: WebAnswer | null
  /** Documents that this run has made: the latest one's delivery id by step (FLOW-10). */
  documents: Record<string, string>
  /** When the outbox row was made. */
  queuedAt: number
}
