import type { ImageKind } from "../core/image-path"

/** What the first bytes of a picture say of it. */
export interface ImageHeader {
  kind: ImageKind
  /** Pixels. */
  width: number
  height: number
}

/** Segments of a JPEG that are looked at before its size must have come. */
const segmentsMax = 500

/**
 * Kind and size of a picture by its own bytes, whatever it is called; null when it is no PNG, JPEG, GIF or WebP (SEC-41).
 */
export function imageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = png(bytes, view) ?? gif(bytes, view) ?? webp(bytes, view) ?? jpeg(bytes, view)
  return found !== null && found.width > 0 && found.height > 0 ? found : null
}

function begins(bytes: Uint8Array, text: string, at = 0): boolean {
  return bytes.length >= at + text.length && [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0))
}

function png(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (bytes.length < 24 || !begins(bytes, "\u0089PNG\r\n\u001a\n") || !begins(bytes, "IHDR", 12)) return null
  return { kind: "png", width: view.getUint32(16), height: view.getUint32(20) }
}

function gif(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (bytes.length < 10 || (!begins(bytes, "GIF87a") && !begins(bytes, "GIF89a"))) return null
  return { kind: "gif", width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

/** Lossy, lossless and extended WebP each say it in their own way. */
function webp(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (bytes.length < 30 || !begins(bytes, "RIFF") || !begins(bytes, "WEBP", 8)) return null
  const kind = "webp"
  if (begins(bytes, "VP8 ", 12)) {
    return { kind, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  }
  if (begins(bytes, "VP8L", 12)) {
    const bits = view.getUint32(21, true)
    return { kind, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
  }
  if (!begins(bytes, "VP8X", 12)) return null
  const side = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1
  return { kind, width: side(24), height: side(27) }
}

/** Goes from segment to segment to the frame, which holds the size. */
function jpeg(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (!begins(bytes, "\u00ff\u00d8\u00ff")) return null
  let at = 2
  for (let segment = 0; segment < segmentsMax && at + 9 <= bytes.length; segment++) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (isFrame(marker)) return { kind: "jpg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    // A marker may be preceded by any number of filling bytes.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return null
}

/** SOF0 to SOF15, without the three that are something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}
