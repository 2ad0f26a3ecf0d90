/** One element of DER: its tag, its content, and the whole with its head. */
export interface DerElement {
  tag: number
  content: Uint8Array<ArrayBuffer>
  whole: Uint8Array<ArrayBuffer>
}

/** The elements that stand one after the other; null when the bytes are no DER. */
export function derElements(bytes: Uint8Array<ArrayBuffer>): DerElement[] | null {
  const elements: DerElement[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    let length = bytes[at + 1] ?? 0
    let head = 2
    if (length > 0x80) {
      head += length - 0x80
      length = bytes.slice(at + 2, at + head).reduce((sum, byte) => sum * 256 + byte, 0)
    }
    const end = at + head + length
    if (length === 0x80 || head > 6 || end > bytes.length) return null
    elements.push({ tag, content: bytes.slice(at + head, end), whole: bytes.slice(at, end) })
    at = end
  }
  return elements
}

/** Bytes of one number of a P-256 signature. */
const numberBytes = 32

/** An ECDSA signature of P-256 in DER as Web Crypto takes it: two numbers of 32 bytes; null when it is none. */
export function rawSignature(der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const [sequence] = derElements(der) ?? []
  const numbers = sequence === undefined ? null : derElements(sequence.content)
  if (numbers?.length !== 2) return null
  const raw = new Uint8Array(2 * numberBytes)
  for (const [index, { content }] of numbers.entries()) {
    const number = content.slice(content.findIndex((byte) => byte !== 0))
    if (number.length > numberBytes) return null
    raw.set(number, (index + 1) * numberBytes - number.length)
  }
  return raw
}

const sequenceTag = 0x30
const versionTag = 0xa0
/** Fields of a certificate before its key: number, algorithm, issuer, validity, subject. */
const fieldsBeforeKey = 5

/** The public key (SubjectPublicKeyInfo) of an X.509 certificate in PEM; null when it is none. */
export function certificateKey(pem: string): Uint8Array<ArrayBuffer> | null {
  const text = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(pem)?.[1]?.replaceAll(/\s/g, "")
  if (text === undefined) return null
  const der = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  const [certificate] = derElements(der) ?? []
  const [signed] = certificate === undefined ? [] : (derElements(certificate.content) ?? [])
  const fields = signed === undefined ? [] : (derElements(signed.content) ?? [])
  const key = fields[fieldsBeforeKey + (fields[0]?.tag === versionTag ? 1 : 0)]
  return key?.tag === sequenceTag ? key.whole : null
}
