import { outboundPolicy, refusedAddress } from "../content/outbound-address"
import { assertNever } from "../core/assert"
import { exportToken } from "../core/export-token"
import { isoOf } from "../core/instant"
import { realRandom } from "../core/random"
import { webhookKey } from "../core/webhook-secret"
import { openDb } from "../db/client"
import {
  beginExport,
  type ExportJob,
  failExport,
  finishExport,
  noteCall,
  readExportJob,
  restartExport,
} from "../db/exports"
import { configOf, providerOf, readProvider } from "../db/providers"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { bucketSink } from "../platform/file-sink"
import { publicOrigin } from "../platform/origin"
import { secretsOf } from "../platform/secrets"
import { enqueue } from "../platform/send"
import { callService } from "../providers/service-call"
import { exportPath, linkLifeMs } from "../services/exports/kept"
import { type ExportState, makeExport } from "../services/exports/make"
import { retryAt } from "./backoff"

/** Attempts in a row that come no further before a file has failed, and before what is there of it is made anew. */
const triesMax = 3
const resumedMax = 2
const callTimeoutMs = 15_000

/** Made in this isolate just now: whoever finds one silent leaves it alone. */
const underWay = new Set<string>()

/**
 * Does what is next for a kept export: a turn at its file, then, when it is there, calls whoever is to be told. Whoever dies
 * at it leaves how far it came to the next; done by two at once, one of them gives up. A call carries the same `webhook-id`
 * each time (ANA-4).
 */
export async function workAtExport(env: Env, id: string): Promise<void> {
  if (underWay.has(id)) return
  underWay.add(id)
  try {
    const begun = await beginExport(env.DB, id, appClock.now())
    if (begun !== null && (await make(env, begun))) await enqueue(env.QUEUE_INBOX, [{ exportJob: id }])
    const job = await readExportJob(env.DB, id)
    if (job?.status === "done" && job.webhookAt !== null && job.webhookAt <= appClock.now()) await call(env, job)
  } finally {
    underWay.delete(id)
  }
}

/** Whether something is left for the next turn. */
async function make(env: Env, job: ExportJob): Promise<boolean> {
  const key = `exports/${job.id}.${job.format}`
  const sink = bucketSink(env, key, (job.state as ExportState | null)?.sink ?? null)
  const fail = async (code: string, message: string) => {
    await failExport(env.DB, job, { code, message, now: appClock.now() }).run()
    await sink.abort()
  }
  try {
    const made = await makeExport({ db: openDb(env.DB), clock: appClock }, job, sink)
    switch (made.kind) {
      case "more":
        return true
      case "impossible":
        await fail(made.code, made.message)
        return false
      case "givenUp":
        if ((await readExportJob(env.DB, job.id)) === null) await sink.abort()
        return false
      case "made":
        await finish(env, job, { ...made, key })
        return false
      default:
        return assertNever(made)
    }
  } catch (error) {
    console.error("An export could not be made", error)
    if (job.tries >= triesMax) await fail("notMade", "The file could not be made.")
    else if (job.tries >= resumedMax && (await restartExport(env.DB, job).run()).meta.changes > 0) await sink.abort()
    return false
  }
}

async function finish(env: Env, job: ExportJob, made: { rows: number; bytes: number; key: string }): Promise<void> {
  const kept = await finishExport(env.DB, job, { ...made, now: appClock.now() })
  // Deleted while it was being made: its file goes as well. (Taken up meanwhile, the other attempt writes it again.)
  if (!kept && (await readExportJob(env.DB, job.id)) === null) await env.DOCUMENTS.delete(made.key)
}

/** Tells of a scheduled export, signed by Standard Webhooks, until somebody takes it or the attempts are over. */
async function call(env: Env, job: ExportJob): Promise<void> {
  const note = async (result: string, again: number | null) => {
    await noteCall(env.DB, { id: job.id, tries: job.webhookTries }, { result, again }).run()
    if (again !== null && job.campaignId !== null) await env.CAMPAIGN.getByName(job.campaignId).changed()
  }
  const url = job.webhookUrl ?? ""
  const stored = readProvider(await providerOf(env.DB, "webhook").all())
  if (stored.kind === "outbox") return await note("outbox", null)
  const origin = await publicOrigin(env)
  const refusal = refusedAddress(url, outboundPolicy(env.OUTBOUND_ALLOW, origin === "" ? null : origin))
  if (refusal !== null) return await note("refused", null)
  const outcome = await callService(
    {
      id: `export.${job.id}`,
      method: "POST",
      url,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(await announcement(env, job, origin)),
      timeoutMs: callTimeoutMs,
      secret: await webhookKey(secretsOf(env), configOf(stored, "http").credentials),
    },
    { fetch: (input, init) => fetch(input, init), now: appClock.now },
  )
  if (outcome.kind === "answered" && outcome.status >= 200 && outcome.status < 300)
    return await note(`HTTP ${outcome.status}`, null)
  const transient = outcome.kind === "noAnswer" || [408, 429].includes(outcome.status) || outcome.status >= 500
  const detail = outcome.kind === "noAnswer" ? "noAnswer" : `HTTP ${outcome.status}`
  if (!transient) return await note(detail, null)
  const afterMs = outcome.kind === "answered" ? outcome.retryAfterMs : null
  const next = retryAt({ attempt: job.webhookTries + 1 }, { now: appClock.now(), afterMs, detail }, realRandom)
  await note(detail, next.status === "retry" ? next.retryAt : null)
}

async function announcement(env: Env, job: ExportJob, origin: string) {
  const until = appClock.now() + linkLifeMs
  const link = `${origin}${exportPath(await exportToken(secretsOf(env), { id: job.id, until }))}`
  const { id: exportId, campaignId, scheduleId, format, rows, bytes } = job
  const data = { exportId, campaignId, scheduleId, format, rows, bytes, link, linkExpiresAt: isoOf(until) }
  return { type: "export.done", timestamp: isoOf(appClock.now()), data }
}
