import { assert } from "./assert"
import { base64UrlOf, bytesOfBase64 } from "./encoding"

const encoder = new TextEncoder()

/** Keys made so far: one secret and a handful of purposes. */
const keys = new Map<string, CryptoKey>()

/** HMAC key for one purpose: a token made for one is none for another. */
async function keyOf(secretKey: string, purpose: string): Promise<CryptoKey> {
  const known = keys.get(`${purpose} ${secretKey}`)
  if (known !== undefined) return known
  assert(secretKey, "SECRET_KEY is set")
  const material = await crypto.subtle.digest("SHA-256", encoder.encode(`sign:${purpose}:${secretKey}`))
  const key = await crypto.subtle.importKey("raw", material, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ])
  keys.set(`${purpose} ${secretKey}`, key)
  return key
}

/** A payload with its signature, safe in an address; nobody without SECRET_KEY can make one. */
export async function signToken(secretKey: string, purpose: string, payload: string): Promise<string> {
  const data = encoder.encode(payload)
  const signature = await crypto.subtle.sign("HMAC", await keyOf(secretKey, purpose), data)
  return `${base64UrlOf(data)}.${base64UrlOf(new Uint8Array(signature))}`
}

/** The payload of a token that `signToken` made for this purpose, or null. */
export async function readToken(secretKey: string, purpose: string, token: string): Promise<string | null> {
  const [payload, signature, ...rest] = token.split(".").map(bytesOfBase64)
  if (!payload || !signature || rest.length > 0) return null
  // Base64 can write the same bytes in several ways: only one of them is ours.
  if (`${base64UrlOf(payload)}.${base64UrlOf(signature)}` !== token) return null
  const good = await crypto.subtle.verify("HMAC", await keyOf(secretKey, purpose), signature, payload)
  return good ? new TextDecoder().decode(payload) : null
}

/** Secret bytes for one purpose, always the same for one SECRET_KEY. */
export async function deriveSecret(secretKey: string, purpose: string): Promise<Uint8Array<ArrayBuffer>> {
  const signature = await crypto.subtle.sign("HMAC", await keyOf(secretKey, purpose), encoder.encode("derived"))
  return new Uint8Array(signature)
}
