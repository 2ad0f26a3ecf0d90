import bidiFactory from "bidi-js"
import type { Look, Span } from "./blocks"
import type { BookFont, FontBook } from "./font-book"
import type { Glyph } from "./harfbuzz"

/** Text of one font, look and direction: glyphs in the order in which they are drawn. Lengths in points. */
export interface Piece {
  text: string
  font: BookFont
  look: Look
  size: number
  /** Bidi level; odd runs from right to left. */
  level: number
  glyphs: Glyph[]
  width: number
}

/** Pieces between which no line may break. */
export interface Word {
  pieces: Piece[]
  width: number
  /** Blanks: they vanish at the end of a line. */
  blank: boolean
  /** A line ends here, whatever there is room for. */
  newline: boolean
}

/** A text in words, and the direction it runs in as a whole. */
export interface Words {
  words: Word[]
  rtl: boolean
}

const bidi = bidiFactory()
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" })
const segmenter = new Intl.Segmenter("en", { granularity: "word" })

/** Scripts that put no blanks between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff01-\uff60]/u
const noBreakBefore =
  /^[\p{Pe}\p{Pf}!),.:;?\]}、。，．：；！？）」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％‰℃%\p{M}]/u
const noBreakAfter = /[\p{Ps}\p{Pi}（「『【〈《¥$£€]$/u

/** Shapes a text. `language` is BCP 47. */
export function shapeWords(spans: readonly Span[], book: FontBook, how: { size: number; language: string }): Words {
  const text = spans.map((span) => span.text).join("")
  const looks = spans.flatMap((span) => Array<Look>(span.text.length).fill(span))
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text)
  const words: Word[] = []
  for (const { text: part, at } of breakable(text)) {
    const pieces = part === "\n" ? [] : piecesOf(part, { at, looks, levels, book, ...how })
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0)
    words.push({ pieces, width, blank: /^[ \u200b]+$/.test(part), newline: part === "\n" })
  }
  return { words, rtl: ((paragraphs[0]?.level ?? 0) & 1) === 1 }
}

/** Cuts a text where a line may break: around blanks, between words of scripts without them, after hyphens. */
function breakable(text: string): { text: string; at: number }[] {
  const parts: { text: string; at: number }[] = []
  for (const { segment, index } of segmenter.segment(text)) {
    const last = parts.at(-1)
    const blank = /^[ \u200b]+$/.test(segment)
    if (segment !== "\n" && last !== undefined && !breaksBetween(last.text, segment, blank)) last.text += segment
    else parts.push({ text: segment, at: index })
  }
  return parts
}

function breaksBetween(before: string, after: string, blank: boolean): boolean {
  const wasBlank = /[ \u200b\n]$/.test(before)
  if (before === "\n" || blank !== wasBlank) return true
  if (blank || noBreakBefore.test(after) || noBreakAfter.test(before)) return false
  const last = [...before.slice(-2)].at(-1) ?? ""
  const first = [...after.slice(0, 2)][0] ?? ""
  if (unspaced.test(last) || unspaced.test(first)) return true
  return /\p{L}[-\u2010\u2013/]$/u.test(before) && /^\p{L}/u.test(after)
}

interface Source {
  at: number
  looks: readonly Look[]
  levels: Uint8Array
  book: FontBook
  size: number
  language: string
}

/** One word in pieces: a new one wherever font, look or direction changes. In the order of the text. */
function piecesOf(word: string, source: Source): Piece[] {
  const { at, looks, levels, book } = source
  const runs: { text: string; font: BookFont; look: Look; level: number }[] = []
  for (const { segment, index } of graphemes.segment(word)) {
    const last = runs.at(-1)
    const { font, text } = book.fontFor(segment, last?.font ?? null)
    const look = looks[at + index] ?? plain
    const level = levels[at + index] ?? 0
    if (last && last.font === font && last.level === level && sameLook(last.look, look)) last.text += text
    else runs.push({ text, font, look, level })
  }
  return runs.map((run) => pieceOf(run, source))
}

const plain: Look = { bold: false, italic: false, underline: false, link: null }

function sameLook(a: Look, b: Look): boolean {
  return a === b || (a.bold === b.bold && a.italic === b.italic && a.underline === b.underline && a.link === b.link)
}

function pieceOf(
  run: { text: string; font: BookFont; look: Look; level: number },
  { size, language }: Pick<Source, "size" | "language">,
): Piece {
  const shaped = run.look.bold ? run.font.bold : run.font.regular
  const glyphs = shaped.shape(run.text, { rtl: (run.level & 1) === 1, language })
  const units = glyphs.reduce((sum, glyph) => sum + glyph.advance, 0)
  return { ...run, size, glyphs, width: (units / shaped.unitsPerEm) * size }
}

/** A word that is wider than a line, in parts that are not; cut between clusters. */
export function cutWord(word: Word, width: number, language: string): Word[] {
  const parts: Word[] = []
  for (const piece of word.pieces) {
    let text = ""
    const push = () => {
      const cut = pieceOf({ ...piece, text }, { size: piece.size, language })
      parts.push({ pieces: [cut], width: cut.width, blank: false, newline: false })
    }
    for (const { segment } of graphemes.segment(piece.text)) {
      const wider = pieceOf({ ...piece, text: text + segment }, { size: piece.size, language })
      if (text !== "" && wider.width > width) {
        push()
        text = segment
      } else text += segment
    }
    if (text !== "") push()
  }
  return parts
}

/** The pieces of one line in the order in which they stand from left to right (UAX 9, rule L2). */
export function inVisualOrder(pieces: readonly Piece[]): Piece[] {
  const ordered = [...pieces]
  const highest = Math.max(0, ...ordered.map((piece) => piece.level))
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < ordered.length; from++) {
      if ((ordered[from]?.level ?? 0) < level) continue
      let to = from
      while (to + 1 < ordered.length && (ordered[to + 1]?.level ?? 0) >= level) to++
      ordered.splice(from, to - from + 1, ...ordered.slice(from, to + 1).reverse())
      from = to
    }
  }
  return ordered
}
