import { base64UrlOf, bytesOfBase64 } from "../../src/core/encoding"

type Bytes = Uint8Array<ArrayBuffer>
type Cbor = number | string | Uint8Array | Map<number | string, Cbor>

const encoder = new TextEncoder()
/** Of authenticator data: present, verified, holds a credential. */
const flags = { up: 1, uv: 4, at: 64 } as const

/** What a ceremony is about; whatever is left out is as an honest browser at our place would have it. */
interface Ceremony {
  challenge: string
  origin?: string
  rpId?: string
  /** Whether the person gave a PIN or a finger. */
  verified?: boolean
  counter?: number
  userHandle?: string
}

/** A passkey in software (ES256): answers challenges as a browser with an authenticator does, or wrongly as asked. */
export async function softwarePasskey(place: { origin: string }) {
  const key = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair
  const credentialId = crypto.getRandomValues(new Uint8Array(32))
  const id = base64UrlOf(credentialId)
  const hostname = new URL(place.origin).hostname
  const clientData = (type: string, { challenge, origin = place.origin }: Ceremony) =>
    encoder.encode(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const outer = { id, rawId: id, type: "public-key", clientExtensionResults: {} }

  return {
    id,
    /** As `navigator.credentials.create()` answers. */
    async create(ceremony: Ceremony) {
      const head = await dataHead(ceremony, hostname, flags.at)
      const length = new Uint8Array([0, credentialId.length])
      const authData = joined(head, new Uint8Array(16), length, credentialId, cbor(await coseKey(key)))
      const attestation = new Map<string, Cbor>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ])
      const response = {
        clientDataJSON: base64UrlOf(clientData("webauthn.create", ceremony)),
        attestationObject: base64UrlOf(cbor(attestation)),
        transports: ["internal"],
      }
      return { ...outer, response }
    },
    /** As `navigator.credentials.get()` answers. */
    async get(ceremony: Ceremony) {
      const json = clientData("webauthn.get", ceremony)
      const authData = await dataHead(ceremony, hostname, 0)
      const signed = joined(authData, await sha256(json))
      const raw = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, signed))
      const response = {
        clientDataJSON: base64UrlOf(json),
        authenticatorData: base64UrlOf(authData),
        signature: base64UrlOf(der(raw)),
        userHandle: ceremony.userHandle ?? null,
      }
      return { ...outer, response }
    },
  }
}

async function dataHead(
  { rpId, verified = true, counter = 0 }: Ceremony,
  hostname: string,
  more: number,
): Promise<Bytes> {
  const flag = flags.up | more | (verified ? flags.uv : 0)
  const count = new Uint8Array(4)
  new DataView(count.buffer).setUint32(0, counter)
  return joined(await sha256(encoder.encode(rpId ?? hostname)), new Uint8Array([flag]), count)
}

async function coseKey({ publicKey }: CryptoKeyPair): Promise<Map<number, Cbor>> {
  const jwk = (await crypto.subtle.exportKey("jwk", publicKey)) as JsonWebKey
  const part = (text = "") => bytesOfBase64(text) ?? new Uint8Array()
  return new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, part(jwk.x)],
    [-3, part(jwk.y)],
  ])
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
}

/** An ECDSA signature as WebAuthn has it: ASN.1 of r and s. */
function der(raw: Uint8Array): Bytes {
  const integer = (bytes: Uint8Array) => {
    const start = bytes.findIndex((byte) => byte !== 0)
    const short = bytes.slice(start)
    const value = (short[0] ?? 0) > 127 ? joined(new Uint8Array([0]), short) : short
    return joined(new Uint8Array([2, value.length]), value)
  }
  const both = joined(integer(raw.slice(0, 32)), integer(raw.slice(32)))
  return joined(new Uint8Array([48, both.length]), both)
}

function cbor(value: Cbor): Bytes {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === "string") return joined(head(3, encoder.encode(value).length), encoder.encode(value))
  if (value instanceof Uint8Array) return joined(head(2, value.length), value)
  return joined(head(5, value.size), ...[...value].flatMap(([name, one]) => [cbor(name), cbor(one)]))
}

function head(major: number, n: number): Bytes {
  if (n < 24) return new Uint8Array([(major << 5) | n])
  return n < 256 ? new Uint8Array([(major << 5) | 24, n]) : new Uint8Array([(major << 5) | 25, n >> 8, n & 255])
}

function joined(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
