import { outboundPolicy } from "./content/outbound-address"
import { addressHashes } from "./core/address-hash"
import { realRandom } from "./core/random"
import { openDb } from "./db/client"
import { campaignsUnderWay, eraseStatements } from "./db/erase"
import type { InboxMessage, InboxRow } from "./db/inbox"
import type { Wake } from "./db/member-rows"
import { lastRebuild, startRebuild } from "./db/rebuild"
import { type ClosedAddress, suppressAddresses } from "./db/suppressions"
import { addressOf } from "./engine/consent"
import { type Explanation, explain } from "./engine/explain"
import { createMember } from "./engine/state"
import type { MemberInput } from "./engine/types"
import type { Env } from "./env"
import type { MemberTruth } from "./member/calls"
import { accessEmail, hasAccess } from "./platform/access-identity"
import { ambientOf, forgetAmbient } from "./platform/ambient"
import { listBackups, makeBackup, readBackup } from "./platform/backups"
import { appClock } from "./platform/clock"
import { closeReported } from "./platform/closed-addresses"
import { forgetCompany } from "./platform/company"
import { loadDefinition } from "./platform/definitions"
import { deleteDocuments, deleteUnder, readDocument } from "./platform/documents"
import { assetFonts } from "./platform/fonts"
import { deleteImage, keepImage, readImage, restoreImage } from "./platform/images"
import { readState } from "./platform/member-state"
import { deliver, memberHints, memberStub } from "./platform/members"
import { knownOrigin, publicOrigin } from "./platform/origin"
import { queueDepths } from "./platform/queue-depths"
import { keptCounts } from "./platform/rebuild"
import { withRetry } from "./platform/retry"
import { secretsOf } from "./platform/secrets"
import { enqueue } from "./platform/send"
import { findShortLink, forgetShortLinks } from "./platform/short-links"
import { takeTouch } from "./platform/touches"
import { deferBy, tracked } from "./platform/work"
import { providerKinds } from "./providers/kinds"
import { takeCallback } from "./queues/callbacks"
import { dispatchRows } from "./queues/dispatch"
import { sendRendered, sendTest } from "./queues/test-send"
import type { Ctx, MemberPort, MemberView } from "./services/context"
import { storeItems } from "./services/ingest/store"
import { wakeMembers } from "./system/sweep"

/** Inbox rows that are handed out straight from the request; more go through the queue. */
const directRowsMax = 1
const answerHeadStartMs = 2

/**
 * Where ports meet adapters: the context of one request, its actor still anonymous.
 * @param wait the event's `waitUntil`
 */
