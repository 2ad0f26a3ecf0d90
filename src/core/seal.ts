import { assert } from "./assert"
import { base64UrlOf, bytesOfBase64 } from "./encoding"
import { keysOf, presentKey } from "./key-ring"
import type { Random } from "./random"

const ivLength = 12

/** AES-GCM key from SECRET_KEY, whatever its length. */
async function keyOf(secretKey: string): Promise<CryptoKey> {
  assert(secretKey, "SECRET_KEY is set")
  const material = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`seal:${secretKey}`))
  return crypto.subtle.importKey("raw", material, "AES-GCM", false, ["encrypt", "decrypt"])
}

/**
 * Encrypts a secret for storage; only `unseal` with the same key gives it back.
 * @param ring see `keyRing`; the present secret seals
 */
export async function seal(ring: string, random: Random, text: string): Promise<string> {
  const iv = random.bytes(ivLength)
  const data = new TextEncoder().encode(text)
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(presentKey(ring)), data)
  return `${base64UrlOf(iv)}.${base64UrlOf(new Uint8Array(sealed))}`
}

/** Opens what `seal` made with any secret of the ring; throws when it was made with another one or has been changed. */
export async function unseal(ring: string, sealed: string): Promise<string> {
  const [iv, data] = sealed.split(".").map(bytesOfBase64)
  if (!iv || !data) throw new Error("Not a sealed secret")
  let failure: unknown = null
  for (const secretKey of keysOf(ring)) {
    try {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(secretKey), data)
      return new TextDecoder().decode(text)
    } catch (error) {
      failure = error // sealed with an earlier secret, perhaps
    }
  }
  throw failure
}
