import { AppError } from "./errors"

/**
 * Parses JSON from bytes as a 400 or a value: refuses what is not UTF-8, not JSON, or says one key twice, where two
 * readers could understand two things (ING-06).
 */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new AppError("badRequest", "The body is not UTF-8 text.")
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new AppError("badRequest", `The body is not JSON: ${error instanceof Error ? error.message : "unreadable"}`)
  }
  if (colonsOutsideStrings(text) !== keysWithin(value)) throw new AppError("badRequest", "The body names a key twice.")
  return value
}

/** Each member of an object in valid JSON has exactly one colon outside strings. */
function colonsOutsideStrings(text: string): number {
  let colons = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === 0x3a) colons++
    else if (char === 0x22) i = endOfString(text, i)
  }
  return colons
}

/** Position of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}

/** Keys of all objects in a parsed value; an explicit stack, because depth comes from outside. */
function keysWithin(value: unknown): number {
  let keys = 0
  const rest: unknown[] = [value]
  while (rest.length > 0) {
    const next = rest.pop()
    if (typeof next !== "object" || next === null) continue
    const children = Object.values(next)
    if (!Array.isArray(next)) keys += children.length
    for (const child of children) if (typeof child === "object" && child !== null) rest.push(child)
  }
  return keys
}
