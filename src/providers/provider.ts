import type * as z from "zod"

/** The channels that carry messages to members. */
export type MessageChannel = "email" | "sms" | "push"

/** What a member is to see, already rendered. */
export type OutboundContent =
  | {
      channel: "email"
      subject: string
      html: string
      text: string
      /** Null or absent: the sender of the company. */
      from?: string | null
      replyTo?: string | null
      headers?: Record<string, string>
    }
  | { channel: "sms"; text: string }
  | { channel: "push"; title: string; body: string; link: string | null; image: string | null }

/** A file that goes with a message: its bytes are in the bucket of documents under `key`, and are read at `url`. */
export interface Attachment {
  filename: string
  contentType: string
  key: string
  url: string
}

/** One message for one member, handed to a provider. */
export interface OutboundMessage<C extends MessageChannel = MessageChannel> {
  /** The same for every attempt of one delivery, whatever happens (RUN-1). */
  idempotencyKey: string
  deliveryId: string
  memberId: string
  campaignId: string
  stepId: string
  /** The delivery's name for the outside; a provider that can carry it gives it back with its reports (SEND-5). */
  ref: string
  /** Email address, E.164 number, or push target as text: its endpoint or token. */
  to: string
  /** Of a web push target: what the content is encrypted for. */
  keys?: { p256dh: string; auth: string }
  content: OutboundContent & { channel: C }
  attachments?: Attachment[]
  /** Goes to staff, not to the member: the outbox shows it under this channel. */
  audience?: "staff"
}

/** What a provider's answer means for us (SEND-3). */
export type SendOutcome =
  | { kind: "accepted"; providerId: string | null }
  /** Not taken. `permanent`: never will be; otherwise the cause may pass, but this attempt is over. */
  | { kind: "refused"; permanent: boolean; code: string; detail: string; address?: AddressVerdict }
  /**
   * Not taken now: try again after `afterMs`, or by our own back-off when null. `throttled`: there were too many at once,
   * and nothing is wrong with this one.
   */
  | { kind: "retry"; afterMs: number | null; detail: string; throttled?: true }
  /** Not tried for want of time: its turn comes after `afterMs`, and this counts as no attempt. */
  | { kind: "later"; afterMs: number; detail: string }
  /** It may or may not have been taken. Only providers without idempotency keys may say so. */
  | { kind: "unknown"; detail: string }

/**
 * What a refusal says of the address itself: the member has told the provider to stop (DEL-20), nobody can be reached there
 * (DEL-17), or the push target is gone (DEL-21).
 */
export type AddressVerdict = "stop" | "hardBounce" | "gone"

/** Where the built-in outbox keeps what it is given. A message whose key is there already changes nothing. */
export interface OutboxStore {
  insert(messages: readonly OutboundMessage[], at: number): Promise<void>
}

/** A connection by TCP: as much of Cloudflare's `Socket` as providers use. */
export interface TcpConnection {
  readable: ReadableStream<Uint8Array>
  writable: WritableStream<Uint8Array>
  /** Settles when it is open; rejects when it cannot be. */
  opened: Promise<unknown>
  /** Goes on in TLS over another connection; the streams of this one must have been given back. */
  startTls(): TcpConnection
  close(): Promise<void>
}

/** The world as a provider meets it. */
export interface ProviderPorts {
  fetch: typeof fetch
  /** As `connect` of `cloudflare:sockets`. */
  connect(
    to: { hostname: string; port: number },
    how: { secureTransport: "on" | "off" | "starttls"; allowHalfOpen: false },
  ): TcpConnection
  /** Epoch ms. */
  now: () => number
  outbox: OutboxStore
  /** Where this provider is to report to, for those that are told with each message; null: this system's address is not known. */
  reportUrl: string | null
  /** The bytes of an attachment by its key; null when it is gone. May throw when they cannot be read now. */
  file(key: string): Promise<Uint8Array | null>
}

/** How a provider was set up. */
export interface ProviderSettings<Credentials = unknown> {
  /** Instead of the provider's own; no slash at its end. */
  baseUrl: string | null
  credentials: Credentials
}

/** A host that a provider's credentials name, to which it connects. */
export interface NamedHost {
  host: string
  port: number
  /** Whether nobody on the way can read along. */
  encrypted: boolean
}

/** A callback as it came in; signatures are over the bytes of `body`. */
export interface CallbackRequest {
  method: string
  /** As the provider was told it: behind a proxy the request's own address may differ. */
  url: string
  headers: Headers
  body: string
}

/** What a provider says of a message that it took, or of an answer to it. */
export interface ProviderReport {
  /** The provider's own id of this event: the same event may be reported many times (DEL-16). */
  id: string
  /** Epoch ms. */
  at: number
  /** Our `ref`, or the number that an answer came from. */
  about: { ref: string } | { from: string }
  report:
    | { type: "delivered" }
    | { type: "bounced"; permanent: boolean; stop?: boolean }
    | { type: "complained" }
    | { type: "opened"; machine: boolean }
    | { type: "clicked"; machine: boolean; url?: string }
    | { type: "replied"; text: string }
}

/** What a provider is to hear. */
export interface CallbackAnswer {
  /** Media type. */
  type: string
  body: string
}

/** What became of a callback: `null` when it is not the provider's. */
export type ReadCallback = {
  reports: ProviderReport[]
  /** What the provider expects to hear; absent: nothing. */
  answer?: CallbackAnswer
  /** For a provider that passes on what is answered to a member's text: how a text, or none, is said. */
  reply?: (text: string | null) => CallbackAnswer
} | null

/** One way of sending on one channel. */
export interface Provider<C extends MessageChannel = MessageChannel, Credentials = unknown> {
  kind: string
  channel: C
  /** Whether it takes our idempotency key, so that an unanswered attempt may be repeated (DEL-05, DEL-06). */
  idempotent: boolean
  /** Why it cannot be called at its own address from here: settings without a `baseUrl` are refused with these words. */
  needsBaseUrl?: string
  /** Its own hosts where those speak HTTP/2 only: the local runtime does not, and is refused them. */
  http2Hosts?: readonly string[]
  /** Where it connects to, for one that is no Web service and takes no `baseUrl`. */
  hostOf?(credentials: Credentials): NamedHost
  /** Shape of its credentials: strings by name, made of the parts in `credentials.ts`; forms and checks come from it. */
  credentials: z.ZodType<Credentials>
  /**
   * Hands over messages, in as few calls as it can. Gives one outcome per message, in their order; never throws:
   * one bad recipient does not hold up the others (DEL-08).
   */
  sendAll(
    messages: readonly OutboundMessage<C>[],
    settings: ProviderSettings<Credentials>,
    ports: ProviderPorts,
  ): Promise<SendOutcome[]>
  /** Reads a callback after checking that it is the provider's own (SEND-5); absent: it makes none. Never throws. */
  readCallback?(
    request: CallbackRequest,
    settings: ProviderSettings<Credentials>,
    ports: Pick<ProviderPorts, "now" | "fetch">,
  ): Promise<ReadCallback>
}
