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
