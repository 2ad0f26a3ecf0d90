import { and, eq } from "drizzle-orm"
import * as z from "zod"
import { refusedAddress, refusedHost } from "../../content/outbound-address"
import { AppError, invalid, notFound } from "../../core/errors"
import { seal, unseal } from "../../core/seal"
import { derivedWebhookSecret } from "../../core/webhook-secret"
import { providerConfigs, providers } from "../../db/schema"
import { own } from "../../engine/own"
import { auditInsert } from "../audit"
import type { Ctx, ProviderKind } from "../context"
import {
  channels,
  kinds,
  type ProviderChange,
  type ProviderChannel,
  type ProviderTest,
  type ProviderView,
  type TestOutcome,
} from "./schema"

type Config = typeof providerConfigs.$inferSelect

/** What carries the messages of each channel: the built-in outbox unless said otherwise (SEND-2). */
export async function listProviders(ctx: Ctx): Promise<{ items: ProviderView[]; nextCursor: null }> {
  const [chosen, configs, origin] = await Promise.all([
    ctx.db.select().from(providers),
    ctx.db.select().from(providerConfigs),
    ctx.publicOrigin(),
  ])
  const items = channels.map(async (channel) => {
    const kind = chosen.find((one) => one.channel === channel)?.kind
    return await viewOf(ctx, { channel, kind: kindOf(ctx, channel, kind), configs, origin })
  })
  return { items: await Promise.all(items), nextCursor: null }
}

/** The channel's provider. */
export async function getProvider(ctx: Ctx, input: { channel: ProviderChannel }): Promise<ProviderView> {
  const { items } = await listProviders(ctx)
  const found = items.find((one) => one.channel === input.channel)
  if (found === undefined) throw notFound("provider")
  return found
}

/** Every kind of every channel, with the names of its credentials. */
export async function listProviderKinds(ctx: Ctx) {
  const items = channels.flatMap((channel) =>
    ctx.providers.kinds(channel).map(({ kind, fields }) => ({ channel, kind, credentials: [...fields] })),
  )
  return { items, nextCursor: null }
}

/** A kind that the registry has (no more) is the channel's default. */
function kindOf(ctx: Ctx, channel: ProviderChannel, kind: string | undefined): ProviderKind {
  const known = ctx.providers.kinds(channel)
  const found = known.find((one) => one.kind === kind) ?? known.find((one) => one.isDefault)
  if (found === undefined) throw new Error(`Channel ${channel} has no provider`)
  return found
}

async function viewOf(
  ctx: Ctx,
  known: { channel: ProviderChannel; kind: ProviderKind; configs: readonly Config[]; origin: string },
): Promise<ProviderView> {
  const { channel, kind, origin } = known
  const ofChannel = known.configs.filter((one) => one.channel === channel)
  const config = ofChannel.find((one) => one.kind === kind.kind)
  return {
    channel,
    kind: nameOf(kind.kind),
    baseUrl: config?.baseUrl ?? null,
    ratePerSecond: config?.ratePerSecond ?? null,
    credentialsSet: Object.keys(await credentialsOf(ctx, config)),
    callbackUrl: kind.reports && origin !== "" ? `${origin}/webhooks/providers/${channel}/${kind.kind}` : null,
    setUp: ofChannel.map((one) => nameOf(one.kind)),
  }
}

function nameOf(kind: string): (typeof kinds)[number] {
  return kinds.find((one) => one === kind) ?? "outbox"
}

async function credentialsOf(ctx: Ctx, config: Config | undefined): Promise<Record<string, string>> {
  if (config?.credentials == null) return {}
  return JSON.parse(await unseal(ctx.config.secretKey, config.credentials)) as Record<string, string>
}

