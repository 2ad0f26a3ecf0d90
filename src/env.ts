import type { CampaignObject } from "./campaign/campaign-object"
import type { InboxMessage } from "./db/inbox"
import type { ActivityRecord, DeliveryPlace, DeliveryWakeup, SettleResult } from "./engine/types"
import type { MemberObject } from "./member/member-object"
import type { LinkObject } from "./system/link-object"
import type { RateObject } from "./system/rate-object"
import type { SystemObject } from "./system/system-object"

/** Body of a message on the activity queue: records to be projected into the read model. */
export interface ActivityMessage {
  records: ActivityRecord[]
  /** It was sent with a delay: as work under way it counts from its arrival. */
  later?: true
}

/** Body of a message on a channel's queue: deliveries to look at. */
export interface WakeupMessage {
  wakeups: DeliveryWakeup[]
}

/** What became of a delivery. */
export interface SettledDelivery extends DeliveryPlace {
  result: SettleResult
  /** The member's last record in the read model when the delivery was looked at. */
  projectedSeq?: number
}

/** Body of a message on the settled queue: what became of deliveries that were handed over at `at` (epoch ms). */
export interface SettledMessage {
  at: number
  settled: SettledDelivery[]
}

/** Bindings, variables and secrets of the Worker (wrangler.toml, .dev.vars). */
export interface Env {
  DB: D1Database
  ASSETS: Fetcher
  /** Documents that Export to PDF steps have made (FLOW-10), and exports. */
  DOCUMENTS: R2Bucket
  MEMBER: DurableObjectNamespace<MemberObject>
  CAMPAIGN: DurableObjectNamespace<CampaignObject>
  SYSTEM: DurableObjectNamespace<SystemObject>
  /** The send rate of each provider that has one (SEND-4). */
  RATE: DurableObjectNamespace<RateObject>
  /** Where the short links of SMS lead (MSG-6). */
  LINK: DurableObjectNamespace<LinkObject>
  QUEUE_INBOX: Queue<InboxMessage>
  QUEUE_EMAIL: Queue<WakeupMessage>
  QUEUE_SMS: Queue<WakeupMessage>
  QUEUE_PUSH: Queue<WakeupMessage>
  QUEUE_WEBHOOK: Queue<WakeupMessage>
  QUEUE_SETTLED: Queue<SettledMessage>
  QUEUE_ACTIVITY: Queue<ActivityMessage>
  /** Owner's Bearer token (contract.md "Running it"). */
  ADMIN_TOKEN?: string
  /** Encrypts secrets at rest and signs links: 32 bytes, base64url. */
  SECRET_KEY: string
  /** Comma list of what SECRET_KEY was before: links and secrets of those times can still be read (UNS-10). */
  SECRET_KEYS_OLD?: string
  OWNER_EMAIL?: string
  OWNER_PASSWORD?: string
  /** Cloudflare Access: `TEAM.cloudflareaccess.com`, and the application's audience tags (comma list). Both, or none. */
  ACCESS_TEAM_DOMAIN?: string
  ACCESS_AUD?: string
  /** "true" under `npm run dev`. */
  LOCAL?: string
  /** "true" allows /dev/*: never in production (OPS-4). */
  TIME_MACHINE?: string
  /** Where people reach this system, for links in messages; absent: the address of the first request. */
  PUBLIC_URL?: string
  /** Comma list of hosts that outbound calls may reach although private (API-5). */
  OUTBOUND_ALLOW?: string
}
