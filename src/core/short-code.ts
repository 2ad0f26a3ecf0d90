import { bytesOfBase64 } from "./encoding"
import { sha256Hex } from "./hash"
import { presentKey } from "./key-ring"
import { keyedHash } from "./signed-token"

/** Letters that every phone takes for part of an address, also at its end, and that are one septet each. */
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const secretCharacters = 8
/** Characters of a code: its shelf and its secret. */
const codeCharacters = secretCharacters + 1

/** Links of one message that can be told apart: the first by no letter of its own. */
export const shortLinksMax = alphabet.length

/** What a code is made of: the same again is the same code, so that a message that is made again costs nothing. */
export interface ShortMessage {
  memberId: string
  deliveryId: string
  /** Where its links lead, in their order. */
  urls: readonly string[]
}

/** On which shelf a member's short links lie: all of them on one, so that erasing finds them (MEM-8). */
export async function shelfOf(memberId: string): Promise<string> {
  return letterAt(Number.parseInt((await sha256Hex(memberId)).slice(0, 8), 16))
}

/**
 * The name of one message's short links: the shelf and 8 letters that nobody without the secret can work out. A
 * thousand guesses a second would take weeks to hit one of ten million messages, and then hit anybody's.
 * @param ring see `keyRing`
 * @param salt another one where a code is taken
 */
export async function shortCodeOf(ring: string, message: ShortMessage, salt: number): Promise<string> {
  const { memberId, deliveryId, urls } = message
  const hash = await keyedHash(presentKey(ring), "short", JSON.stringify([memberId, deliveryId, urls, salt]))
  const letters = [...(bytesOfBase64(hash) ?? [])].slice(0, secretCharacters).map(letterAt)
  return `${await shelfOf(memberId)}${letters.join("")}`
}

/** What stands in the address for one link of a message. @param index from 1 */
export function shortNameOf(code: string, index: number): string {
  return index === 1 ? code : `${code}${letterAt(index - 1)}`
}

/** Reads what `shortNameOf` made; null: no short link looks like this. */
export function readShortName(name: string): { shelf: string; code: string; index: number } | null {
  const tail = name.slice(codeCharacters)
  const isOurs = [...name].every((letter) => alphabet.includes(letter))
  // The first link has one name only.
  if (!isOurs || name.length < codeCharacters || tail.length > 1 || tail === alphabet.charAt(0)) return null
  return { shelf: name.charAt(0), code: name.slice(0, codeCharacters), index: alphabet.indexOf(tail) + 1 }
}

function letterAt(number: number): string {
  return alphabet.charAt(number % alphabet.length)
}
