import type { OutboundChannel } from "../engine/types"

/** One kind's settings as stored. */
export interface StoredConfig {
  kind: string
  baseUrl: string | null
  /** Sealed JSON; null: none were given. */
  credentials: string | null
  ratePerSecond: number | null
}

/** How a channel is served, as stored. */
export interface StoredProvider {
  /** The kind that was chosen; null: none, and the channel's default serves. */
  kind: string | null
  /** Settings of every kind that was ever set up. */
  configs: StoredConfig[]
}

/** Which kind serves a channel, and the settings of all its kinds; read by `readProvider`. */
export function providerOf(db: D1Database, channel: OutboundChannel): D1PreparedStatement {
  return db
    .prepare(
      `SELECT p.kind AS chosen, c.kind, c.base_url AS baseUrl, c.credentials, c.rate_per_second AS ratePerSecond
       FROM providers p LEFT JOIN provider_configs c ON c.channel = p.channel WHERE p.channel = ?`,
    )
    .bind(channel)
}

/** Reads the statement's result. */
export function readProvider(result: D1Result | undefined): StoredProvider {
  const rows = (result?.results ?? []) as ({ chosen: string } & { [K in keyof StoredConfig]: StoredConfig[K] | null })[]
  const configs = rows.flatMap(({ kind, baseUrl, credentials, ratePerSecond }) =>
    kind === null ? [] : [{ kind, baseUrl, credentials, ratePerSecond }],
  )
  return { kind: rows[0]?.chosen ?? null, configs }
}

/** The settings of one kind; empty ones when it was never set up. */
export function configOf({ configs }: StoredProvider, kind: string): StoredConfig {
  return configs.find((one) => one.kind === kind) ?? { kind, baseUrl: null, credentials: null, ratePerSecond: null }
}
