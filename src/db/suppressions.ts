import type { Channel } from "../engine/types"

/** An address that must not be written to, whoever has it. */
export interface ClosedAddress {
  channel: Channel
  hash: string
  reason: "erased" | "hardBounce" | "complaint"
}

/** Notes addresses that must not be written to again (SEND-5, UNS-11). `now` in epoch ms. */
export function suppressAddresses(
  db: D1Database,
  addresses: readonly ClosedAddress[],
  now: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT OR IGNORE INTO address_suppressions (channel, address_hash, reason, at)
       SELECT value->>'channel', value->>'hash', value->>'reason', ?2 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(addresses), now)
}

/** Those of the hashes that are noted for a channel. */
export async function suppressedHashes(
  db: D1Database,
  channel: Channel,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const { results } = await db
    .prepare(
      `SELECT address_hash AS hash FROM address_suppressions
       WHERE channel = ?1 AND address_hash IN (SELECT value FROM json_each(?2))`,
    )
    .bind(channel, JSON.stringify(hashes))
    .all<{ hash: string }>()
  return new Set(results.map((row) => row.hash))
}
