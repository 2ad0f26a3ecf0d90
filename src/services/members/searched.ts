import { type SQL, sql } from "drizzle-orm"
import { containing } from "../page"

const paths = ["$.email", "$.phone", "$.attributes.name", "$.attributes.firstName", "$.attributes.lastName"] as const
/** Sorts after every text. */
const last = "\u{10ffff}"

/** How members are found by a text. */
export interface Searched {
  /** Of one member: a part of the id, email, phone or name is the text. */
  anywhere: SQL
  /** Of one member: id, email or phone begins with it, as it is written or in lower or upper case. By their indexes. */
  begins: SQL
  /** The same by column, of each no more than one more than `max`: a query of `rowid`. */
  beginnings: SQL
}

/** @param max beginnings that are wanted at most */
export function searched(text: string, max: number): Searched {
  const pattern = containing(text)
  const fields = paths.map((path) => sql`json_extract(members.profile, ${path}) LIKE ${pattern} ESCAPE '\\'`)
  // The profile as text says at once whether it is worth looking into; JSON writes only these characters otherwise.
  const worth = /["\\\p{Cc}]/u.test(text) ? sql`true` : sql`members.profile LIKE ${pattern} ESCAPE '\\'`
  const ranges = rangesOf(text)
  const limited = ranges.map((range) => sql`SELECT * FROM (${range} LIMIT ${max + 1})`)
  return {
    anywhere: sql`(members.id LIKE ${pattern} ESCAPE '\\' OR (${worth} AND (${sql.join(fields, sql` OR `)})))`,
    begins: sql`members.rowid IN (${sql.join(ranges, sql` UNION `)})`,
    beginnings: sql.join(limited, sql` UNION `),
  }
}

/** One query of `rowid` for each column: an index range for each way to write the text. */
function rangesOf(text: string): SQL[] {
  const ways = JSON.stringify([...new Set([text, text.toLowerCase(), text.toUpperCase()])])
  return [sql`m.id`, sql`m.email`, sql`m.phone`].map(
    (column) =>
      sql`SELECT m.rowid FROM json_each(${ways}) w CROSS JOIN members m
        ON ${column} IS NOT NULL AND ${column} >= w.value AND ${column} < w.value || ${last}`,
  )
}
