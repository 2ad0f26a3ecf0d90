import * as z from "zod"
import type { OutboundChannel } from "../../engine/types"

export const channels = ["email", "sms", "push", "webhook"] as const satisfies readonly OutboundChannel[]
export type ProviderChannel = (typeof channels)[number]

/** Every kind that the contract names; which of them a channel has is the registry's to say. */
export const kinds = [
  "outbox",
  "resend",
  "postmark",
  "sendgrid",
  "ses",
  "mailgun",
  "smtp",
  "cloudflare",
  "twilio",
  "vonage",
  "messagebird",
  "webpush",
  "fcm",
  "apns",
  "http",
] as const

/** `PUT /providers/{channel}`: credentials are merged, null removes one; an absent `baseUrl` is the provider's own. */
export const providerSchema = z
  .strictObject({
    kind: z.enum(kinds),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .transform((url) => url.replace(/\/+$/, ""))
      .nullable()
      .optional(),
    credentials: z.record(z.string().max(100), z.string().max(20_000).nullable()).optional(),
    ratePerSecond: z.number().positive().max(100_000).nullable().optional(),
  })
  .meta({ id: "ProviderChange" })
export type ProviderChange = z.infer<typeof providerSchema>

export const providerViewSchema = z
  .object({
    channel: z.enum(channels),
    kind: z.enum(kinds),
    baseUrl: z.string().nullable(),
    ratePerSecond: z.number().nullable(),
    /** Names of the credentials that are set; their values are never given back (SEC-32). */
    credentialsSet: z.array(z.string()),
    /** Where the provider is to send its callbacks; null: it makes none, or nobody knows this system's address yet. */
    callbackUrl: z.string().nullable(),
    /** Kinds of this channel that are set up, chosen or not. */
    setUp: z.array(z.enum(kinds)),
  })
  .meta({ id: "Provider" })
export type ProviderView = z.infer<typeof providerViewSchema>

export const providerKindSchema = z
  .object({
    channel: z.enum(channels),
    kind: z.string(),
    credentials: z.array(
      z.object({
        name: z.string(),
        required: z.boolean(),
        secret: z.boolean(),
        long: z.boolean(),
        options: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "ProviderKind" })

/** `POST /providers/{channel}/test`. `to`: an email address, a phone number or a push target as text. */
export const providerTestSchema = z
  .strictObject({
    to: z.string().trim().min(1).max(4_000),
    subject: z.string().trim().min(1).max(200).default("A test from Millrace"),
    text: z.string().trim().min(1).max(1_000).default("This message shows that sending works."),
  })
  .meta({ id: "ProviderTest" })
export type ProviderTest = z.infer<typeof providerTestSchema>

export const testOutcomeSchema = z
  .object({
    kind: z.string(),
    outcome: z.enum(["accepted", "refused", "retry", "unknown"]),
    /** The provider's own id of the message. */
    providerId: z.string().nullable(),
    /** What the provider said; null when it took the message. */
    detail: z.string().nullable(),
  })
  .meta({ id: "ProviderTestOutcome" })
export type TestOutcome = z.infer<typeof testOutcomeSchema>
