import { HarfBuzz, type ShapedFont } from "./harfbuzz"

/** A file of the font index: what it is called, whose it is, and the characters it has (pairs of first and last). */
export interface FontFile {
  file: string
  family: string
  ranges: readonly number[]
}

/** Where fonts come from; the same bytes for the same name. */
export interface FontSource {
  index(): Promise<readonly FontFile[]>
  /** The bytes of a TrueType font. */
  load(file: string): Promise<Uint8Array>
}

export interface BookFont {
  file: string
  regular: ShapedFont
  bold: ShapedFont
  /** A font program with these glyphs only, under their own numbers; null when that cannot be made. */
  subset(glyphs: Iterable<number>, weight: number): Uint8Array | null
}

/** Stands for what no font has. */
const replacement = 0xfffd
const families = { han: ["sc", "jp", "kr"], ja: ["jp", "sc", "kr"], ko: ["kr", "sc", "jp"] }
/** Joiners, direction marks and variation selectors: they ask for no glyph of their own. */
const invisible = /\p{Default_Ignorable_Code_Point}|\p{Cc}/u

/** The fonts of one document: found by character, loaded once. */
export class FontBook {
  /** Characters that no font has. */
  readonly missing = new Set<string>()
  private readonly loaded = new Map<string, BookFont>()
  private readonly byCodePoint = new Map<number, BookFont>()
  private readonly harfbuzz = new HarfBuzz()

  private constructor(
    private readonly source: FontSource,
    private readonly files: readonly FontFile[],
  ) {}

  /** Loads what a text needs, and no more. */
  static async of(source: FontSource, text: string): Promise<FontBook> {
    const book = new FontBook(source, byLanguage(await source.index(), text))
    const codePoints = new Set([...text].map((char) => char.codePointAt(0) ?? 0))
    const wanted = [0x20, 0x2022, replacement, ...codePoints]
    // Most are found in the first file that claims them: load those all at once.
    await Promise.all([...new Set(wanted.flatMap((one) => book.claimant(one) ?? []))].map((file) => book.load(file)))
    for (const codePoint of wanted) await book.find(codePoint)
    return book
  }

  /**
   * The font for one cluster of characters, the last one's when it has them all. What it lacks is replaced:
   * `text` is what is to be shown.
   */
  fontFor(cluster: string, before: BookFont | null): { font: BookFont; text: string } {
    const codePoints = [...cluster].map((char) => char.codePointAt(0) ?? 0).filter((one) => !isInvisible(one))
    const own = codePoints.flatMap((one) => this.byCodePoint.get(one) ?? [])
    const fitting = [...(before === null ? [] : [before]), ...own].find((font) =>
      codePoints.every((one) => font.regular.has(one)),
    )
    if (fitting !== undefined) return { font: fitting, text: cluster }
    const font = own[0] ?? this.fallback()
    const text = [...cluster].map((char) => this.shownIn(font, char)).join("")
    return { font, text }
  }

  private shownIn(font: BookFont, char: string): string {
    const codePoint = char.codePointAt(0) ?? 0
    if (isInvisible(codePoint) || font.regular.has(codePoint)) return char
    this.missing.add(char)
    return font.regular.has(replacement) ? String.fromCodePoint(replacement) : ""
  }

  private fallback(): BookFont {
    const font = this.byCodePoint.get(replacement) ?? this.byCodePoint.get(0x20)
    if (font === undefined) throw new Error("There is no font at all")
    return font
  }

  private claimant(codePoint: number): string | undefined {
    return isInvisible(codePoint) ? undefined : this.files.find(({ ranges }) => covers(ranges, codePoint))?.file
  }

  private async find(codePoint: number): Promise<void> {
    if (this.byCodePoint.has(codePoint) || isInvisible(codePoint)) return
    for (const { file, ranges } of this.files) {
      if (!covers(ranges, codePoint)) continue
      const font = await this.load(file)
      if (!font.regular.has(codePoint)) continue
      this.byCodePoint.set(codePoint, font)
      return
    }
  }

  private async load(file: string): Promise<BookFont> {
    const known = this.loaded.get(file)
    if (known !== undefined) return known
    const bytes = await this.source.load(file)
    const font: BookFont = {
      file,
      regular: this.harfbuzz.font(bytes, 400),
      bold: this.harfbuzz.font(bytes, 700),
      subset: (glyphs, weight) => this.harfbuzz.subset(bytes, glyphs, weight),
    }
    this.loaded.set(file, font)
    return font
  }
}

function isInvisible(codePoint: number): boolean {
  return invisible.test(String.fromCodePoint(codePoint))
}

function covers(ranges: readonly number[], codePoint: number): boolean {
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    if (codePoint >= (ranges[i] ?? 0) && codePoint <= (ranges[i + 1] ?? -1)) return true
  }
  return false
}

/** Han characters look different by language: kana or Hangul in the text say which. */
function byLanguage(files: readonly FontFile[], text: string): FontFile[] {
  const order = /\p{Script=Hiragana}|\p{Script=Katakana}/u.test(text)
    ? families.ja
    : /\p{Script=Hangul}/u.test(text)
      ? families.ko
      : families.han
  const rank = ({ family }: FontFile) => order.indexOf(family)
  return files.toSorted((a, b) => rank(a) - rank(b))
}
