import type { Random } from "./random"

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
const timeLength = 10
const randomLength = 16

/**
 * A ULID in lower case: 26 characters that sort by creation time, so "newest first" is "by id, descending".
 * @param now epoch milliseconds
 */
export function createId(now: number, random: Random): string {
  return idFrom(now) + randomText(random, randomLength)
}

/** What ids made at an instant (epoch ms) begin with: they and all later ones come after it, all earlier ones before it. */
export function idFrom(at: number): string {
  let time = ""
  for (let rest = Math.max(0, at), i = 0; i < timeLength; i++, rest = Math.floor(rest / 32))
    time = alphabet[rest % 32] + time
  return time
}

/** `length` characters of Crockford base32, five random bits each. */
export function randomText(random: Random, length: number): string {
  return Array.from(random.bytes(length), (byte) => alphabet[byte % 32]).join("")
}
