import { importJWK, importPKCS8, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose"
import { realClock } from "../core/clock"
import { hexOf, sha256Hex } from "../core/hash"
import { realRandom } from "../core/random"

/** What providers know us by: made now and then, reused until it is old. Times are network time, not the time machine's. */
export interface SignedClaims {
  /** Tells tokens apart; secrets in it never leave the isolate. */
  name: string
  algorithm: "ES256" | "RS256"
  /** PKCS#8 in PEM, or a JSON Web Key. */
  privateKey: string | JWK
  keyId?: string
  claims: JWTPayload
  /** How long one token is used, in s. */
  reuseSeconds: number
  /** How long it is said to be valid, in s; null: it does not say. */
  validSeconds: number | null
}

const knownMax = 100
const known = new Map<string, { token: string; until: number }>()

/**
 * A signed token, reused within the isolate.
 * @throws when the private key cannot be read
 */
export async function signedToken(of: SignedClaims): Promise<string> {
  const now = Math.floor(realClock.now() / 1000)
  const kept = known.get(of.name)
  if (kept !== undefined && now < kept.until) return kept.token
  const { privateKey, algorithm } = of
  const key = await (typeof privateKey === "string"
    ? importPKCS8(privateKey, algorithm)
    : importJWK(privateKey, algorithm))
  const header = { alg: algorithm, typ: "JWT", ...(of.keyId === undefined ? {} : { kid: of.keyId }) }
  const signing = new SignJWT(of.claims)
    .setProtectedHeader(header)
    .setIssuedAt(now)
    .setJti(hexOf(realRandom.bytes(16)))
  if (of.validSeconds !== null) signing.setExpirationTime(now + of.validSeconds)
  const token = await signing.sign(key)
  if (known.size >= knownMax) known.clear()
  known.set(of.name, { token, until: now + of.reuseSeconds })
  return token
}

/** Makes the next token a new one: the provider has refused this one. */
export function forgetToken(name: string): void {
  known.delete(name)
}

/** Seconds by which a provider's clock may differ from ours. */
const clockToleranceSeconds = 60

/**
 * Reads the token by which a provider signs a callback: HMAC with the shared secret, and the body's hash in it.
 * @param now epoch ms
 * @returns null: it is not theirs, or not of this body
 */
export async function readSignedCallback(
  token: string,
  { secret, body, issuer, now }: { secret: string; body: string; issuer?: string; now: number },
): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      currentDate: new Date(now),
      clockTolerance: clockToleranceSeconds,
      ...(issuer === undefined ? {} : { issuer }),
    })
    const hash = payload.payload_hash
    if (hash === undefined ? body !== "" : hash !== (await sha256Hex(body))) return null
    return payload
  } catch {
    return null // whatever is wrong with it, it proves nothing
  }
}
