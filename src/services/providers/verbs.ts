import { eq } from "drizzle-orm"
import * as z from "zod"
import { invalid } from "../../core/errors"
import { seal } from "../../core/seal"
import { derivedWebhookSecret, isWebhookSecret } from "../../core/webhook-secret"
import { providers } from "../../db/schema"
import type { OutboundChannel } from "../../engine/types"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"

export const channels = ["email", "sms", "push", "webhook"] as const satisfies readonly OutboundChannel[]
const kinds = [
  "outbox",
  "resend",
  "postmark",
  "sendgrid",
  "ses",
  "mailgun",
  "cloudflare",
  "twilio",
  "vonage",
  "messagebird",
  "webpush",
  "fcm",
  "apns",
  "http",
] as const

/** `PUT /providers/{channel}`. */
export const providerSchema = z
  .strictObject({
    kind: z.enum(kinds),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    credentials: z.record(z.string().max(100), z.string().max(20_000)).optional(),
    ratePerSecond: z.number().positive().max(100_000).optional(),
  })
  .meta({ id: "ProviderChange" })

export const providerViewSchema = z
  .object({ channel: z.enum(channels), kind: z.enum(kinds), ratePerSecond: z.number().nullable() })
  .meta({ id: "Provider" })
export type ProviderView = z.infer<typeof providerViewSchema>

/** Which kinds there are yet, the default first. Calls of Web service steps go out unless they are told to stay. */
const available: Record<(typeof channels)[number], readonly (typeof kinds)[number][]> = {
  email: ["outbox"],
  sms: ["outbox"],
  push: ["outbox"],
  webhook: ["http", "outbox"],
}

/** What carries the messages of each channel: the built-in outbox unless said otherwise (SEND-2). */
export async function listProviders(ctx: Ctx): Promise<{ items: ProviderView[]; nextCursor: null }> {
  const rows = await ctx.db.select().from(providers)
  const items = channels.map((channel) => {
    const row = rows.find((one) => one.channel === channel)
    const kind = kinds.find((one) => one === row?.kind) ?? defaultOf(channel)
    return { channel, kind, ratePerSecond: row?.ratePerSecond ?? null }
  })
  return { items, nextCursor: null }
}

function defaultOf(channel: (typeof channels)[number]): (typeof kinds)[number] {
  return available[channel][0] ?? "outbox"
}

/**
 * Sets the provider of a channel. There are the built-in outbox and, for calls, plain HTTP, whose credential `secret`
 * (`whsec_…`) signs them; credentials that are not given stay as they are.
 */
export async function setProvider(
  ctx: Ctx,
  input: { channel: (typeof channels)[number]; provider: z.infer<typeof providerSchema> },
): Promise<ProviderView> {
  const { channel, provider } = input
  const { kind, ratePerSecond = null } = provider
  if (!available[channel].includes(kind)) {
    throw invalid("kind", "notAvailable", `The provider “${kind}” is not available for ${channel}.`)
  }
  const [before] = await ctx.db.select().from(providers).where(eq(providers.channel, channel))
  const credentials = await sealedCredentials(ctx, input, before?.credentials ?? null)
  const row = { channel, kind, baseUrl: null, credentials, ratePerSecond, updatedAt: ctx.clock.now() }
  await ctx.db.batch([
    ctx.db.insert(providers).values(row).onConflictDoUpdate({ target: providers.channel, set: row }),
    auditInsert(ctx, {
      action: "provider.changed",
      subject: `provider:${channel}`,
      before: { kind: before?.kind ?? defaultOf(channel) },
      after: { kind, ratePerSecond, ...(provider.credentials === undefined ? {} : { credentials: "changed" }) },
    }),
  ])
  return { channel, kind, ratePerSecond }
}

/** What is to be stored of a provider's credentials; 422 names the one that will not do. */
async function sealedCredentials(
  ctx: Ctx,
  { channel, provider }: { channel: (typeof channels)[number]; provider: z.infer<typeof providerSchema> },
  before: string | null,
): Promise<string | null> {
  const given = provider.credentials
  if (channel !== "webhook") return null
  if (given === undefined) return before
  const unknown = Object.keys(given).find((name) => name !== "secret")
  if (unknown !== undefined) {
    throw invalid(`credentials.${unknown}`, "unknownField", "The only credential of this provider is `secret`.")
  }
  if (given.secret === undefined) return null
  if (!isWebhookSecret(given.secret)) {
    throw invalid("credentials.secret", "invalidSecret", "A secret is whsec_ and 24 to 64 bytes in base64.")
  }
  return await seal(ctx.config.secretKey, ctx.random, JSON.stringify({ secret: given.secret }))
}

export const webhookSigningSchema = z
  .object({ secret: z.string().nullable(), custom: z.boolean() })
  .meta({ id: "WebhookSigning" })

/**
 * What receivers of our calls verify signatures by: the secret derived for this system; null once one was set by hand,
 * which is never given back (SEC-32).
 */
export async function webhookSigning(ctx: Ctx): Promise<z.infer<typeof webhookSigningSchema>> {
  const [row] = await ctx.db.select().from(providers).where(eq(providers.channel, "webhook"))
  const custom = row?.credentials != null
  return { secret: custom ? null : await derivedWebhookSecret(ctx.config.secretKey), custom }
}