export function makeContext(env: Env, wait: (work: Promise<unknown>) => void): Ctx {
  const defer = deferBy(wait)
  return {
    db: openDb(env.DB),
    clock: appClock,
    random: realRandom,
    actor: { kind: "anonymous" },
    config: {
      local: env.LOCAL === "true",
      timeMachine: env.TIME_MACHINE === "true",
      adminToken: env.ADMIN_TOKEN ?? null,
      secretKey: secretsOf(env),
      access: hasAccess(env),
      owner: env.OWNER_EMAIL && env.OWNER_PASSWORD ? { email: env.OWNER_EMAIL, password: env.OWNER_PASSWORD } : null,
      // Asked for anew each time: the first request teaches us our own address.
      get outbound() {
        return outboundPolicy(env.OUTBOUND_ALLOW, knownOrigin(env))
      },
    },
    links: { find: async (name) => await findShortLink(env, name) },
    members: { ...memberPort(env), touch: (memberId, touch) => defer(takeTouch(env, memberId, touch)) },
    campaigns: {
      changed: async (id) => await withRetry(async () => await env.CAMPAIGN.getByName(id).changed()),
      resumed: async (id) => await withRetry(async () => await env.CAMPAIGN.getByName(id).resumed()),
    },
    system: {
      health: async () => await env.SYSTEM.getByName("system").boot(),
      clock: async () => await env.SYSTEM.getByName("system").clock(),
      // The verb has refused the past; time has gone on since, so that the present itself may be past here.
      rebuild: async () => {
        await env.DB.batch(startRebuild(env.DB, appClock.now()))
        defer(enqueue(env.QUEUE_INBOX, [{ rebuild: true }]))
      },
      lastRebuild: async () => await lastRebuild(env.DB),
      advance: async ({ to, hold }) => await env.SYSTEM.getByName("system").advance(to, hold),
    },
    inbox: {
      // The rows are durable: the answer need not wait for what follows, nor compete with it.
      dispatch: (rows) => {
        defer(afterAnswer().then(() => handOut(env, rows)))
      },
      dispatchImport: (importId, chunks) => {
        const messages = Array.from({ length: chunks }, (_, n) => ({ importId, n }))
        defer(afterAnswer().then(() => enqueue(env.QUEUE_INBOX, messages)))
      },
      startSegmentJob: (id) => {
        forgetAmbient()
        defer(afterAnswer().then(() => enqueue(env.QUEUE_INBOX, [{ segmentJob: id }])))
      },
      startExport: (id) => {
        defer(afterAnswer().then(() => enqueue(env.QUEUE_INBOX, [{ exportJob: id }])))
      },
      resend: async (message) => await enqueue(env.QUEUE_INBOX, [message]),
    },
    accessEmail: async (assertion) => await accessEmail(env, assertion),
    publicOrigin: async () => await publicOrigin(env),
    providers: {
      kinds: providerKinds,
      callback: async (of, request) => await takeCallback(env, of, request),
      test: async (channel, test) => await sendTest(env, channel, test),
      send: async (to, rendered) => await sendRendered(env, to, rendered),
    },
    backups: {
      make: async () => await makeBackup(env),
      list: async () => await listBackups(env),
      read: async (id) => await readBackup(env, id),
    },
    queueDepths: async () => await queueDepths(env),
    documents: {
      read: async (key) => await readDocument(env, key),
      remove: async (keys) => await env.DOCUMENTS.delete([...keys]),
      removeUnder: async (prefix) => await deleteUnder(env, prefix),
      fonts: assetFonts(env),
    },
    images: {
      keep: async (image) => await keepImage(env, image),
      read: async (name) => await readImage(env, name),
      remove: async (name) => await deleteImage(env, name),
      restore: async (name) => await restoreImage(env, name),
    },
    defer,
  }
}

/** Lets the answer out first: making objects keeps the thread busy. */
async function afterAnswer(): Promise<void> {
  await scheduler.wait(answerHeadStartMs)
}

async function handOut(env: Env, rows: readonly InboxRow[]): Promise<void> {
  if (rows.length <= directRowsMax) await dispatchRows(env, rows)
  else
    await enqueue(
      env.QUEUE_INBOX,
      rows.map(({ id }): InboxMessage => ({ inboxId: id })),
    )
}

