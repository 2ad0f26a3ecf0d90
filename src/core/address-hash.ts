import { keysOf } from "./key-ring"
import { keyedHash } from "./signed-token"

/**
 * An address as hashes (MEM-8, UNS-11): by the present secret first, then by those that were present when it may have
 * been noted.
 * @param ring see `keyRing`
 */
export async function addressHashes(ring: string, channel: string, address: string): Promise<string[]> {
  const text = `${channel} ${address.trim().toLowerCase()}`
  return await Promise.all(keysOf(ring).map((secretKey) => keyedHash(secretKey, "address", text)))
}
