import { escapeHtml } from "../escape"
import { replaceLiquid } from "../scan"

/** Text as HTML, its Liquid as it is: what stands between the tags is the author's own text. */
export function escapeTemplate(text: string): string {
  return replaceLiquid(text, (tag) => tag, escapeHtml)
}

/**
 * Keeps pieces of a document out of the hands of a program that would change them: MJML reads `<` in Liquid as a tag.
 * `put` gives a word that stands for a piece, `restore` brings all pieces back.
 */
export function setAside(): { put(piece: string): string; restore(document: string): string } {
  const pieces: string[] = []
  return {
    put: (piece) => `liq${pieces.push(piece) - 1}uid`,
    restore: (document) => document.replace(/liq(\d+)uid/g, (word, index: string) => pieces[Number(index)] ?? word),
  }
}
