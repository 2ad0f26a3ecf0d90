import { escapeHtml } from "../escape"

const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g

/** Text as HTML, its Liquid as it is: what stands between the tags is the author's own text. */
export function escapeTemplate(text: string): string {
  let done = ""
  let from = 0
  for (const tag of text.matchAll(liquid)) {
    done += escapeHtml(text.slice(from, tag.index)) + tag[0]
    from = tag.index + tag[0].length
  }
  return done + escapeHtml(text.slice(from))
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
