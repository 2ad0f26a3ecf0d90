import type { AttendanceStatus, WebAnswer } from "./campaign-types"
import type {
  AttributeValue,
  Channel,
  ConsentScope,
  ConsentStatus,
  ProfilePatch,
  PushTarget,
  Source,
} from "./member-types"
import type { Reason } from "./reasons"

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
  /** What the member wishes by the link of a message, in one act (MSG-5). */
  | {
      kind: "wishesSaid"
      deliveryId: string
      words: { channel: Channel | "all"; scope: ConsentScope; status: ConsentStatus }[]
      reason: string
    }
  /** Takes back the last act of that link (UNS-04). */
  | { kind: "wishesUndone"; deliveryId: string }
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
  /** A text that came from the member's number (E.164), about whatever was last sent there (FLOW-6, DEL-20). */
  | { kind: "textReceived"; id: string; from: string; text: string; at: number }
  | { kind: "runRetried"; runId: string }
  /** A person wants a message sent that has failed, or of which nobody knows (SEND-3, DEL-06). */
  | { kind: "deliveryResent"; deliveryId: string }
  /** Time has passed: fire what is due. `resend`: what was on its way to senders is known to be lost. */
  | { kind: "woken"; resend?: boolean }

export type SettleResult = SettleOutcome & {
  /** Push targets that are gone, by the word of their provider: the member loses those that are still the same (DEL-21). */
  deadTargets?: PushTarget[]
  /** By the provider's word this address must not be written to any more (DEL-20). */
  closed?: { address: string; reason: "hardBounce" | "stop" }
}

export type SettleOutcome =
  /** `answer`: what a Web service said. `detail`: what people should know of it although it was sent. */
  | { status: "sent"; at: number; providerId: string | null; to: string; answer?: WebAnswer; detail?: string }
  /** Try again at `retryAt`. `turn`: no attempt was made, the send rate gave it that instant (SEND-4). */
  | { status: "retry"; retryAt: number; detail: string; turn?: true }
  | { status: "failed"; reason: Reason; detail: string; answer?: WebAnswer }
  /** There was nobody to send it to after all; no provider was called in vain. */
  | { status: "skipped"; reason: Reason; detail: string }
  /** The provider may or may not have taken it and has no idempotency keys. */
  | { status: "unknown"; detail: string }

export type DeliveryReport =
  | { type: "delivered" }
  /** `stop`: because the member has told the provider to stop (DEL-20). */
  | { type: "bounced"; permanent: boolean; stop?: boolean }
  | { type: "complained" }
  | { type: "opened"; machine: boolean }
  | { type: "clicked"; machine: boolean; url?: string }
  | { type: "replied"; text: string }
