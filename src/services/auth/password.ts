import { Buffer } from "node:buffer"
import { scrypt, timingSafeEqual } from "node:crypto"
import type { Random } from "../../core/random"

/** PBKDF2 above 100,000 iterations fails in production only; these scrypt costs run everywhere (SEC-08). */
const cost = { N: 2 ** 14, r: 8, p: 5 } as const
const keyBytes = 32
const saltBytes = 16
/** Longest password taken, in characters: hashing is work. */
export const passwordCharsMax = 1_000

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyBytes, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

/** `scrypt$N$r$p$salt$key`, salt and key in base64. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(saltBytes)
  const key = await derive(password, salt)
  return ["scrypt", cost.N, cost.r, cost.p, Buffer.from(salt).toString("base64"), key.toString("base64")].join("$")
}

/** Stands in for the hash of somebody unknown, so that no answer comes sooner for them. */
const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$${"A".repeat(22)}==$${"A".repeat(43)}=`

/** Whether the password is the one hashed; takes as long for a user that does not exist (`null`). */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, , , , salt = "", key = ""] = (hash ?? nobody).split("$")
  const expected = Buffer.from(key, "base64")
  const actual = await derive(password, Buffer.from(salt, "base64"))
  return hash !== null && expected.length === actual.length && timingSafeEqual(expected, actual)
}
