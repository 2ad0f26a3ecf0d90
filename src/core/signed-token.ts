import { assert } from "./assert"
import { base64UrlOf, bytesOfBase64 } from "./encoding"
import { keysOf, presentKey } from "./key-ring"
import { sameBytes } from "./same-bytes"

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Bytes of a whole signature. */
const signatureBytes = 32

/** What tokens are for: one made for one purpose is none for another. */
export type Purpose =
  | string
  /** For links that must be short: `bytes` of the signature; 16 are as hard to guess as a random UUID. */
  | { name: string; bytes: number }

/** Keys made so far: a few secrets and a handful of purposes. */
const keys = new Map<string, CryptoKey>()

/** HMAC key for one purpose. */
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

async function signatureOf(secretKey: string, purpose: Purpose, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { name, bytes } = typeof purpose === "string" ? { name: purpose, bytes: signatureBytes } : purpose
  const whole = await crypto.subtle.sign("HMAC", await keyOf(secretKey, name), data)
  return new Uint8Array(whole, 0, bytes)
}

/**
 * A payload with its signature, safe in an address; nobody without the secret can make one.
 * @param ring see `keyRing`; the present secret signs
 */
export async function signToken(ring: string, purpose: Purpose, payload: string): Promise<string> {
  const data = encoder.encode(payload)
  return `${base64UrlOf(data)}.${base64UrlOf(await signatureOf(presentKey(ring), purpose, data))}`
}

/**
 * The payload of a token that `signToken` made for this purpose with any secret of the ring, or null. Whatever is wrong
 * with a token, the same work is done before it is refused (UNS-09).
 */
export async function readToken(ring: string, purpose: Purpose, token: string): Promise<string | null> {
  const [payload, signature, ...rest] = token.split(".").map(bytesOfBase64)
  const data = payload ?? new Uint8Array()
  const given = signature ?? new Uint8Array()
  let good = false
  for (const secretKey of keysOf(ring)) {
    // Every secret is tried, however early one fits.
    good = sameBytes(await signatureOf(secretKey, purpose, data), given) || good
  }
  // Base64 can write the same bytes in several ways: only one of them is ours.
  const canonical = `${base64UrlOf(data)}.${base64UrlOf(given)}` === token
  return good && canonical && rest.length === 0 ? decoder.decode(data) : null
}

/** Secret bytes for one purpose, always the same for one present secret. */
export async function deriveSecret(ring: string, purpose: string): Promise<Uint8Array<ArrayBuffer>> {
  const signature = await crypto.subtle.sign("HMAC", await keyOf(presentKey(ring), purpose), encoder.encode("derived"))
  return new Uint8Array(signature)
}

/** A text as something that tells nobody what it was, and that nobody without the secret can make to compare. */
export async function keyedHash(secretKey: string, purpose: string, text: string): Promise<string> {
  return base64UrlOf(await signatureOf(secretKey, purpose, encoder.encode(text)))
}
