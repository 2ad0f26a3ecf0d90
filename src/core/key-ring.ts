/** No secret holds one: they come from variables of one line. */
const between = "\n"

/**
 * The secrets of a system as one value (UNS-10): the present one first, which signs and seals, then those of earlier
 * times, by which what they signed and sealed can still be read. One secret alone is a ring of its own.
 * @param old comma list, as in SECRET_KEYS_OLD
 */
export function keyRing(secretKey: string, old: string | undefined): string {
  const earlier = (old ?? "").split(",").map((one) => one.trim())
  return [secretKey, ...earlier.filter((one) => one !== "" && one !== secretKey)].join(between)
}

/** The secret that signs and seals. */
export function presentKey(ring: string): string {
  return ring.split(between, 1)[0] ?? ""
}

/** Every secret of a ring, the present one first. */
export function keysOf(ring: string): string[] {
  return ring.split(between)
}
