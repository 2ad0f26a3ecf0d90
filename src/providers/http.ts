import type { ProviderPorts, SendOutcome } from "./provider"

/** One request to the outside. */
export interface HttpCall {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: BodyInit | null
  timeoutMs: number
}

/** What came back. */
export type HttpAnswer =
  | {
      kind: "answered"
      status: number
      headers: Headers
      /** At most `answerBytesMax` of the body, as text. */
      body: string
      /** Pause that is asked for, in ms. */
      retryAfterMs: number | null
    }
  | { kind: "noAnswer"; detail: string }

/** Of an answer's body; the rest is not read. */
const answerBytesMax = 64 * 1024
/** How long a provider may take, in ms: less than a cancel waits for what is in flight (CAM-7). */
const providerTimeoutMs = 20_000
/** Characters of a provider's own words that are kept. */
const detailCharactersMax = 300
/** A gateway gave up waiting for what it had handed on: it may have been taken. */
const ambiguousStatuses = new Set([504, 524])
/** The settings are wrong, not the message: a person mends them, and the message goes out. */
const settingsStatuses = new Set([401, 402, 403, 404, 405])

/** Makes one request. Redirects are not followed: they could lead anywhere (SEC-22). Never throws. */
export async function callHttp(
  call: HttpCall,
  { fetch, now }: Pick<ProviderPorts, "fetch" | "now">,
): Promise<HttpAnswer> {
  try {
    const { method, headers, body } = call
    const signal = AbortSignal.timeout(call.timeoutMs)
    const init = { method, headers: { ...headers }, redirect: "manual" as const, signal }
    const response = await fetch(call.url, body === null ? init : { ...init, body })
    const retryAfterMs = readRetryAfter(response.headers, now())
    const { status } = response
    return { kind: "answered", status, headers: response.headers, body: await readText(response), retryAfterMs }
  } catch (error) {
    const timedOut = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")
    return { kind: "noAnswer", detail: timedOut ? `No answer within ${call.timeoutMs} ms.` : "The call got no answer." }
  }
}

/** As `callHttp`, with a JSON body, to a provider. */
export async function postJson(
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body: unknown },
  ports: Pick<ProviderPorts, "fetch" | "now">,
): Promise<HttpAnswer> {
  const sent = { accept: "application/json", "content-type": "application/json", ...headers }
  return await callProvider({ method: "POST", url, headers: sent, body: JSON.stringify(body) }, ports)
}

/** As `callHttp`, within a provider's time. */
export async function callProvider(
  call: Omit<HttpCall, "timeoutMs">,
  ports: Pick<ProviderPorts, "fetch" | "now">,
): Promise<HttpAnswer> {
  const headers = { "user-agent": "Millrace/1", ...call.headers }
  return await callHttp({ ...call, headers, timeoutMs: providerTimeoutMs }, ports)
}

/** The JSON of an answer, or an empty object when it has none. */
export function jsonOf(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {} // an error page, or nothing at all
  }
}

/** A provider's own words, short enough to be kept. */
export function wordsOf(text: unknown): string {
  return (typeof text === "string" ? text : "").replaceAll(/\s+/g, " ").trim().slice(0, detailCharactersMax)
}

/**
 * What an answer means that is no success (SEND-3). No answer is ambiguous: with idempotency keys it is tried again
 * (DEL-05), without them nobody knows (DEL-06). 408, 429 and 5xx pass; a refusal of our settings passes once they are
 * mended; any other refusal is for good.
 * @param words what the provider says about it
 */
export function failureOf(answer: HttpAnswer, { idempotent, words = "" }: FailureView): SendOutcome {
  if (answer.kind === "noAnswer") {
    const { detail } = answer
    return idempotent ? { kind: "retry", afterMs: null, detail } : { kind: "unknown", detail }
  }
  const { status, retryAfterMs } = answer
  const detail = words === "" ? `HTTP ${status}` : `HTTP ${status}: ${wordsOf(words)}`
  if (ambiguousStatuses.has(status) && !idempotent) return { kind: "unknown", detail }
  if (status === 429) return { kind: "retry", afterMs: retryAfterMs, detail, throttled: true }
  if (status === 408 || status >= 500) return { kind: "retry", afterMs: retryAfterMs, detail }
  const permanent = status >= 400 && !settingsStatuses.has(status)
  return { kind: "refused", permanent, code: `http${status}`, detail: words === "" ? detail : wordsOf(words) }
}

interface FailureView {
  /** Whether the provider takes our keys. */
  idempotent: boolean
  words?: string
}

/** Whether an answer is a success. */
export function isSuccess(answer: HttpAnswer): answer is Extract<HttpAnswer, { kind: "answered" }> {
  return answer.kind === "answered" && isGood(answer.status)
}

/** The same of an answer that has come. */
export function isGood(status: number): boolean {
  return status >= 200 && status < 300
}

/**
 * `Retry-After` in ms, or null: seconds, or an HTTP date (DEL-04). A date is measured from `now`; when it is past by our
 * clock, from the `Date` of the same answer, which may be by another clock than ours.
 */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get("retry-after")?.trim() ?? ""
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  if (Number.isNaN(at)) return null
  if (at >= now) return at - now
  const answered = Date.parse(headers.get("date") ?? "")
  return at >= answered ? at - answered : null
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return ""
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body.getReader()
  while (length < answerBytesMax) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  await reader.cancel()
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return new TextDecoder().decode(bytes.subarray(0, answerBytesMax))
}
