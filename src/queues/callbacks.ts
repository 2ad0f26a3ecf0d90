import { readDeliveryRef } from "../core/delivery-ref"
import { AppError } from "../core/errors"
import { realRandom } from "../core/random"
import { openDb } from "../db/client"
import { membersByPhone } from "../db/phones"
import { configOf, providerOf, readProvider } from "../db/providers"
import type { MemberInput } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { closeReported } from "../platform/closed-addresses"
import { companyFacts } from "../platform/company"
import { openCredentials } from "../platform/credentials"
import { type Delivery, deliver, knownFrom, memberHints } from "../platform/members"
import { publicOrigin } from "../platform/origin"
import { secretsOf } from "../platform/secrets"
import { tracked } from "../platform/work"
import type {
  CallbackAnswer,
  CallbackRequest,
  MessageChannel,
  Provider,
  ProviderReport,
  ReadCallback,
} from "../providers/provider"
import { findProvider } from "../providers/registry"
import { storeItems } from "../services/ingest/store"
import { keywordAnswer } from "../services/replies/keyword-answer"
import { dispatchRows } from "./dispatch"

const channels: readonly MessageChannel[] = ["email", "sms", "push"]

/**
 * Takes a provider's callback. What it reports is durable on return; doubles and disorder change nothing (DEL-16).
 * @returns what the provider is to hear; null: it is not the provider's
 * @throws unavailable when it is to come again
 */
export async function takeCallback(
  env: Env,
  { channel, kind }: { channel: string; kind: string },
  request: CallbackRequest,
): Promise<{ answer: CallbackAnswer | null } | null> {
  const of = channels.find((one) => one === channel)
  const provider = of === undefined ? null : findProvider(of, kind)
  if (provider?.readCallback === undefined) return null
  const read = await readAs(env, provider, request)
  if (read === null) return null
  await takeReports(env, read.reports)
  const said = read.reports.find((one) => one.report.type === "replied" && "from" in one.about)
  const spoken = await takeTexts(env, read.reports)
  if (read.reply !== undefined && said !== undefined) return { answer: read.reply(spoken) }
  return { answer: read.answer ?? null }
}

/** Reads the callback by the settings of its kind, which need not be the chosen one any more. */
async function readAs(env: Env, provider: Provider, request: CallbackRequest): Promise<ReadCallback> {
  const stored = readProvider(await providerOf(env.DB, provider.channel).all())
  const { baseUrl, credentials: sealed } = configOf(stored, provider.kind)
  if (sealed === null) return null
  const credentials = provider.credentials.safeParse(await openCredentials(env, sealed))
  if (!credentials.success) return null
  const settings = { baseUrl, credentials: credentials.data }
  const ports = { now: appClock.now, fetch: ((input, init) => fetch(input, init)) satisfies typeof fetch }
  for (const url of await addressesOf(env, request.url)) {
    const read = (await provider.readCallback?.({ ...request, url }, settings, ports)) ?? null
    if (read !== null) return read
  }
  return null
}

/** Addresses that the provider may have called: the one that it was told, and the one that came in, behind a proxy another. */
async function addressesOf(env: Env, url: string): Promise<Set<string>> {
  const { pathname, search } = new URL(url)
  const origin = await publicOrigin(env)
  return new Set(origin === "" ? [url] : [`${origin}${pathname}${search}`, url])
}

/** Tells members what was reported on their deliveries. */
async function takeReports(env: Env, reports: readonly ProviderReport[]): Promise<void> {
  const inputs = new Map<string, MemberInput[]>()
  for (const { id, at, about, report } of reports) {
    const known = "ref" in about ? await readDeliveryRef(secretsOf(env), about.ref) : null
    // Not ours: another system's, or one that was signed with a secret that nobody knows any more.
    if (known === null) continue
    const { memberId, deliveryId } = known
    const input = { kind: "deliveryReported" as const, id, deliveryId, report, at: Math.min(at, appClock.now()) }
    inputs.set(memberId, [...(inputs.get(memberId) ?? []), input])
  }
  if (inputs.size === 0) return
  const hints = await memberHints(env, [...inputs.keys()])
  const calls = [...inputs].flatMap(([memberId, of]): Delivery[] => {
    const hint = hints.get(memberId)
    // Erased since; a member that sleeps in the table was never sent anything.
    return hint?.home === "object" ? [{ memberId, call: { inputs: of, ...knownFrom(hint) } }] : []
  })
  const [failure] = await tracked(deliver(env, calls))
  if (failure === undefined) {
    await closeReported(env, calls.flatMap(reportsIn))
    return
  }
  console.error("A member could not be told what a provider has reported", failure.error)
  throw new AppError("unavailable", "Not all of it could be stored; send it again.")
}

function reportsIn({ memberId, call }: Delivery) {
  return call.inputs.flatMap((input) => (input.kind === "deliveryReported" ? [{ memberId, ...input }] : []))
}

/**
 * Hands texts to everybody who has the number that they came from (DEL-20).
 * @returns what is to be answered, if anything
 */
async function takeTexts(env: Env, reports: readonly ProviderReport[]): Promise<string | null> {
  let answer: string | null = null
  for (const { id, at, about, report } of reports) {
    if (!("from" in about) || report.type !== "replied") continue
    const members = await membersByPhone(env.DB, about.from)
    const [first] = members
    if (first === undefined) continue
    const now = appClock.now()
    const text = { kind: "textReceived" as const, id, from: about.from, text: report.text, at: Math.min(at, now) }
    const items = members.map((member) => ({ memberId: member.id, patch: {}, inputs: [text] }))
    const { statements, rows } = storeItems({ db: openDb(env.DB), random: realRandom }, { always: true }, items, now)
    await env.DB.batch(statements)
    // Durable; but the next message may be about to leave.
    await tracked(dispatchRows(env, rows))
    const { company, texts } = await companyFacts(env.DB)
    const reader = { locale: first.locale ?? company.locale, company: company.name, own: texts }
    answer = keywordAnswer(report.text, reader) ?? answer
  }
  return answer
}
