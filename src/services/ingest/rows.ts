import { parse } from "csv-parse/sync"
import type { FieldError } from "../../core/errors"

/** A line of an import as an item of a join, or what is wrong with it. */
export type ImportLine = { line: number; item: Record<string, unknown> } | { line: number; problem: FieldError }

/** What a record says beside attributes. */
export const recordFields: ReadonlySet<string> = new Set(["id", "email", "phone", "locale", "timeZone"])

/** The column names of a CSV file's first line. */
export function readHeader(text: string): string[] {
  const [header] = parse(text, { bom: true, relax_quotes: true, to: 1 }) as string[][]
  return (header ?? []).map((name) => name.trim())
}

/** Whole CSV records, their cells by column. Empty cells say nothing, nor do columns without a name. */
function readRecords(
  text: string,
  header: readonly string[],
  firstLine: number,
): ({ line: number; cells: [name: string, cell: string][] } | { line: number; problem: FieldError })[] {
  // csv-parse counts a CRLF inside quotes as two lines.
  const rows = parse(text.replaceAll("\r\n", "\n"), {
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as unknown as { record: string[]; info: { lines: number } }[]
  return rows.map(({ record, info }) => {
    const line = firstLine + info.lines - 1 - record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0)
    if (record.length > header.length)
      return { line, problem: whole("moreCells", `Has ${record.length} cells, the header has ${header.length}.`) }
    const cells = header.map((name, index): [string, string] => [name, record[index]?.trim() ?? ""])
    return { line, cells: cells.filter(([name, cell]) => name !== "" && cell !== "") }
  })
}

/** Reads whole CSV records of members: `id, email, phone, locale, timeZone` are fields, other columns attributes. */
export function readCsv(text: string, header: readonly string[], firstLine: number): ImportLine[] {
  return readRecords(text, header, firstLine).map((record) => {
    if ("problem" in record) return record
    const { line, cells } = record
    const fields = cells.filter(([name]) => recordFields.has(name))
    const others = cells.filter(([name]) => !recordFields.has(name))
    const attributes = Object.fromEntries(others.map(([name, cell]) => [name, typed(cell)]))
    return { line, item: { ...Object.fromEntries(fields), attributes } }
  })
}

/** Reads whole CSV records of campaign data (CAM-18): cells as they stand, to be fitted to their fields. */
export function readDataCsv(text: string, header: readonly string[], firstLine: number): ImportLine[] {
  return readRecords(text, header, firstLine).map((record) => {
    if ("problem" in record) return record
    const { id, ...values } = Object.fromEntries(record.cells)
    return { line: record.line, item: { id, values } }
  })
}

type ReadObject = { line: number; object: Record<string, unknown> } | { line: number; problem: FieldError }

/** Lines of JSON objects, told apart from what is none; empty lines say nothing. */
function readObjects(text: string, firstLine: number): ReadObject[] {
  return text.split("\n").flatMap((source, index): ReadObject[] => {
    const line = firstLine + index
    if (source.trim() === "") return []
    let value: unknown
    try {
      value = JSON.parse(source)
    } catch {
      return [{ line, problem: whole("syntax", "Is not JSON.") }]
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return [{ line, problem: whole("notObject", "Is not a JSON object.") }]
    return [{ line, object: value as Record<string, unknown> }]
  })
}

/** Reads lines of members; keys that are no fields are attributes, beside those under `attributes`. */
export function readNdjson(text: string, firstLine: number): ImportLine[] {
  return readObjects(text, firstLine).map((read): ImportLine => {
    if ("problem" in read) return read
    const { line } = read
    const { attributes, ...rest } = read.object
    const known = Object.entries(rest).filter(([key]) => recordFields.has(key))
    const others = Object.entries(rest).filter(([key]) => !recordFields.has(key))
    const given = attributes === undefined ? {} : attributes
    if (typeof given !== "object" || given === null || Array.isArray(given))
      return { line, problem: { path: "attributes", code: "notObject", message: "Must be an object." } }
    return { line, item: { ...Object.fromEntries(known), attributes: { ...Object.fromEntries(others), ...given } } }
  })
}

/** Reads lines of campaign data: `id` and the values, beside it or under `values`; null removes one. */
export function readDataNdjson(text: string, firstLine: number): ImportLine[] {
  return readObjects(text, firstLine).map((read): ImportLine => {
    if ("problem" in read) return read
    const { id, values, ...rest } = read.object
    return { line: read.line, item: { id, values: values ?? rest } }
  })
}

/** A cell that is a number or true/false keeps that type; anything a number would not give back exactly stays text. */
function typed(cell: string): string | number | boolean {
  if (cell === "true") return true
  if (cell === "false") return false
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(cell)) return Number(cell)
  return cell
}

/** What is wrong with a line as a whole. */
function whole(code: string, message: string): FieldError {
  return { path: "", code, message }
}
