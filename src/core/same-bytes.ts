/** Compares in a time that tells nothing about where they differ; it goes by the length of `wanted`. */
export function sameBytes(wanted: Uint8Array, given: Uint8Array): boolean {
  let difference = wanted.length ^ given.length
  for (const [index, byte] of wanted.entries()) difference |= byte ^ (given[index] ?? 0)
  return difference === 0
}
