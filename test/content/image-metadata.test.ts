import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { exifOf, orientationOf } from "../../src/content/image/orientation"
import { withoutMetadata } from "../../src/content/image/plain"
import { imageHeader } from "../../src/content/image-header"
import { pictures } from "../helpers/pictures"

/** A part of a file, and what is to be left of it. */
interface Part {
  bytes: number[]
  left: number[]
}

const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0))
const big = (n: number, length: number) => Array.from({ length }, (_, i) => (n >>> (8 * (length - 1 - i))) & 255)
const little = (n: number, length: number) => big(n, length).reverse()
const stays = (bytes: number[]): Part => ({ bytes, left: bytes })
const goes = (bytes: number[]): Part => ({ bytes, left: [] })
const octets = (maxLength = 40) => fc.array(fc.integer({ min: 0, max: 255 }), { maxLength })
const place = ascii("GPS 34.9 S 56.2 W")
/** A TIFF with a place in it, and how the picture is to be turned. */
const exif = (turn: number) => [...exifOf(turn), ...place]

const segment = (marker: number, body: number[]) => [0xff, marker, ...big(body.length + 2, 2), ...body]
const app = (marker: number, name: string) => octets().map((rest) => segment(marker, [...ascii(name), ...rest]))
const jpegParts = fc.array(
  fc.oneof(
    fc.constantFrom(0xdb, 0xc4, 0xdd).chain((marker) => octets().map((body) => stays(segment(marker, body)))),
    app(0xe2, "ICC_PROFILE\0").map(stays),
    app(0xee, "Adobe").map(stays),
    app(0xe1, "http://ns.adobe.com/xap/1.0/\0").map(goes),
    app(0xed, "Photoshop 3.0\0").map(goes),
    app(0xe2, "MPF\0").map(goes),
    app(0xe0, "JFXX\0").map(goes),
    app(0xfe, "Ana was here").map(goes),
    fc.constant(goes(segment(0xe1, [...ascii("Exif\0\0"), ...exif(1)]))),
    fc.integer({ min: 2, max: 8 }).map((turn) => ({
      bytes: segment(0xe1, [...ascii("Exif\0\0"), ...exif(turn)]),
      left: segment(0xe1, [...ascii("Exif\0\0"), ...exifOf(turn)]),
    })),
  ),
)
/** Scans hold 0xFF only with 0 or a restart marker behind it. */
const scan = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 254 }).map((byte) => [byte]),
      fc.constantFrom([0xff, 0], [0xff, 0xd3]),
    ),
  )
  .map((data) => stays([...segment(0xda, [1, 2, 3]), ...data.flat()]))
const jpeg = fc
  .tuple(jpegParts, scan, jpegParts, scan, octets())
  .map(([head, one, between, two, behind]) => [
    stays([0xff, 0xd8, ...segment(0xe0, [...ascii("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0])]),
    ...head,
    stays(segment(0xc2, [8, ...big(32, 2), ...big(64, 2), 3])),
    ...[one, ...between, two, stays([0xff, 0xd9]), goes(behind)],
  ])

const chunk = (type: string, body: number[]) => [...big(body.length, 4), ...ascii(type), ...body, 0, 0, 0, 0]
const png = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc
          .constantFrom("IDAT", "PLTE", "gAMA", "iCCP", "fdAT")
          .chain((type) => octets().map((b) => stays(chunk(type, b)))),
        fc
          .constantFrom("tEXt", "iTXt", "zTXt", "tIME", "caBX", "iDOT")
          .chain((type) => octets().map((b) => goes(chunk(type, [...b, ...place])))),
        fc.constant(goes(chunk("eXIf", exif(1)))),
      ),
    ),
    octets(),
  )
  .map(([parts, behind]) => [
    stays([0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a, ...chunk("IHDR", [...big(64, 4), ...big(32, 4), 8, 6, 0, 0, 0])]),
    ...parts,
    stays(chunk("IEND", [])),
    goes(behind),
  ])

const piece = (type: string, body: number[]) => {
  return [...ascii(type), ...little(body.length, 4), ...body, ...(body.length % 2 ? [0] : [])]
}
const webp = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.constantFrom("ALPH", "ICCP", "ANMF").chain((type) => octets().map((b) => stays(piece(type, b)))),
        octets().map((b) => goes(piece("XMP ", [...b, ...place]))),
        octets().map((b) => goes(piece("note", b))),
        fc.constant(goes(piece("EXIF", exif(1)))),
      ),
    ),
    octets(),
  )
  .map(([parts, behind]) => {
    const flagged = (flags: number) => piece("VP8X", [flags, 0, 0, 0, ...little(63, 3), ...little(31, 3)])
    const whole = [{ bytes: flagged(0x3c), left: flagged(0x30) }, ...parts]
    const size = (of: number[][]) => [...ascii("RIFF"), ...little(4 + of.flat().length, 4), ...ascii("WEBP")]
    const head = { bytes: size(whole.map((p) => p.bytes)), left: size(whole.map((p) => p.left)) }
    return [head, ...whole, goes(behind)]
  })

