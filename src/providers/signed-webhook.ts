import { base64Of, bytesOfBase64 } from "../core/encoding"
import { isHmacOf } from "../core/hmac"
import { sameBytes } from "../core/same-bytes"

/** How far a callback's own time may be from ours, in ms: older ones are replays. */
export const callbackAgeMaxMs = 5 * 60_000

/**
 * Checks a callback signed by Standard Webhooks (`prefix` `webhook`) or its forerunner (`svix`).
 * @param secret `whsec_` and base64
 * @param now epoch ms
 * @returns the callback's own id, or null when it is not the provider's
 */
export async function isSignedWebhook(
  { prefix, headers, body }: { prefix: "svix" | "webhook"; headers: Headers; body: string },
  secret: string,
  now: number,
): Promise<string | null> {
  const id = headers.get(`${prefix}-id`)
  const timestamp = headers.get(`${prefix}-timestamp`) ?? ""
  const key = bytesOfBase64(secret.replace(/^whsec_/, ""))
  if (id === null || key === null || key.length === 0 || !isRecent(Number(timestamp) * 1000, now)) return null
  const text = `${id}.${timestamp}.${body}`
  for (const part of (headers.get(`${prefix}-signature`) ?? "").split(" ")) {
    const signature = part.startsWith("v1,") ? bytesOfBase64(part.slice(3)) : null
    if (signature !== null && (await isHmacOf("SHA-256", key, { text, signature }))) return id
  }
  return null
}

/** Whether an instant (epoch ms) is near enough to now. */
export function isRecent(at: number, now: number): boolean {
  return Math.abs(now - at) <= callbackAgeMaxMs
}

/** Whether a request carries this user and password; takes the same time for every wrong one of the same length. */
export function isBasicAuth(headers: Headers, { user, password }: { user: string; password: string }): boolean {
  const encoder = new TextEncoder()
  const given = encoder.encode(headers.get("authorization") ?? "")
  const wanted = encoder.encode(`Basic ${base64Of(encoder.encode(`${user}:${password}`))}`)
  return sameBytes(wanted, given)
}
