import { textAt, viewOf } from "./parts"

/** Tag of EXIF that says how a picture is to be turned; the only one that pictures are shown by. */
const orientationTag = 0x0112
/** Tags of the first directory that are looked at. */
const tagsMax = 200

/**
 * How the EXIF data of a picture want it turned: 2 to 8; null: not at all.
 * @param exif a TIFF header and what follows it
 */
export function orientationOf(exif: Uint8Array): number | null {
  const order = textAt(exif, 0, 2)
  if (exif.length < 14 || (order !== "II" && order !== "MM")) return null
  const [view, little] = [viewOf(exif), order === "II"]
  const directory = view.getUint32(4, little)
  if (directory + 2 > exif.length) return null
  const tags = Math.min(view.getUint16(directory, little), tagsMax)
  for (let n = 0; n < tags; n++) {
    const at = directory + 2 + 12 * n
    if (at + 12 > exif.length) return null
    if (view.getUint16(at, little) !== orientationTag) continue
    const turn = view.getUint16(at + 8, little)
    return turn >= 2 && turn <= 8 ? turn : null
  }
  return null
}

/** EXIF data that say how a picture is to be turned, and nothing else. */
export function exifOf(orientation: number): Uint8Array {
  return Uint8Array.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8], // big endian, a directory at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // one tag: a short
    ...[0, 0, 0, 0], // no further directory
  ])
}
