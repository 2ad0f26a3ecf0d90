import type { BookFont } from "./font-book"
import type { Glyph } from "./harfbuzz"
import { num, type PdfFile, type Ref, utf16Hex } from "./objects"
import type { Piece } from "./pieces"

/** A glyph under the code by which a document shows it: the same glyph has one code for each text that it stands for. */
interface Code {
  glyph: number
  text: string
}

/** One font at one weight as a document uses it. */
export class UsedFont {
  /** By code, from 1: what each shows. */
  private readonly codes: Code[] = []
  private readonly known = new Map<string, number>()

  constructor(
    /** Its name in the resources of pages. */
    readonly name: string,
    private readonly font: BookFont,
    private readonly bold: boolean,
  ) {}

  /** The codes of a piece's glyphs, in their order. Of the glyphs of one cluster the widest says its text. */
  codesOf(piece: Piece): number[] {
    const starts = [...new Set(piece.glyphs.map((glyph) => glyph.cluster))].sort((a, b) => a - b)
    const ends = new Map(starts.map((start, i) => [start, starts[i + 1] ?? piece.text.length]))
    const widest = new Map<number, Glyph>()
    for (const glyph of piece.glyphs) {
      if (glyph.advance > (widest.get(glyph.cluster)?.advance ?? -1)) widest.set(glyph.cluster, glyph)
    }
    return piece.glyphs.map((glyph) => {
      const { id, cluster } = glyph
      return this.code({
        glyph: id,
        text: widest.get(cluster) === glyph ? piece.text.slice(cluster, ends.get(cluster)) : "",
      })
    })
  }

  private code(code: Code): number {
    const key = `${code.glyph} ${code.text}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    this.codes.push(code)
    this.known.set(key, this.codes.length)
    return this.codes.length
  }

  /** Writes the font with the glyphs that were used. */
  async embed(file: PdfFile): Promise<Ref> {
    const shaped = this.bold ? this.font.bold : this.font.regular
    const glyphs = [...new Set(this.codes.map((code) => code.glyph))].sort((a, b) => a - b)
    const subset = this.font.subset(glyphs, this.bold ? 700 : 400)
    if (subset === null) throw new Error(`The font ${this.font.file} could not be cut to its glyphs`)
    const scale = 1000 / shaped.unitsPerEm
    const name = `/${tagOf(glyphs)}+${this.font.file.replace(/[^A-Za-z0-9-]/g, "")}${this.bold ? "-Bold" : ""}`
    const program = await file.addStream(subset, `/Length1 ${subset.length}`)
    const vertical = [num(shaped.descent * scale), num(shaped.ascent * scale)]
    const descriptor = file.add(
      `<< /Type /FontDescriptor /FontName ${name} /Flags 4 /FontBBox [-1000 ${vertical[0]} 3000 ${vertical[1]}] /ItalicAngle 0 ` +
        `/Ascent ${vertical[1]} /Descent ${vertical[0]} /CapHeight 714 /StemV ${this.bold ? 140 : 80} /FontFile2 ${program} 0 R >>`,
    )
    const widths = this.codes.map(({ glyph }) => num(shaped.advanceOf(glyph) * scale)).join(" ")
    const map = await file.addStream(this.glyphMap())
    const descendant = file.add(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont ${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> ` +
        `/FontDescriptor ${descriptor} 0 R /CIDToGIDMap ${map} 0 R /DW 1000 /W [1 [${widths}]] >>`,
    )
    const unicode = await file.addStream(new TextEncoder().encode(this.toUnicode()))
    return file.add(
      `<< /Type /Font /Subtype /Type0 /BaseFont ${name} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${unicode} 0 R >>`,
    )
  }

  /** Two bytes a code: the glyph it shows. */
  private glyphMap(): Uint8Array {
    const bytes = new Uint8Array((this.codes.length + 1) * 2)
    const view = new DataView(bytes.buffer)
    for (const [index, { glyph }] of this.codes.entries()) view.setUint16((index + 1) * 2, glyph)
    return bytes
  }

  private toUnicode(): string {
    const told = this.codes.flatMap(({ text }, index) =>
      text === "" ? [] : [`<${codeHex(index + 1)}> <${utf16Hex(text)}>`],
    )
    const parts: string[] = []
    for (let from = 0; from < told.length; from += mappingsPerBlock) {
      const block = told.slice(from, from + mappingsPerBlock)
      parts.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`)
    }
    return [
      "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
      "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
      "1 begincodespacerange <0000> <FFFF> endcodespacerange",
      ...parts,
      "endcmap CMapName currentdict /CMap defineresource pop end end",
    ].join("\n")
  }
}

/** A code as text is shown by. */
export function codeHex(code: number): string {
  return code.toString(16).padStart(4, "0")
}

/** Of one `beginbfchar` block. */
const mappingsPerBlock = 100

/** Six letters that tell one set of glyphs from another, as embedded subsets are named. */
function tagOf(ids: readonly number[]): string {
  let hash = 7
  for (const id of ids) hash = (hash * 31 + id) % 308_915_776
  let tag = ""
  for (let i = 0; i < 6; i++, hash = Math.floor(hash / 26)) tag += String.fromCharCode(65 + (hash % 26))
  return tag
}
