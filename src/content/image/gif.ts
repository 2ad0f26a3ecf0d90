import { joined, type Kept, textAt } from "./parts"

/** A GIF without comments, XMP, and whatever follows its end. What cannot be followed any further stays as it is. */
export function plainGif(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = 13 + colours(bytes[10] ?? 0)
  const kept: Kept = [[0, Math.min(start, bytes.length)]]
  let at = start
  while (at < bytes.length) {
    const kind = bytes[at]
    if (kind === 0x3b) return joined(bytes, [...kept, [at, at + 1]])
    const blocks = kind === 0x21 ? at + 2 : kind === 0x2c ? at + 11 + colours(bytes[at + 9] ?? 0) : null
    const end = blocks === null ? null : afterBlocks(bytes, blocks)
    if (end === null) break
    if (kind !== 0x21 || stays(bytes, at)) kept.push([at, end])
    at = end
  }
  return joined(bytes, at < bytes.length ? [...kept, [at, bytes.length]] : kept)
}

/** Bytes of a colour table, by the flags before it. */
function colours(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)
}

/** Behind blocks, each of which says how long it is; an empty one ends them. Null: the file ends before. */
function afterBlocks(bytes: Uint8Array, from: number): number | null {
  let at = from
  for (;;) {
    const length = bytes[at]
    if (length === undefined) return null
    at += 1 + length
    if (length === 0) return at
  }
}

/** Of the extensions: how frames follow one another, texts that are drawn, and how often it is played. */
function stays(bytes: Uint8Array, at: number): boolean {
  const label = bytes[at + 1]
  if (label === 0xf9 || label === 0x01) return true
  return label === 0xff && ["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"].includes(textAt(bytes, at + 3, 11))
}