/** One kind's settings as its form shows them: the values of what is no secret, and the names of what is set. */
export async function getProviderForm(ctx: Ctx, input: { channel: ProviderChannel; kind?: string | undefined }) {
  const { channel } = input
  const chosen = await getProvider(ctx, { channel })
  const known = ctx.providers.kinds(channel)
  const kind = kindOf(ctx, channel, input.kind ?? chosen.kind)
  const config = await configAt(ctx, channel, kind.kind)
  const origin = await ctx.publicOrigin()
  const stored = await credentialsOf(ctx, config)
  const secrets = new Set(kind.fields.filter((field) => field.secret).map((field) => field.name))
  return {
    chosen: chosen.kind,
    kinds: known.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault)).map((one) => one.kind),
    fields: kind.fields,
    reports: kind.reports,
    needsBaseUrl: kind.needsBaseUrl !== null,
    takesBaseUrl: takesBaseUrl(kind),
    settings: await viewOf(ctx, { channel, kind, configs: config ? [config] : [], origin }),
    values: Object.fromEntries(Object.entries(stored).filter(([name]) => !secrets.has(name))),
  }
}

async function configAt(ctx: Ctx, channel: ProviderChannel, kind: string): Promise<Config | undefined> {
  const [config] = await ctx.db
    .select()
    .from(providerConfigs)
    .where(and(eq(providerConfigs.channel, channel), eq(providerConfigs.kind, kind)))
  return config
}

/**
 * Chooses the provider of a channel and changes its settings; those of the other kinds are kept.
 * @throws invalid naming the field
 */
export async function setProvider(
  ctx: Ctx,
  input: { channel: ProviderChannel; provider: ProviderChange },
): Promise<ProviderView> {
  const { channel, provider } = input
  const known = ctx.providers.kinds(channel).find((one) => one.kind === provider.kind)
  if (known === undefined) {
    throw invalid("kind", "notAvailable", `The provider “${provider.kind}” is not available for ${channel}.`)
  }
  const { kind } = known
  const before = await configAt(ctx, channel, kind)
  const baseUrl = provider.baseUrl ?? null
  const outOfReach = baseUrl === null || (ctx.config.local && known.http2Hosts.includes(new URL(baseUrl).hostname))
  if (outOfReach && known.needsBaseUrl !== null) throw invalid("baseUrl", "needsRelay", known.needsBaseUrl)
  if (baseUrl !== null && !takesBaseUrl(known)) {
    throw invalid("baseUrl", "notUsed", "This kind has no address of its own.")
  }
  const refusal = baseUrl === null ? null : refusedAddress(baseUrl, ctx.config.outbound)
  if (refusal !== null) throw invalid("baseUrl", "blockedAddress", refusal)
  const credentials = await newCredentials(ctx, { known, given: provider.credentials ?? {}, before, baseUrl })
  const updatedAt = ctx.clock.now()
  const sealed =
    Object.keys(credentials).length === 0
      ? null
      : await seal(ctx.config.secretKey, ctx.random, JSON.stringify(credentials))
  const ratePerSecond = provider.ratePerSecond ?? null
  const config = { channel, kind, baseUrl, credentials: sealed, ratePerSecond, updatedAt }
  const chosen = { channel, kind, updatedAt }
  const [old] = await ctx.db.select().from(providers).where(eq(providers.channel, channel))
  await ctx.db.batch([
    ctx.db.insert(providers).values(chosen).onConflictDoUpdate({ target: providers.channel, set: chosen }),
    ctx.db
      .insert(providerConfigs)
      .values(config)
      .onConflictDoUpdate({ target: [providerConfigs.channel, providerConfigs.kind], set: config }),
    auditInsert(ctx, {
      action: "provider.changed",
      subject: `provider:${channel}`,
      before: { kind: kindOf(ctx, channel, old?.kind).kind, baseUrl: before?.baseUrl ?? null },
      after: { kind, baseUrl, ratePerSecond, ...(provider.credentials ? { credentials: "changed" } : {}) },
    }),
  ])
  return await getProvider(ctx, { channel })
}

/** Whether its calls can be sent to another address than its own. */
function takesBaseUrl({ kind, hostOf }: ProviderKind): boolean {
  return kind !== "outbox" && kind !== "http" && hostOf === null
}

