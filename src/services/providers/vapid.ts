import { and, eq } from "drizzle-orm"
import * as z from "zod"
import { AppError, notFound } from "../../core/errors"
import { seal, unseal } from "../../core/seal"
import { generateVapidKeys } from "../../core/vapid"
import { providerConfigs } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"

const place = { channel: "push", kind: "webpush" } as const

/** `POST /providers/push/vapid-keys`. */
export const vapidRequestSchema = z
  .strictObject({
    subject: z
      .string()
      .trim()
      .max(200)
      .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "Must begin with mailto: or https://."),
    replace: z.boolean().default(false),
  })
  .meta({ id: "VapidKeysRequest" })

export const vapidKeysSchema = z
  .object({ subject: z.string(), publicKey: z.string() })
  .meta({ id: "VapidKeys", description: "`publicKey` is what a browser takes as `applicationServerKey`." })
export type VapidKeysView = z.infer<typeof vapidKeysSchema>

/** The public half of the keys that Web Push is set up with: browsers subscribe by it. */
export async function getVapidKeys(ctx: Ctx): Promise<VapidKeysView> {
  const { subject, publicKey } = await stored(ctx)
  if (subject === undefined || publicKey === undefined) throw notFound("VAPID keys")
  return { subject, publicKey }
}

/**
 * Makes a pair of VAPID keys and sets Web Push up with it; the private one is never shown (SEC-32).
 * @throws conflict when there is a pair already and it is not to be replaced: all subscriptions are bound to it
 */
export async function makeVapidKeys(ctx: Ctx, input: z.infer<typeof vapidRequestSchema>): Promise<VapidKeysView> {
  const { subject, replace } = input
  const before = await stored(ctx)
  if (before.publicKey !== undefined && !replace) {
    throw new AppError(
      "conflict",
      "There is a pair already, and every subscription is bound to it. Say `replace` to make another: no browser that subscribed before can be reached then.",
      { reason: "vapidKeysExist" },
    )
  }
  const keys = await generateVapidKeys()
  const credentials = await seal(ctx.config.secretKey, ctx.random, JSON.stringify({ subject, ...keys }))
  const updatedAt = ctx.clock.now()
  await ctx.db.batch([
    ctx.db
      .insert(providerConfigs)
      .values({ ...place, baseUrl: null, credentials, ratePerSecond: null, updatedAt })
      .onConflictDoUpdate({ target: [providerConfigs.channel, providerConfigs.kind], set: { credentials, updatedAt } }),
    auditInsert(ctx, {
      action: "provider.vapidKeysMade",
      subject: "provider:push",
      before: { publicKey: before.publicKey ?? null },
      after: { publicKey: keys.publicKey, subject },
    }),
  ])
  return { subject, publicKey: keys.publicKey }
}

async function stored(ctx: Ctx): Promise<Record<string, string | undefined>> {
  const [config] = await ctx.db
    .select()
    .from(providerConfigs)
    .where(and(eq(providerConfigs.channel, place.channel), eq(providerConfigs.kind, place.kind)))
  if (config?.credentials == null) return {}
  return JSON.parse(await unseal(ctx.config.secretKey, config.credentials)) as Record<string, string>
}
