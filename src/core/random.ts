/** Source of randomness; a port so that ids and jitter can be fixed in tests. */
export interface Random {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer>
  /** A number in [0, 1). */
  fraction(): number
}

/** Cryptographically strong randomness of the runtime. */
export const realRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
}