function memberPort(env: Env): Omit<MemberPort, "touch"> {
  return {
    read: async (memberId) => await readMember(env, memberId),
    apply: async (memberId, inputs) => {
      const patch = inputs.find((input) => input.kind === "profileChanged")?.patch ?? {}
      const ctx = { db: openDb(env.DB), random: realRandom }
      const { statements, rows } = storeItems(ctx, wakeFor(inputs), [{ memberId, patch, inputs }], appClock.now())
      await env.DB.batch(statements)
      await tracked(dispatchRows(env, rows, "newcomers"))
      const view = await readMember(env, memberId)
      if (view === null) throw new Error("A member that was just written is gone")
      return view
    },
    state: async (memberId) => await readState(env, memberId),
    explain: async (memberId, campaignId) => await explainMember(env, memberId, campaignId),
    resync: async (memberId) => {
      const hint = (await memberHints(env, [memberId])).get(memberId)
      if (hint?.home === "object") await wakeMembers(env, [{ id: memberId, seq: hint.seq }], true)
    },
    report: async (memberId, input) => {
      const before = await withRetry(async () => await memberStub(env, memberId).knowsDelivery(input.deliveryId))
      if (!before) return false
      const [failure] = await deliver(env, [{ memberId, call: { inputs: [{ kind: "deliveryReported", ...input }] } }])
      if (failure !== undefined) throw failure.error
      await closeReported(env, [{ memberId, ...input }])
      return true
    },
    tell: async (memberId, inputs) => {
      if ((await memberHints(env, [memberId])).get(memberId) === undefined) return null
      const [failure] = await deliver(env, [{ memberId, call: { inputs } }])
      if (failure !== undefined) throw failure.error
      return await readMember(env, memberId)
    },
    erase: async (memberId) => {
      if ((await memberHints(env, [memberId])).get(memberId) === undefined) return false
      const left = await campaignsUnderWay(env.DB, memberId)
      const closed = await addressesOf(env, memberId)
      await withRetry(async () => await memberStub(env, memberId).erase())
      // While the member is still in the table: should it fail, erasing can be done again.
      await forgetShortLinks(env, memberId)
      const now = appClock.now()
      const kept = await keptCounts(env, memberId)
      await env.DB.batch([
        ...kept,
        ...(await eraseStatements(env.DB, memberId, now)),
        suppressAddresses(env.DB, closed, now),
      ])
      // Whoever called it meanwhile, while the row was still there, has made it anew.
      await withRetry(async () => await memberStub(env, memberId).erase())
      forgetCompany()
      for (const id of left) await withRetry(async () => await env.CAMPAIGN.getByName(id).checkComplete())
      await deleteDocuments(env, memberId)
      return true
    },
  }
}

/** Where a member can be written to, as hashes. */
async function addressesOf(env: Env, memberId: string): Promise<ClosedAddress[]> {
  const member = await readMember(env, memberId)
  if (member === null) return []
  const { email, phone, push } = member.profile
  const addresses = [
    ...(email === null ? [] : [{ channel: "email" as const, address: email }]),
    ...(phone === null ? [] : [{ channel: "sms" as const, address: phone }]),
    ...push.map((target) => ({
      channel: "push" as const,
      address: addressOf({ ...member.profile, push: [target] }, "push") ?? "",
    })),
  ]
  return await Promise.all(
    addresses.map(async ({ channel, address }) => {
      const [hash = ""] = await addressHashes(secretsOf(env), channel, address)
      return { channel, hash, reason: "erased" as const }
    }),
  )
}

/** The object's word, or the row's while the member sleeps in the table. */
async function readMember(env: Env, memberId: string): Promise<MemberView | null> {
  const hint = (await memberHints(env, [memberId])).get(memberId)
  if (hint === undefined) return null
  if (hint.home === "object") {
    const truth = await withRetry(async () => (await memberStub(env, memberId).read()) as MemberTruth | null)
    if (truth !== null) return truth
  }
  const { profile, memberships, createdAt, updatedAt } = hint.seed
  return { id: memberId, profile, memberships, consent: [], runs: [], createdAt, updatedAt }
}

/** By the object's state, or by what the table has of a member that was never awake. */
async function explainMember(env: Env, memberId: string, campaignId: string): Promise<Explanation | null> {
  const hint = (await memberHints(env, [memberId])).get(memberId)
  if (hint === undefined) return null
  if (hint.home === "object") {
    const told = await withRetry(
      async () => (await memberStub(env, memberId).explain(campaignId)) as Explanation | null,
    )
    if (told !== null) return told
  }
  const now = appClock.now()
  const definition = await loadDefinition(env, campaignId)
  const asleep = createMember({ id: memberId, uid: "", now, ...hint.seed })
  const { rules } = await ambientOf(env)
  return definition === null ? null : explain(asleep, definition, { now, rules })
}

/** A profile and memberships can sleep in the table; everything else is the object's business. */
function wakeFor(inputs: readonly MemberInput[]): Wake {
  if (inputs.some((input) => !["profileChanged", "joined", "left"].includes(input.kind))) return { always: true }
  const join = inputs.find((input) => input.kind === "joined")
  return join === undefined ? { never: true } : { segmentId: join.segmentId }
}
