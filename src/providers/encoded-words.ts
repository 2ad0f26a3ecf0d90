import { base64Of } from "../core/encoding"

/** Bytes of an encoded word's text: with its frame it has at most 75 characters (RFC 2047). */
const wordBytesMax = 45

/** A text as words in ASCII that stand for it, to be put one after the other with white space between (RFC 2047). */
export function encodedWords(text: string): string[] {
  const words: string[] = []
  let bytes: number[] = []
  const encoder = new TextEncoder()
  for (const char of text) {
    const more = encoder.encode(char)
    if (bytes.length + more.length > wordBytesMax) {
      words.push(base64Of(Uint8Array.from(bytes)))
      bytes = []
    }
    bytes.push(...more)
  }
  words.push(base64Of(Uint8Array.from(bytes)))
  return words.map((word) => `=?UTF-8?B?${word}?=`)
}
