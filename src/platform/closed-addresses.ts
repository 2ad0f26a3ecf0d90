import { addressHashes } from "../core/address-hash"
import { suppressedHashes } from "../db/suppressions"
import { addressOf } from "../engine/consent"
import type { Channel, SendOrder } from "../engine/types"
import type { Env } from "../env"
import { companyFacts } from "./company"
import { secretsOf } from "./secrets"

/**
 * Those of the orders, by the ids of their deliveries, that go to an address of an erased member (UNS-11). While no such
 * address is known, as nearly always, nothing is looked up.
 */
export async function closedDeliveries(
  env: Env,
  channel: Channel,
  orders: readonly SendOrder[],
): Promise<ReadonlySet<string>> {
  if (!(await companyFacts(env.DB)).hasSuppressions) return new Set()
  const ring = secretsOf(env)
  const hashed = await Promise.all(
    orders.map(async ({ deliveryId, profile }) => {
      const address = addressOf(profile, channel)
      return { deliveryId, hashes: address === null ? [] : await addressHashes(ring, channel, address) }
    }),
  )
  const noted = await suppressedHashes(
    env.DB,
    channel,
    hashed.flatMap(({ hashes }) => hashes),
  )
  return new Set(
    hashed.filter(({ hashes }) => hashes.some((hash) => noted.has(hash))).map(({ deliveryId }) => deliveryId),
  )
}
