import { eq } from "drizzle-orm"
import * as z from "zod"
import { invalid } from "../../core/errors"
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

/** What carries the messages of each channel: the built-in outbox unless said otherwise (SEND-2). */
export async function listProviders(ctx: Ctx): Promise<{ items: ProviderView[]; nextCursor: null }> {
  const rows = await ctx.db.select().from(providers)
  const items = channels.map((channel) => {
    const row = rows.find((one) => one.channel === channel)
    const kind = kinds.find((one) => one === row?.kind) ?? "outbox"
    return { channel, kind, ratePerSecond: row?.ratePerSecond ?? null }
  })
  return { items, nextCursor: null }
}

/** Sets the provider of a channel. Only the built-in outbox is there yet. */
export async function setProvider(
  ctx: Ctx,
  input: { channel: (typeof channels)[number]; provider: z.infer<typeof providerSchema> },
): Promise<ProviderView> {
  const { channel, provider } = input
  if (provider.kind !== "outbox") {
    throw invalid("kind", "notAvailable", `The provider “${provider.kind}” is not available yet.`)
  }
  const { kind, ratePerSecond = null } = provider
  const [before] = await ctx.db.select().from(providers).where(eq(providers.channel, channel))
  const row = { channel, kind, baseUrl: null, credentials: null, ratePerSecond, updatedAt: ctx.clock.now() }
  await ctx.db.batch([
    ctx.db.insert(providers).values(row).onConflictDoUpdate({ target: providers.channel, set: row }),
    auditInsert(ctx, {
      action: "provider.changed",
      subject: `provider:${channel}`,
      before: { kind: before?.kind ?? "outbox" },
      after: { kind, ratePerSecond },
    }),
  ])
  return { channel, kind, ratePerSecond }
}
