import { exifOf, orientationOf } from "./orientation"
import { ascii, joined, type Kept, textAt, viewOf } from "./parts"

const exifHead = ascii("Exif\0\0")

/**
 * A JPEG without what it tells beside the picture: EXIF (places, cameras, previews), XMP, IPTC, comments, and whatever
 * follows its end. Colours and how it is to be turned stay. What cannot be followed any further stays as it is.
 */
export function plainJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = viewOf(bytes)
  const kept: Kept = [[0, 2]]
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      // A filling byte.
      kept.push([at, at + 1])
      at++
      continue
    }
    if (marker === 0xd9) break
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      // These stand by themselves.
      kept.push([at, at + 2])
      at += 2
      continue
    }
    const end = at + 2 + view.getUint16(at + 2)
    if (end > bytes.length) break
    const body = bytes.subarray(at + 4, end)
    if (isExif(marker, body)) kept.push(...turned(body.subarray(exifHead.length)))
    else if (stays(marker, body)) kept.push([at, end])
    at = marker === 0xda ? afterScan(bytes, end) : end
    if (at > end) kept.push([end, at])
  }
  const ended = bytes[at] === 0xff && bytes[at + 1] === 0xd9
  kept.push([at, ended ? at + 2 : bytes.length])
  return joined(bytes, kept)
}

function isExif(marker: number, body: Uint8Array): boolean {
  return marker === 0xe1 && textAt(body, 0, exifHead.length) === "Exif\0\0"
}

/** Of what applications have put in: only what the colours are read by. Comments go as well. */
function stays(marker: number, body: Uint8Array): boolean {
  if (marker === 0xfe) return false
  if (marker < 0xe0 || marker > 0xef) return true
  const name = textAt(body, 0, 12)
  return (
    (marker === 0xe0 && name.startsWith("JFIF\0")) ||
    (marker === 0xe2 && name === "ICC_PROFILE\0") ||
    (marker === 0xee && name.startsWith("Adobe"))
  )
}

/** Where the next marker stands: in a scan, 0xFF is followed by 0 or by a restart marker. */
function afterScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1] ?? 0
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

/** How it is to be turned, as a segment of its own. */
function turned(exif: Uint8Array): Uint8Array[] {
  const orientation = orientationOf(exif)
  if (orientation === null) return []
  const body = [...exifHead, ...exifOf(orientation)]
  return [Uint8Array.from([0xff, 0xe1, 0, body.length + 2, ...body])]
}
