import { crc32 } from "node:zlib"
import { exifOf, orientationOf } from "./orientation"
import { ascii, joined, type Kept, textAt, viewOf } from "./parts"

/** Chunks beside the critical ones that a picture is shown by: colours, transparency, its size on paper, animation. */
const shownBy = new Set([
  ...["tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT"],
  ...["acTL", "fcTL", "fdAT"],
])

/** A PNG without texts, EXIF, times, chunks of programs, and whatever follows its end. */
export function plainPng(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = viewOf(bytes)
  const kept: Kept = [[0, 8]]
  let at = 8
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at)
    if (end > bytes.length) break
    const type = textAt(bytes, at + 4, 4)
    if (type === "eXIf") kept.push(...turned(bytes.subarray(at + 8, end - 4)))
    else if (/^[A-Z]/.test(type) || shownBy.has(type)) kept.push([at, end])
    at = end
    if (type === "IEND") return joined(bytes, kept)
  }
  return joined(bytes, [...kept, [at, bytes.length]])
}

/** How it is to be turned, as a chunk of its own. */
function turned(exif: Uint8Array): Uint8Array[] {
  const orientation = orientationOf(exif)
  if (orientation === null) return []
  const body = exifOf(orientation)
  const chunk = new Uint8Array(12 + body.length)
  const view = viewOf(chunk)
  view.setUint32(0, body.length)
  chunk.set(ascii("eXIf"), 4)
  chunk.set(body, 8)
  view.setUint32(8 + body.length, crc32(chunk.subarray(4, 8 + body.length)))
  return [chunk]
}
