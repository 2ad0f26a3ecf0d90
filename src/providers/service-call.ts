import { base64Of } from "../core/encoding"

/** One call of a Web service, rendered and allowed. */
export interface ServiceCall {
  /** The same for every attempt: `webhook-id`. */
  id: string
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string | null
  timeoutMs: number
  /** Key of its Standard Webhooks signature. */
  secret: Uint8Array<ArrayBuffer>
}

/** What came back. */
export type CallOutcome =
  | {
      kind: "answered"
      status: number
      /** At most `answerBytesMax` of the body, as text. */
      body: string
      /** Pause that the service asks for, in ms. */
      retryAfterMs: number | null
    }
  | { kind: "noAnswer"; detail: string }

export interface CallPorts {
  fetch: typeof fetch
  /** Epoch ms. */
  now: () => number
}

/** Of an answer's body; the rest is not read. */
const answerBytesMax = 64 * 1024
const userAgent = "Millrace/1 (Web service step)"
const encoder = new TextEncoder()

/**
 * Makes one call, signed by Standard Webhooks (DEL-26). Redirects are not followed: they could lead anywhere (SEC-22).
 * Never throws.
 */
export async function callService(call: ServiceCall, { fetch, now }: CallPorts): Promise<CallOutcome> {
  const timestamp = Math.floor(now() / 1000)
  try {
    const response = await fetch(call.url, {
      method: call.method,
      redirect: "manual",
      headers: {
        "user-agent": userAgent,
        "idempotency-key": call.id,
        ...call.headers,
        "webhook-id": call.id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": await signatureOf(call, timestamp),
      },
      ...(call.body === null ? {} : { body: call.body }),
      signal: AbortSignal.timeout(call.timeoutMs),
    })
    const retryAfterMs = readRetryAfter(response.headers, now())
    return { kind: "answered", status: response.status, body: await readText(response), retryAfterMs }
  } catch (error) {
    const timedOut = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")
    return { kind: "noAnswer", detail: timedOut ? `No answer within ${call.timeoutMs} ms.` : "The call got no answer." }
  }
}

/** `v1,` and the HMAC of `id.timestamp.body`. */
async function signatureOf(call: Pick<ServiceCall, "id" | "body" | "secret">, timestamp: number): Promise<string> {
  const key = await crypto.subtle.importKey("raw", call.secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  const signed = encoder.encode(`${call.id}.${timestamp}.${call.body ?? ""}`)
  return `v1,${base64Of(new Uint8Array(await crypto.subtle.sign("HMAC", key, signed)))}`
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
