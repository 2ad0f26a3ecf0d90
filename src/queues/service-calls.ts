import { ContentError } from "../content/content-error"
import { outboundPolicy, refusedAddress } from "../content/outbound-address"
import { type RequestTemplates, renderRequest, type WebRequest } from "../content/web-request"
import { assertNever } from "../core/assert"
import { realRandom } from "../core/random"
import { unseal } from "../core/seal"
import { webhookKey } from "../core/webhook-secret"
import { type CredentialRow, credentialsOf } from "../db/credentials"
import { outboxStatement } from "../db/outbox"
import { configOf, providerOf, readProvider } from "../db/providers"
import type { SendOrder, SettleResult, WebAnswer } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { loadFlow } from "../platform/definitions"
import { publicOrigin } from "../platform/origin"
import { secretsOf } from "../platform/secrets"
import type { HttpAnswer } from "../providers/http"
import { callService } from "../providers/service-call"
import { keptAnswer } from "./answer"
import { retryAt } from "./backoff"
import { identityOf, noMessage } from "./compose"
import type { Sender, Settled } from "./sender"
import { type Job, jobOf, renderingOf } from "./subject"

/** How long a call that gets no good answer is made again, in ms: at most a day, and less than the usual lateness. */
const retriesMaxMs = 23.5 * 3_600_000
/** Time-out of a step that names none, in ms. */
const defaultTimeoutMs = 15_000
/** Details shown to people are cut to this many characters. */
const urlCharactersMax = 300

/** Makes the calls of Web service steps (FLOW-9). */
export const serviceSender: Sender = {
  tellsAtOnce: true,
  reads: (env) => [providerOf(env.DB, "webhook"), credentialsOf(env.DB)],
  takesLeave: () => false,
  async send({ env, controls }, orders, [provider, credentials]) {
    const stored = readProvider(provider)
    const secret = await webhookKey(secretsOf(env), configOf(stored, "http").credentials)
    const known = new Map(((credentials?.results ?? []) as CredentialRow[]).map((row) => [row.name, row]))
    const origin = await publicOrigin(env)
    const policy = outboundPolicy(env.OUTBOUND_ALLOW, origin === "" ? null : origin)
    const call = async (order: SendOrder): Promise<Settled> => {
      const job = await jobOf(env, order, controls.get(order.campaignId))
      const request = job === null ? null : requestOf(job)
      if (job === null || request === null) return noMessage(order, "The step has no request.")
      const rendered = await render(job, request, known)
      if (typeof rendered === "string") return noMessage(order, rendered)
      const refusal = refusedAddress(rendered.url, policy)
      if (refusal !== null) {
        return { order, result: { status: "failed", reason: "blockedAddress", detail: refusal, answer: none() } }
      }
      if (stored.kind === "outbox") return await keepCall(env, order, rendered)
      const { timeoutMs } = request
      const { credential, ...plain } = rendered
      const headers = { ...plain.headers, ...(credential === null ? {} : { [credential.name]: credential.value }) }
      const outcome = await callService({ ...plain, headers, id: order.deliveryId, timeoutMs, secret }, ports)
      return { order, result: await resultOf(env, order, rendered.url, outcome) }
    }
    // One order's failure holds up no other (RUN-5).
    return await Promise.all(orders.map((order) => call(order).catch((error: unknown) => failed(order, error))))
  },
}

const ports = { fetch: ((input, init) => fetch(input, init)) satisfies typeof fetch, now: appClock.now }

function failed(order: SendOrder, error: unknown): Settled {
  console.error("A Web service call could not be made", error)
  return { order, result: again(order, "The call could not be made.", null) }
}

/** SEND-2: nothing leaves the machine, the outbox shows what would have been called. Credentials are not shown. */
async function keepCall(env: Env, order: SendOrder, { method, url, headers, body }: WebRequest): Promise<Settled> {
  const content = { channel: "webhook", title: `${method} ${shown(url)}`, text: body ?? "", headers }
  const at = appClock.now()
  await outboxStatement(env.DB, [{ ...(await identityOf(env, order)), to: url, content }], at).run()
  return { order, result: { status: "sent", at, providerId: order.deliveryId, to: shown(url), answer: none() } }
}

/** A request with the header of its credential, which is kept apart so that nobody sees it. */
interface ReadyRequest extends WebRequest {
  credential: { name: string; value: string } | null
}

interface StepRequest {
  templates: RequestTemplates
  credential: string | null
  timeoutMs: number
}

function requestOf({ step }: Job): StepRequest | null {
  const request = step.request as (RequestTemplates & { credential?: string }) | undefined
  if (request === undefined) return null
  const [, minutes = "0", seconds = "0"] = /^PT(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(String(step.timeout)) ?? []
  const timeoutMs = (Number(minutes) * 60 + Number(seconds)) * 1_000
  return {
    templates: request,
    credential: request.credential ?? null,
    timeoutMs: timeoutMs > 0 ? timeoutMs : defaultTimeoutMs,
  }
}

/** The request for this member, or why there is none. */
async function render(
  job: Job,
  { templates, credential }: StepRequest,
  credentials: ReadonlyMap<string, CredentialRow>,
): Promise<ReadyRequest | string> {
  try {
    const { subject, settings } = await renderingOf(job, templates)
    const request = renderRequest(templates, subject, settings)
    if (credential === null) return { ...request, credential: null }
    const row = credentials.get(credential)
    if (row === undefined) return `There are no credentials named ${credential}.`
    return {
      ...request,
      credential: { name: row.header.toLowerCase(), value: await unseal(secretsOf(job.env), row.value) },
    }
  } catch (error) {
    if (error instanceof ContentError) return error.message
    throw error
  }
}

/** What an answer means (DEL-25): 2xx is success; 408, 429, 5xx and no answer may pass; all else never will. */
async function resultOf(env: Env, order: SendOrder, url: string, outcome: HttpAnswer): Promise<SettleResult> {
  const now = appClock.now()
  switch (outcome.kind) {
    case "noAnswer":
      return again(order, outcome.detail, null)
    case "answered": {
      const { status } = outcome
      if (status === 408 || status === 429 || status >= 500) return again(order, `HTTP ${status}`, outcome.retryAfterMs)
      const flow = await loadFlow(env, order.campaignId, order.version)
      const answer: WebAnswer = { at: now, status, body: keptAnswer(outcome.body, flow) }
      if (status >= 200 && status < 300) return { status: "sent", at: now, providerId: null, to: shown(url), answer }
      return { status: "failed", reason: "failedPermanently", detail: refusalOf(status), answer }
    }
    default:
      return assertNever(outcome)
  }
}

function again(order: SendOrder, detail: string, afterMs: number | null): SettleResult {
  const failure = { now: appClock.now(), afterMs, detail }
  const result = retryAt(order, failure, realRandom, order.queuedAt + retriesMaxMs)
  return result.status === "failed" ? { ...result, answer: none() } : result
}

function refusalOf(status: number): string {
  if (status === 410) return "HTTP 410: the endpoint is disabled."
  return status >= 300 && status < 400 ? `HTTP ${status}: redirects are not followed.` : `HTTP ${status}`
}

function none(): WebAnswer {
  return { at: appClock.now(), status: null, body: null }
}

/** Without its query, which may hold what is nobody's business. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`.slice(0, urlCharactersMax)
}
