import { createCsv } from "./csv"
import { createNdjson } from "./ndjson"
import { createXlsx } from "./xlsx"

export const tableFormats = ["csv", "xlsx", "ndjson"] as const
export type TableFormat = (typeof tableFormats)[number]

/** What a column holds. `any`: whatever comes, each value told by itself. Instants are ISO 8601 UTC, dates `YYYY-MM-DD`. */
export type ColumnType = "text" | "number" | "boolean" | "date" | "instant" | "any"

export interface Column {
  name: string
  type: ColumnType
}

export type Value = string | number | boolean | readonly string[] | null
/** One value a column. */
export type Row = readonly Value[]

/**
 * Makes the bytes of a file as its rows come, and keeps nothing of them: a file of any size takes the same memory. Called in
 * this order: `start` once (not when it goes on from a state), `add` any number of times, `end` once.
 */
export interface TableWriter {
  start(): Uint8Array
  add(rows: readonly Row[]): Uint8Array
  end(): Uint8Array
  /** Where it stands, as plain data: a writer made with it goes on from here. */
  state(): unknown
}

export interface TableOptions {
  /** CSV only: begins with the mark by which Excel knows UTF-8. */
  bom?: boolean
  /** XLSX only: name of the first sheet. */
  sheet?: string
  /** What `state` of a writer of the same format and columns gave. */
  state?: unknown
}

export const mediaTypes: Record<TableFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ndjson: "application/x-ndjson",
}

/** The writer of a format (ANA-4). */
export function tableWriter(format: TableFormat, columns: readonly Column[], options: TableOptions = {}): TableWriter {
  switch (format) {
    case "csv":
      return createCsv(columns, options)
    case "ndjson":
      return createNdjson(columns)
    case "xlsx":
      return createXlsx(columns, options)
  }
}
