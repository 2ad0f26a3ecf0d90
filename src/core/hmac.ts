const encoder = new TextEncoder()

export type HmacHash = "SHA-1" | "SHA-256"

async function keyOf(hash: HmacHash, secret: string | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const bytes = typeof secret === "string" ? encoder.encode(secret) : secret
  return await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash }, false, ["sign", "verify"])
}

/** The HMAC of a text. `secret` must not be empty. */
export async function hmacOf(
  hash: HmacHash,
  secret: string | Uint8Array<ArrayBuffer>,
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", await keyOf(hash, secret), encoder.encode(text)))
}

/** Whether a signature is the HMAC of a text; takes the same time for every wrong one. `secret` must not be empty. */
export async function isHmacOf(
  hash: HmacHash,
  secret: string | Uint8Array<ArrayBuffer>,
  { text, signature }: { text: string; signature: Uint8Array<ArrayBuffer> },
): Promise<boolean> {
  return await crypto.subtle.verify("HMAC", await keyOf(hash, secret), signature, encoder.encode(text))
}
