import type { AttendanceStatus, WebAnswer } from "./campaign-types"
import type { DeliveryReport } from "./input-types"
import type {
  AttributeValue,
  Channel,
  Consent,
  ConsentScope,
  ConsentStatus,
  Membership,
  OutboundChannel,
  Profile,
  Source,
} from "./member-types"
import type { Reason } from "./reasons"

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

/** What analysis counts a message by (ANA-2). */
interface Told {
  /** When it happened, when that is not the instant of the record. */
  happenedAt?: number
  /** The campaign whose message it is, when it is not the one that sends it (FLOW-8). */
  of?: string
  /** Campaigns that have reached, or engaged, the member by it for the first time. */
  firstIn?: string[]
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
      /** False: that delivery has lost the member before. */
      first?: boolean
      /** Campaigns that the member unsubscribes by for the first time. */
      firstIn?: string[]
    }
  /** An answer to no message that is still known. */
  | { type: "textReceived"; from: string; text: string }
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
  | ({ type: "deliverySent"; deliveryId: string; channel: OutboundChannel; to: string } & Told & AtStep)
  | ({ type: "deliveryFailed"; deliveryId: string; channel: OutboundChannel; reason: Reason; detail: string } & AtStep)
  | ({ type: "deliveryUnknown"; deliveryId: string; channel: OutboundChannel; detail: string } & AtStep)
  | ({ type: "deliveryCancelled"; deliveryId: string; channel: OutboundChannel; reason: Reason } & AtStep)
  | ({
      type: "deliveryReported"
      deliveryId: string
      channel: OutboundChannel
      report: DeliveryReport
      first: boolean
    } & Told &
      AtStep)
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
  startedAt: number
  /** When it came to its step. */
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
  /** The campaign whose message it is, when it is not the one that sends it (FLOW-8). */
  of: string | null
  deliveredAt: number | null
  bouncedAt: number | null
  openedAt: number | null
  clickedAt: number | null
  /** The first time the member opened, clicked or answered it. */
  engagedAt: number | null
  unsubscribedAt: number | null
  /** See `firstBits`. */
  firsts: number
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

/** Which delivery, and whose. */
export interface DeliveryPlace {
  deliveryId: string
  memberId: string
  campaignId: string
  channel: OutboundChannel
}

/** A wake-up for a sender: look at this delivery of this member. Not an order: the member object decides. */
export interface DeliveryWakeup extends DeliveryPlace {
  /** What the member's object has decided already, for as long as it holds. */
  leave?: Leave
}

/** Leave to send that was given together with the wake-up (SEND-6): good while nothing has changed since. */
export interface Leave {
  /** A `SendOrder` as JSON: opened by whoever sends it. */
  order: string
  /** The member's last record when it was given. */
  seq: number
  /** Its campaign's `rev` then. */
  rev: number
  /** Epoch ms: from then on the member is asked again. */
  until: number
}

/** Leave to send one delivery now, with all that rendering and the provider need (SEND-6). */
export interface SendOrder extends DeliveryPlace {
  runId: string
  stepId: string
  visit: number
  /** The flow version whose content is sent. */
  version: number
  /** 1 for the first attempt. */
  attempt: number
  /** The instant that the send rate gave it, if it did (SEND-4). */
  turnAt?: number
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
