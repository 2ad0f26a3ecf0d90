import type { OutboundChannel } from "../engine/types"

/** Which provider serves a channel. */
export interface ChosenProvider {
  kind: string
  settings: { baseUrl: string | null; credentials: unknown }
}

/** A provider as stored; `credentials` are sealed. */
export interface ProviderRow {
  kind: string
  credentials: string | null
}

export function providerOf(db: D1Database, channel: OutboundChannel): D1PreparedStatement {
  return db.prepare("SELECT kind FROM providers WHERE channel = ?").bind(channel)
}

/** The same with its sealed credentials. */
export function sealedProvider(db: D1Database, channel: OutboundChannel): D1PreparedStatement {
  return db.prepare("SELECT kind, credentials FROM providers WHERE channel = ?").bind(channel)
}

/** Reads the statement's result: the built-in outbox when none was chosen (SEND-2). */
export function readProvider(result: D1Result | undefined): ChosenProvider {
  const [row] = (result?.results ?? []) as { kind: string }[]
  return { kind: row?.kind ?? "outbox", settings: { baseUrl: null, credentials: {} } }
}
