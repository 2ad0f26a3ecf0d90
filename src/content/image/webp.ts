import { exifOf, orientationOf } from "./orientation"
import { ascii, joined, type Kept, textAt, viewOf } from "./parts"

/** What a picture is shown by. */
const shownBy = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"])
/** Flags of the extended header: EXIF and XMP are there. */
const [hasExif, hasXmp] = [0x08, 0x04]

/** A WebP without EXIF, XMP, chunks of programs, and whatever follows its end. */
export function plainWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = viewOf(bytes)
  const declared = 8 + view.getUint32(4, true)
  // One that ends before it should stays as it is; the last filling byte is often left out.
  if (declared > bytes.length + 1) return joined(bytes, [[0, bytes.length]])
  const kept: Kept = [[0, 12]]
  let at = 12
  while (at + 8 <= declared) {
    const length = view.getUint32(at + 4, true)
    // Chunks begin at even places.
    const end = Math.min(at + 8 + length + (length % 2), declared, bytes.length)
    const type = textAt(bytes, at, 4)
    if (type === "EXIF") kept.push(...turned(bytes.subarray(at + 8, at + 8 + length)))
    else if (shownBy.has(type)) kept.push([at, end])
    at = end
  }
  const plain = joined(bytes, kept)
  viewOf(plain).setUint32(4, plain.length - 8, true)
  const isTurned = kept.some((one) => one instanceof Uint8Array)
  if (textAt(plain, 12, 4) === "VP8X") plain[20] = ((plain[20] ?? 0) & ~(hasExif | hasXmp)) | (isTurned ? hasExif : 0)
  return plain
}

/** How it is to be turned, as a chunk of its own. Some programs write the head of a JPEG's EXIF before it. */
function turned(exif: Uint8Array): Uint8Array[] {
  const orientation = orientationOf(textAt(exif, 0, 4) === "Exif" ? exif.subarray(6) : exif)
  if (orientation === null) return []
  const body = exifOf(orientation)
  return [Uint8Array.from([...ascii("EXIF"), body.length, 0, 0, 0, ...body])]
}
