import type * as z from "zod"
import type { RenderedMessage } from "../content/messages"
import type { OutboundPolicy } from "../content/outbound-address"
import type { FontSource } from "../content/pdf/font-book"
import type { Clock } from "../core/clock"
import type { ImageKind } from "../core/image-path"
import type { Destination } from "../core/member-link"
import type { Random } from "../core/random"
import type { Db } from "../db/client"
import type { InboxMessage, InboxRow } from "../db/inbox"
import type { Rebuild } from "../db/rebuild"
import type { Explanation } from "../engine/explain"
import type { MemberState } from "../engine/state"
import type { Touch } from "../engine/touches"
import type { Consent, DeliveryReport, MemberInput, Membership, Profile, RunRow } from "../engine/types"
import type { CredentialField } from "../providers/credentials"
import type { CallbackAnswer, CallbackRequest, MessageChannel, NamedHost } from "../providers/provider"
import type { ProviderChannel, ProviderTest, TestOutcome } from "./providers/schema"

export type Role = "owner" | "admin" | "editor" | "viewer"

/** On whose behalf a verb runs; goes into the audit log. */
export type Actor =
  | { kind: "user"; id: string; email: string; role: Role; locale: "en" | "es" | null; sessionId: string }
  | { kind: "token"; id: string; name: string; scopes: string[] }
  /** The Bearer ADMIN_TOKEN. */
  | { kind: "owner" }
  | { kind: "source"; id: string }
  | { kind: "system" }
  /** `uninvited`: the email of somebody whom Cloudflare Access has let in, and nobody has invited. */
  | { kind: "anonymous"; uninvited?: string }

export interface Config {
  /** `npm run dev`: token sign-in, no rate limit for ADMIN_TOKEN. */
  local: boolean
  timeMachine: boolean
  adminToken: string | null
  /** Signs and seals; a ring (`core/key-ring.ts`), so that what earlier secrets made can be read. */
  secretKey: string
  owner: { email: string; password: string } | null
  /** Whether people come in through Cloudflare Access. */
  access: boolean
  /** Which addresses Web service steps may call (API-5). */
  readonly outbound: OutboundPolicy
}

/** A member as its own object knows it (or the table, while it sleeps there). */
export interface MemberView {
  id: string
  profile: Profile
  consent: Consent[]
  memberships: Membership[]
  runs: RunRow[]
  /** Epoch ms. */
  createdAt: number
  updatedAt: number
}

/** The members' door. What returns is durable and already in the read model. */
export interface MemberPort {
  /** Applies inputs in order, creating the member when it is new. */
  apply(memberId: string, inputs: MemberInput[]): Promise<MemberView>
  /** The present truth, or null when there is no such member. */
  read(memberId: string): Promise<MemberView | null>
  /** All that is known of a member, to play with (ANA-6); null when there is no such member. */
  state(memberId: string): Promise<MemberState | null>
  /** Why a member is or is not in a flow (ANA-5); null when there is no such member. The campaign exists. */
  explain(memberId: string, campaignId: string): Promise<Explanation | null>
  /** Takes down that a tracked address was asked for; goes on after the answer, also while the database is away (UNS-19). */
  touch(memberId: string, touch: Omit<Touch, "at">): void
  /** Applies inputs to a member who is there; null, and nothing is done, when there is none (any more). */
  tell(memberId: string, inputs: MemberInput[]): Promise<MemberView | null>
  /** MEM-8: deletes the member, ends its runs, drops queued deliveries. False when there was none. */
  erase(memberId: string): Promise<boolean>
  /** Sends on again what may have been lost between the member's object, the queues and the read model. */
  resync(memberId: string): Promise<void>
  /** Plays a provider's callback on one delivery; false when the member knows no such delivery. */
  report(
    memberId: string,
    input: { id: string; deliveryId: string; report: DeliveryReport; at: number },
  ): Promise<boolean>
}

/** Short links of SMS (MSG-6). */
export interface LinkPort {
  /** By what stands in the address; null: it leads nowhere (any more). */
  find(name: string): Promise<{ memberId: string; deliveryId: string; link: Destination } | null>
}

/** The campaigns' door: call after the campaign's row has been committed. */
export interface CampaignPort {
  /**
   * Status, dates, segments or version changed: sets the campaign's clock and starts what follows (enrolment, moving runs,
   * closing runs; of a small campaign it is done on return). When the campaign may not send any more, returns once no send
   * is in flight (CAM-7).
   */
  changed(campaignId: string): Promise<void>
  /** After paused → active; when the pause began and what becomes of overdue waits stands in the audit row (CAM-8). */
  resumed(campaignId: string): Promise<void>
}

