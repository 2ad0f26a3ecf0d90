/** How a text travels as SMS (MSG-1). */
export interface SmsSize {
  encoding: "GSM-7" | "UCS-2"
  /** Code points. */
  characters: number
  /** Messages that the text is cut into, each of them paid for; 0 for no text. */
  segments: number
  /** Units (septets, or UTF-16 units) that still fit into the last segment. */
  left: number
  /** What makes it UCS-2: the characters that GSM-7 lacks, each once, in their order. */
  beyondGsm: string[]
}

/** GSM 03.38: one septet each. */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
/** Its extension table: an escape and a septet, which are never parted. */
const extended = new Set("\f^{}\\[~]|€")

/** Units of a text that travels alone, and of one part of several: those carry a header. */
const capacity = {
  "GSM-7": { alone: 160, part: 153 },
  "UCS-2": { alone: 70, part: 67 },
} as const

/** Counts a text's characters and segments as networks do: whole characters only go into a segment. */
export function smsSize(text: string): SmsSize {
  const characters = [...text]
  const beyondGsm = [...new Set(characters.filter((char) => !basic.has(char) && !extended.has(char)))]
  const encoding = beyondGsm.length === 0 ? "GSM-7" : "UCS-2"
  const sizes = characters.map((char) => (encoding === "UCS-2" ? char.length : extended.has(char) ? 2 : 1))
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const { alone, part } = capacity[encoding]
  const found = { encoding, characters: characters.length, beyondGsm } as const
  if (units <= alone) return { ...found, segments: units === 0 ? 0 : 1, left: alone - units }
  let segments = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > part) {
      segments++
      used = 0
    }
    used += size
  }
  return { ...found, segments, left: part - used }
}
