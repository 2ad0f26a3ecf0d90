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
  /** Email address, E.164 number, or push target as text. */
  to: string
  content: OutboundContent & { channel: C }
  attachments?: Attachment[]
  /** Goes to staff, not to the member: the outbox shows it under this channel. */
  audience?: "staff"
}

/** What a provider's answer means for us (SEND-3). */
export type SendOutcome =
  | { kind: "accepted"; providerId: string | null }
  /** Not taken. `permanent`: never will be; otherwise the cause may pass, but this attempt is over. */
  | { kind: "refused"; permanent: boolean; code: string; detail: string }
  /** Not taken now: try again after `afterMs`, or by our own back-off when null. */
  | { kind: "retry"; afterMs: number | null; detail: string }
  /** It may or may not have been taken. Only providers without idempotency keys may say so. */
  | { kind: "unknown"; detail: string }

/** Where the built-in outbox keeps what it is given. A message whose key is there already changes nothing. */
export interface OutboxStore {
  insert(messages: readonly OutboundMessage[], at: number): Promise<void>
}

/** The world as a provider meets it. */
export interface ProviderPorts {
  fetch: typeof fetch
  /** Epoch ms. */
  now: () => number
  outbox: OutboxStore
}

/** One way of sending on one channel. */
export interface Provider<C extends MessageChannel = MessageChannel, Config = unknown> {
  kind: string
  channel: C
  /** Whether it takes our idempotency key, so that an unanswered attempt may be repeated (DEL-05, DEL-06). */
  idempotent: boolean
  /** Shape of its base URL and credentials. */
  config: z.ZodType<Config>
  /**
   * Hands over messages, in as few calls as it can. Gives one outcome per message, in their order; never throws:
   * one bad recipient does not hold up the others (DEL-08).
   */
  sendAll(messages: readonly OutboundMessage<C>[], config: Config, ports: ProviderPorts): Promise<SendOutcome[]>
}
