/** Tells two values apart by a short text; what equals as JSON has the same one. For noticing changes, not for secrets. */
export function fingerprint(value: unknown): string {
  const text = JSON.stringify(value) ?? ""
  // Two rounds of MurmurHash's mixing side by side (cyrb53): 53 bits, without waiting for a digest.
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 2_654_435_761)
    b = Math.imul(b ^ unit, 1_597_334_677)
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909)
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909)
  return (4_294_967_296 * (2_097_151 & b) + (a >>> 0)).toString(36)
}
