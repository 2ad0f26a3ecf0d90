import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1"
import * as schema from "./schema"

/** The D1 database through drizzle; `db.$client` is the bare binding for the batch statements of this layer. */
export type Db = DrizzleD1Database<typeof schema> & { $client: D1Database }

export function openDb(binding: D1Database): Db {
  return drizzle(binding, { schema })
}
