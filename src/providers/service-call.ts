import { base64Of } from "../core/encoding"
import { hmacOf } from "../core/hmac"
import { callHttp, type HttpAnswer } from "./http"
import type { ProviderPorts } from "./provider"

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

const userAgent = "Millrace/1 (Web service step)"

/**
 * Makes one call, signed by Standard Webhooks (DEL-26). Redirects are not followed: they could lead anywhere (SEC-22).
 * Never throws.
 */
export async function callService(call: ServiceCall, ports: Pick<ProviderPorts, "fetch" | "now">): Promise<HttpAnswer> {
  const timestamp = Math.floor(ports.now() / 1000)
  const headers = {
    "user-agent": userAgent,
    "idempotency-key": call.id,
    ...call.headers,
    "webhook-id": call.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": await signatureOf(call, timestamp),
  }
  const { method, url, body, timeoutMs } = call
  return await callHttp({ method, url, headers, body, timeoutMs }, ports)
}

/** `v1,` and the HMAC of `id.timestamp.body`. */
async function signatureOf(call: Pick<ServiceCall, "id" | "body" | "secret">, timestamp: number): Promise<string> {
  const text = `${call.id}.${timestamp}.${call.body ?? ""}`
  return `v1,${base64Of(await hmacOf("SHA-256", call.secret, text))}`
}
