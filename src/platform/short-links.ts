import { readShortName, type ShortMessage, shelfOf, shortCodeOf } from "../core/short-code"
import type { Env } from "../env"
import type { KeptLinks } from "../system/link-object"
import { memberStub } from "./members"
import { withRetry } from "./retry"
import { secretsOf } from "./secrets"

/** Codes tried for one message; that one is taken is as likely as to guess it. */
const codesMax = 4

/**
 * Keeps where the links of a delivery that is about to be sent lead, and gives the code for them (`shortNameOf`).
 * @throws when its member was erased meanwhile: then nothing is kept (MEM-8)
 */
export async function keepShortLinks(env: Env, message: ShortMessage): Promise<string> {
  const { memberId, deliveryId } = message
  const code = await keep(env, message)
  // Erasing empties the member's object first, and the shelf after that: one of the two sees the other.
  if (await withRetry(async () => await memberStub(env, memberId).knowsDelivery(deliveryId))) return code
  await forgetShortLinks(env, memberId)
  throw new Error("The member of this message is gone.")
}

async function keep(env: Env, message: ShortMessage): Promise<string> {
  const shelf = env.LINK.getByName(await shelfOf(message.memberId))
  for (let salt = 0; salt < codesMax; salt++) {
    const code = await shortCodeOf(secretsOf(env), message, salt)
    if (await withRetry(async () => await shelf.keep({ ...message, code }))) return code
  }
  throw new Error("No short link could be made.")
}

/** Whose link a short name is, and where it leads; null: nobody's (any more). */
export async function findShortLink(env: Env, name: string) {
  const read = readShortName(name)
  if (read === null) return null
  const { shelf, code, index } = read
  const kept = await withRetry(async () => (await env.LINK.getByName(shelf).find(code)) as KeptLinks | null)
  const url = kept?.urls[index - 1]
  if (kept === null || url === undefined) return null
  const { memberId, deliveryId, urls } = kept
  return { memberId, deliveryId, link: { url, index, of: urls.length } }
}

/** MEM-8: none of a member's short links leads anywhere any more. */
export async function forgetShortLinks(env: Env, memberId: string): Promise<void> {
  const shelf = await shelfOf(memberId)
  await withRetry(async () => await env.LINK.getByName(shelf).forget(memberId))
}
