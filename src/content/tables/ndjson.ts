import type { Column, TableWriter } from "./table"

const encoder = new TextEncoder()

/** One JSON object a line, values in their own types; what is not there is null. */
export function createNdjson(columns: readonly Column[]): TableWriter {
  // Object.fromEntries, unlike an assignment, takes a column named __proto__ for what it is.
  const line = (row: readonly unknown[]) =>
    `${JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])))}\n`
  return {
    start: () => new Uint8Array(),
    add: (rows) => encoder.encode(rows.map(line).join("")),
    end: () => new Uint8Array(),
    state: () => null,
  }
}
