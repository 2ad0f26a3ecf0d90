import { outboundPolicy, refusedAddress } from "../content/outbound-address"
import { exportToken } from "../core/export-token"
import { isoOf } from "../core/instant"
import { realRandom } from "../core/random"
import { webhookKey } from "../core/webhook-secret"
import { openDb } from "../db/client"
import { beginExport, type ExportJob, failExport, finishExport, noteCall, readExportJob } from "../db/exports"
import { configOf, providerOf, readProvider } from "../db/providers"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { bucketSink } from "../platform/file-sink"
import { publicOrigin } from "../platform/origin"
import { secretsOf } from "../platform/secrets"
import { callService } from "../providers/service-call"
import { exportPath, linkLifeMs } from "../services/exports/kept"
import { makeExport } from "../services/exports/make"
import { retryAt } from "./backoff"

/** Attempts at a file before it has failed. */
const attemptsMax = 3
const callTimeoutMs = 15_000

/** Made in this isolate just now: whoever finds one silent leaves it alone. */
const underWay = new Set<string>()

/**
 * Does what is next for a kept export: makes its file, then calls whoever is to be told. Done twice, or by two at once,
 * it makes the same file; a call carries the same `webhook-id` each time (ANA-4).
 */
export async function workAtExport(env: Env, id: string): Promise<void> {
  if (underWay.has(id)) return
  underWay.add(id)
  try {
    const begun = await beginExport(env.DB, id, appClock.now())
    if (begun !== null) await make(env, begun)
    const job = await readExportJob(env.DB, id)
    if (job?.status === "done" && job.webhookAt !== null && job.webhookAt <= appClock.now()) await call(env, job)
  } finally {
    underWay.delete(id)
  }
}

async function make(env: Env, job: ExportJob): Promise<void> {
  const fail = async (code: string, message: string) => {
    await failExport(env.DB, job, { code, message, now: appClock.now() }).run()
  }
  try {
    const made = await makeExport({ db: openDb(env.DB), clock: appClock }, job, bucketSink(env))
    if (made.kind === "impossible") await fail(made.code, made.message)
    if (made.kind !== "made") return
    const kept = await finishExport(env.DB, job, { ...made, now: appClock.now() })
    // Deleted while it was being made: its file goes as well. (Begun anew, the other attempt writes it again.)
    if (!kept && (await readExportJob(env.DB, job.id)) === null) await env.DOCUMENTS.delete(made.key)
  } catch (error) {
    console.error("An export could not be made", error)
    // Until the last attempt the sweeper takes it up again.
    if (job.attempt >= attemptsMax) await fail("notMade", "The file could not be made.")
  }
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
