/** A text on one line: no line ends or other controls that could begin another header (DEL-30). */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim()
}
