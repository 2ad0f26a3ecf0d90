import { addressHashes } from "../core/address-hash"
import { suppressedHashes } from "../db/suppressions"
import { addressOf } from "../engine/consent"
import type { SendOrder } from "../engine/types"
import type { Env } from "../env"
import { companyFacts } from "../platform/company"
import { secretsOf } from "../platform/secrets"
import type { MessageChannel } from "../providers/provider"
import type { Settled } from "./sender"

/**
 * Parts orders from those to addresses of erased members: these are not written to again, whoever comes with them
 * (UNS-11). While no such address is known, as nearly always, nothing is looked up.
 */
export async function withoutClosed(
  env: Env,
  channel: MessageChannel,
  orders: readonly SendOrder[],
): Promise<{ open: readonly SendOrder[]; closed: Settled[] }> {
  if (!(await companyFacts(env.DB)).hasSuppressions) return { open: orders, closed: [] }
  const ring = secretsOf(env)
  const hashed = await Promise.all(
    orders.map(async (order) => {
      const address = addressOf(order.profile, channel)
      return { order, hashes: address === null ? [] : await addressHashes(ring, channel, address) }
    }),
  )
  const noted = await suppressedHashes(
    env.DB,
    channel,
    hashed.flatMap(({ hashes }) => hashes),
  )
  const isClosed = ({ hashes }: { hashes: string[] }) => hashes.some((hash) => noted.has(hash))
  const result = {
    status: "skipped",
    reason: "suppressed",
    detail: "The address is of a member who was erased.",
  } as const
  return {
    open: hashed.filter((one) => !isClosed(one)).map(({ order }) => order),
    closed: hashed.filter(isClosed).map(({ order }) => ({ order, result })),
  }
}