/** What is to be stored of a kind's credentials; 422 names the one that will not do. */
async function newCredentials(
  ctx: Ctx,
  change: {
    known: ProviderKind
    given: Record<string, string | null>
    before: Config | undefined
    baseUrl: string | null
  },
): Promise<Record<string, string>> {
  const { known, given, before, baseUrl } = change
  const stored = await credentialsOf(ctx, before)
  const secrets = known.fields.filter((field) => field.secret).map((field) => field.name)
  const merged = Object.fromEntries(
    Object.entries({ ...stored, ...given }).filter((entry): entry is [string, string] => entry[1] !== null),
  )
  const parsed = known.credentials.safeParse(merged)
  // Whoever may point a provider elsewhere must not get at its stored secrets that way (SEC-32).
  const kept = secrets.find((name) => own(stored, name) !== undefined && own(given, name) === undefined)
  const moved = before?.baseUrl !== baseUrl || placeOf(known, stored) !== placeOf(known, merged)
  if (kept !== undefined && before !== undefined && moved) {
    throw invalid(`credentials.${kept}`, "giveAgain", "Give it again: the address has changed.")
  }
  if (parsed.success) {
    const named = known.hostOf?.(parsed.data)
    const refusal = named === undefined ? null : refusedHost(named, ctx.config.outbound)
    if (refusal !== null) throw invalid("credentials.host", "blockedAddress", refusal)
    return parsed.data as Record<string, string>
  }
  const errors = parsed.error.issues.flatMap((issue) => {
    const names = issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0] ?? "")]
    return names.map((name) => ({
      path: `credentials.${name}`,
      code: codeOf(issue, merged, name),
      message: wordsOf(issue),
    }))
  })
  throw new AppError("invalid", errors[0]?.message ?? "The credentials are not valid.", { errors })
}

/** Where a kind connects to with these credentials, as one text; null: by an address, or they will not do. */
function placeOf({ credentials, hostOf }: ProviderKind, given: Record<string, string>): string | null {
  const parsed = credentials.safeParse(given)
  if (hostOf === null || !parsed.success) return null
  const { host, port, encrypted } = hostOf(parsed.data)
  return `${host}:${port} ${encrypted}`
}

type Issue = z.core.$ZodIssue

function codeOf(issue: Issue, given: Record<string, string>, name: string): string {
  if (issue.code === "unrecognized_keys") return "unknownField"
  return own(given, name) === undefined ? "required" : "invalidCredential"
}

function wordsOf(issue: Issue): string {
  return issue.code === "unrecognized_keys" ? "This provider has no such credential." : issue.message
}

/** Forgets the settings of a kind that does not serve the channel now. */
export async function forgetProvider(ctx: Ctx, input: { channel: ProviderChannel; kind: string }): Promise<void> {
  const { channel, kind } = input
  if ((await getProvider(ctx, { channel })).kind === kind) {
    throw new AppError("conflict", "It serves the channel; choose another one first.", { reason: "providerUsed" })
  }
  if ((await configAt(ctx, channel, kind)) === undefined) throw notFound("provider")
  await ctx.db.batch([
    ctx.db.delete(providerConfigs).where(and(eq(providerConfigs.channel, channel), eq(providerConfigs.kind, kind))),
    auditInsert(ctx, { action: "provider.forgotten", subject: `provider:${channel}`, before: { kind } }),
  ])
}

/** Sends one message now, past the queue, and tells what the provider said. */
export async function testProvider(
  ctx: Ctx,
  input: { channel: ProviderChannel; test: ProviderTest },
): Promise<TestOutcome> {
  const { channel, test } = input
  if (channel === "webhook") {
    throw invalid("channel", "noTest", "Web service calls are tried out by the step that makes them.")
  }
  return await ctx.providers.test(channel, test)
}

export const webhookSigningSchema = z
  .object({ secret: z.string().nullable(), custom: z.boolean() })
  .meta({ id: "WebhookSigning" })

/**
 * What receivers of our calls verify signatures by: the secret derived for this system; null once one was set by hand,
 * which is never given back (SEC-32).
 */
export async function webhookSigning(ctx: Ctx): Promise<z.infer<typeof webhookSigningSchema>> {
  const custom = (await configAt(ctx, "webhook", "http"))?.credentials != null
  return { secret: custom ? null : await derivedWebhookSecret(ctx.config.secretKey), custom }
}
