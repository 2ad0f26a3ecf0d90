import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1"
import * as schema from "./schema"

/** The D1 database through drizzle; `db.$client` is the bare binding for the batch statements of this layer. */
export type Db = DrizzleD1Database<typeof schema> & { $client: D1Database }

const opened = new WeakMap<D1Database, Db>()

/** Opening reads the whole schema: it is done once for each binding. */
export function openDb(binding: D1Database): Db {
  const known = opened.get(binding)
  if (known !== undefined) return known
  const db = drizzle(binding, { schema })
  opened.set(binding, db)
  return db
}

/** A query of drizzle as a statement of the bare binding, for batches with the statements of this layer. */
export function statementOf(
  db: D1Database,
  query: { toSQL(): { sql: string; params: unknown[] } },
): D1PreparedStatement {
  const { sql, params } = query.toSQL()
  return db.prepare(sql).bind(...params)
}
