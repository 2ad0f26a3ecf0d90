import { type JWTPayload, SignJWT } from "jose"
import { base64Of } from "../../../src/core/encoding"

/** A private key as provider's consoles give it: PKCS#8 in PEM. */
export async function pemOf(key: CryptoKey): Promise<string> {
  const bytes = new Uint8Array((await crypto.subtle.exportKey("pkcs8", key)) as ArrayBuffer)
  return `-----BEGIN PRIVATE KEY-----\n${base64Of(bytes).replaceAll(/(.{64})/g, "$1\n")}\n-----END PRIVATE KEY-----`
}

export const rsa = (await crypto.subtle.generateKey(
  { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
  true,
  ["sign", "verify"],
)) as CryptoKeyPair

export const p256 = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
  "sign",
  "verify",
])) as CryptoKeyPair

/** What SMS providers sign their callbacks with. */
export async function hs256(secret: string, claims: JWTPayload): Promise<string> {
  return await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret))
}