const blocks = (bytes: number[]) => (bytes.length === 0 ? [0] : [bytes.length, ...bytes, 0])
const gif = fc
  .tuple(
    fc.array(
      fc.oneof(
        octets().map((b) => stays([0x2c, ...little(0, 4), ...little(4, 4), 0x80, 1, 2, 3, 4, 5, 6, 8, ...blocks(b)])),
        fc.constant(stays([0x21, 0xf9, ...blocks([1, 2, 3, 4])])),
        fc.constant(stays([0x21, 0xff, ...blocks(ascii("NETSCAPE2.0")).slice(0, -1), ...blocks([1, 0, 0])])),
        octets().map((b) => goes([0x21, 0xfe, ...blocks([...b, ...place])])),
        octets().map((b) => goes([0x21, 0xff, ...blocks(ascii("XMP DataXMP")).slice(0, -1), ...blocks(b)])),
      ),
    ),
    octets(),
  )
  .map(([parts, behind]) => [
    stays([...ascii("GIF89a"), ...little(64, 2), ...little(32, 2), 0x80, 0, 0, 1, 2, 3, 4, 5, 6]),
    ...parts,
    stays([0x3b]),
    goes(behind),
  ])

const bytesOf = (parts: readonly Part[], of: keyof Part) => Uint8Array.from(parts.flatMap((part) => part[of]))

describe("pictures that are sent to everybody", () => {
  it.each([
    ["jpg", jpeg],
    ["png", png],
    ["webp", webp],
    ["gif", gif],
  ] as const)(
    "MSG-1 a %s keeps its picture byte for byte, and how it is turned, and loses all else",
    (kind, pictures) => {
      fc.assert(
        fc.property(pictures, (parts: Part[]) => {
          const whole = bytesOf(parts, "bytes")
          const plain = withoutMetadata(kind, whole)
          expect(plain).toEqual(bytesOf(parts, "left"))
          expect(withoutMetadata(kind, plain)).toEqual(plain)
          expect(imageHeader(plain)).toEqual({ kind, width: 64, height: 32 })
        }),
      )
    },
  )

  it("MSG-1 a PNG and a WebP that are to be turned say so still, and no more", () => {
    const turned = [
      ["png", [...pictures.png(4, 4), 0, 0, 0, 0, ...chunk("eXIf", exif(6)), ...chunk("IEND", [])]],
      [
        "webp",
        [...ascii("RIFF"), ...little(4 + 18 + 8 + exif(6).length, 4), ...ascii("WEBP")].concat(
          piece("VP8X", [8, 0, 0, 0, 3, 0, 0, 3, 0, 0]),
          piece("EXIF", exif(6)),
        ),
      ],
    ] as const
    for (const [kind, bytes] of turned) {
      const plain = withoutMetadata(kind, Uint8Array.from(bytes))
      const text = String.fromCharCode(...plain)
      expect(text).not.toContain("GPS")
      const at = text.indexOf("MM\0*")
      expect(orientationOf(plain.subarray(at))).toBe(6)
      expect(withoutMetadata(kind, plain)).toEqual(plain)
    }
  })

  it("SEC-41 bytes of any kind end in an answer, and what cannot be followed stays", () => {
    const kinds = fc.constantFrom("jpg", "png", "webp", "gif")
    fc.assert(
      fc.property(kinds, fc.uint8Array({ minLength: 12, maxLength: 300 }), (kind, bytes) => {
        expect(withoutMetadata(kind, Uint8Array.from(bytes)).length).toBeLessThanOrEqual(bytes.length)
      }),
    )
    for (const [name, kind] of [
      ["png", "png"],
      ["jpg", "jpg"],
      ["gif", "gif"],
      ["webp", "webp"],
    ] as const) {
      const begun = pictures[name](20, 10)
      expect(withoutMetadata(kind, begun)).toEqual(begun)
    }
  })
})
