import { base64UrlOf, bytesOfBase64 } from "./encoding"

/** What a browser's push subscriptions are bound to, and what calls to push services are signed with (RFC 8292). */
export interface VapidKeys {
  /** Point of P-256, uncompressed, in base64url: a browser's `applicationServerKey`. */
  publicKey: string
  /** Number of P-256 in base64url. */
  privateKey: string
}

export async function generateVapidKeys(): Promise<VapidKeys> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" }
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair
  const raw = (await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer
  const jwk = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey
  return { publicKey: base64UrlOf(new Uint8Array(raw)), privateKey: jwk.d ?? "" }
}

/** Whether two texts have the shape of a pair. */
export function isVapidPair({ publicKey, privateKey }: VapidKeys): boolean {
  const point = bytesOfBase64(publicKey)
  return point?.length === 65 && point[0] === 4 && bytesOfBase64(privateKey)?.length === 32
}

/** The pair as JSON Web Key. */
export function vapidJwk({ publicKey, privateKey }: VapidKeys) {
  const point = bytesOfBase64(publicKey) ?? new Uint8Array()
  const [x, y] = [base64UrlOf(point.slice(1, 33)), base64UrlOf(point.slice(33, 65))]
  return { kty: "EC", crv: "P-256", x, y, d: privateKey } as const
}