export interface SystemPort {
  /** Wakes the sweeper; resolves when work can be done. */
  health(): Promise<void>
  /** Begins to rebuild the read model; fails while another rebuild runs. */
  rebuild(): Promise<void>
  /** How far the last rebuild is, or null when there was none. */
  lastRebuild(): Promise<Rebuild | null>
  clock(): Promise<{ now: number; held: boolean }>
  /** OPS-4. `to` in epoch ms; resolves when everything due up to then is done. The caller has refused the past. */
  advance(input: { to: number; hold: boolean | null }): Promise<{ now: number; held: boolean }>
}

/** Hands accepted inbox rows, already durable, to their members. */
export interface InboxPort {
  dispatch(rows: InboxRow[]): void
  /** Starts working through the chunks 0 to `chunks` − 1 of an import. */
  dispatchImport(importId: string, chunks: number): void
  /** Starts working at a segment's job; also tells that rule segments may have changed. */
  startSegmentJob(id: string): void
  /** Starts making a kept export. */
  startExport(id: string): void
  /** Sends a message of the inbox queue once more. */
  resend(message: InboxMessage): Promise<void>
}

/** Documents that Export to PDF steps have made (FLOW-10), and files of exports (ANA-4). */
export interface DocumentPort {
  /** By the key that a link's token holds; null when there is none (any more). */
  read(key: string): Promise<{ name: string; size: number; body: ReadableStream } | null>
  remove(keys: readonly string[]): Promise<void>
  /** All whose keys begin so; they are few. */
  removeUnder(prefix: string): Promise<void>
  /** What documents are written in. */
  fonts: FontSource
}

/** The bytes of uploaded pictures (MSG-1), by the name in their address. */
export interface ImagePort {
  keep(image: { name: string; kind: ImageKind; bytes: Uint8Array }): Promise<void>
  read(name: string): Promise<{ size: number; body: ReadableStream } | null>
  /** Nobody sees it any more; its bytes are kept for as long as a backup may bring it back. */
  remove(name: string): Promise<void>
  /** Brings a removed one back, when its bytes are still there. */
  restore(name: string): Promise<void>
}

/** Backups of what people configure (OPS-2). */
export interface BackupPort {
  make(): Promise<Backup>
  /** Newest first. */
  list(): Promise<Backup[]>
  read(id: string): Promise<{ size: number; body: ReadableStream } | null>
}

export interface Backup {
  id: string
  /** Epoch ms. */
  at: number
  bytes: number
  rows: number
}

/** Messages that wait in each queue, by its name; null where the platform does not tell. */
export type QueueDepths = Record<string, number | null>

/** One way of sending on a channel, as far as settings are concerned. */
export interface ProviderKind {
  kind: string
  /** Serves the channel while nobody has chosen. */
  isDefault: boolean
  credentials: z.ZodType
  fields: readonly CredentialField[]
  /** Whether it makes callbacks. */
  reports: boolean
  /** Why it takes a `baseUrl`; null: it has an address of its own. */
  needsBaseUrl: string | null
  /** Its own hosts that cannot be called from the local runtime. */
  http2Hosts: readonly string[]
  /** Where its credentials, as they were parsed, say that it connects to; null: it goes by an address. */
  hostOf: ((credentials: unknown) => NamedHost) | null
}

/** The ways of sending that there are (SEND-1). */
export interface ProviderPort {
  kinds(channel: ProviderChannel): readonly ProviderKind[]
  /**
   * Takes a provider's callback; what it reports is durable on return (SEND-5). Null: it is not the provider's.
   * @throws unavailable when it is to come again
   */
  callback(
    of: { channel: string; kind: string },
    request: CallbackRequest,
  ): Promise<{ answer: CallbackAnswer | null } | null>
  /** Sends one message by the channel's provider, past the queue. */
  test(channel: MessageChannel, test: ProviderTest): Promise<TestOutcome>
  /** Sends what was rendered to try it out, likewise. */
  send(to: string, rendered: RenderedMessage): Promise<TestOutcome>
}

/** What every verb gets: `(ctx, input) → result`. */
export interface Ctx {
  db: Db
  clock: Clock
  random: Random
  actor: Actor
  config: Config
  members: MemberPort
  campaigns: CampaignPort
  system: SystemPort
  inbox: InboxPort
  documents: DocumentPort
  links: LinkPort
  images: ImagePort
  providers: ProviderPort
  backups: BackupPort
  queueDepths(): Promise<QueueDepths>
  /** Whom a token of Cloudflare Access names; null when it is not good. */
  accessEmail(assertion: string): Promise<string | null>
  /** Where people reach this system, no slash at its end; "" while nobody knows. Links in messages begin with it. */
  publicOrigin(): Promise<string>
  /** Lets work go on after the answer (`waitUntil`). */
  defer(work: Promise<unknown>): void
}
