import { csvLine } from "../../core/csv"
import type { Column, TableOptions, TableWriter, Value } from "./table"

const encoder = new TextEncoder()

/** CSV by RFC 4180; no cell of it is a formula (ANA-4). Lists are one cell, their items after semicolons. */
export function createCsv(columns: readonly Column[], { bom = false }: TableOptions): TableWriter {
  return {
    start: () => encoder.encode(`${bom ? "\uFEFF" : ""}${csvLine(columns.map(({ name }) => name))}`),
    add: (rows) => encoder.encode(rows.map((row) => csvLine(row.map(cellOf))).join("")),
    end: () => new Uint8Array(),
    state: () => null,
  }
}

function cellOf(value: Value): string | number {
  if (value === null) return ""
  if (typeof value === "object") return value.join("; ")
  return typeof value === "boolean" ? String(value) : value
}
