import { cutWord, type Piece, type Word, type Words } from "./pieces"

/** One line of text, its pieces in the order of the text; lengths in points. */
export interface Line {
  pieces: Piece[]
  width: number
  rtl: boolean
}

/** Breaks a text into lines of at most `width` points. */
export function linesOf({ words, rtl }: Words, width: number, language: string): Line[] {
  const lines: Line[] = []
  let line: Word[] = []
  let used = 0
  const end = () => {
    const shown = withoutEndBlanks(line)
    lines.push({ pieces: shown.flatMap((word) => word.pieces), width: widthOf(shown), rtl })
    line = []
    used = 0
  }
  const add = (word: Word) => {
    if (!word.blank && used + word.width > width && line.some((one) => !one.blank)) end()
    if (word.blank && line.length === 0 && lines.length > 0) return
    line.push(word)
    used += word.width
  }
  for (const word of words) {
    if (word.newline) end()
    else if (!word.blank && word.width > width) for (const part of cutWord(word, width, language)) add(part)
    else add(word)
  }
  if (line.length > 0) end()
  return lines
}

/** The widest of a text's words and of its lines, as far as only its own line ends break them. */
export function widthsOf({ words }: Words): { least: number; natural: number } {
  let least = 0
  let natural = 0
  let line = 0
  for (const word of words) {
    line = word.newline ? 0 : line + word.width
    natural = Math.max(natural, line)
    if (!word.blank) least = Math.max(least, word.width)
  }
  return { least, natural }
}

function withoutEndBlanks(words: readonly Word[]): Word[] {
  const last = words.findLastIndex((word) => !word.blank)
  return words.slice(0, last + 1)
}

function widthOf(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + word.width, 0)
}
