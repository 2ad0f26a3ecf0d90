import type { Channel } from "../engine/types"

/** Notes addresses of an erased member that must not be written to again (UNS-11). `now` in epoch ms. */
export function suppressAddresses(
  db: D1Database,
  addresses: readonly { channel: Channel; hash: string }[],
  now: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT OR IGNORE INTO address_suppressions (channel, address_hash, reason, at)
       SELECT value->>'channel', value->>'hash', 'erased', ?2 FROM json_each(?1)`,
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
