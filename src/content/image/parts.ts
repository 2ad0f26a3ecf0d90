/** A stretch of a file: from, up to. */
export type Part = readonly [from: number, to: number]

/** What is to stay of a file, in order: stretches of it, and bytes that stand in place of others. */
export type Kept = (Part | Uint8Array)[]

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Text of ASCII characters at a place. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

export function ascii(text: string): number[] {
  return [...text].map((char) => char.charCodeAt(0))
}

/** The bytes that stay, one after the other. */
export function joined(bytes: Uint8Array, kept: Kept): Uint8Array<ArrayBuffer> {
  const pieces = kept.map((one) => (one instanceof Uint8Array ? one : bytes.subarray(...one)))
  const whole = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
