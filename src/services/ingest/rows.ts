import { parse } from "csv-parse/sync"

/** A line of an import as an item of a join, or what is wrong with it. */
export type ImportLine = { line: number; item: Record<string, unknown> } | { line: number; problem: string }

/** What a record says beside attributes. */
export const recordFields: ReadonlySet<string> = new Set(["id", "email", "phone", "locale", "timeZone"])

/** The column names of a CSV file's first line. */
export function readHeader(text: string): string[] {
  const [header] = parse(text, { bom: true, relax_quotes: true, to: 1 }) as string[][]
  return (header ?? []).map((name) => name.trim())
}

/** Reads whole CSV records; `id, email, phone, locale, timeZone` are fields, other columns attributes. Empty cells say nothing. */
export function readCsv(text: string, header: readonly string[], firstLine: number): ImportLine[] {
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
      return { line, problem: `Has ${record.length} cells, the header has ${header.length}.` }
    const item: Record<string, unknown> = {}
    const attributes: Record<string, unknown> = {}
    for (const [index, name] of header.entries()) {
      const cell = record[index]?.trim() ?? ""
      if (cell === "" || name === "") continue
      if (recordFields.has(name)) item[name] = cell
      else attributes[name] = typed(cell)
    }
    return { line, item: { ...item, attributes } }
  })
}

/** Reads lines of JSON objects; keys that are no fields are attributes, beside those under `attributes`. */
export function readNdjson(text: string, firstLine: number): ImportLine[] {
  return text.split("\n").flatMap((source, index): ImportLine[] => {
    const line = firstLine + index
    if (source.trim() === "") return []
    let value: unknown
    try {
      value = JSON.parse(source)
    } catch {
      return [{ line, problem: "Is not JSON." }]
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return [{ line, problem: "Is not a JSON object." }]
    const { attributes, ...rest } = value as Record<string, unknown>
    const known = Object.entries(rest).filter(([key]) => recordFields.has(key))
    const others = Object.entries(rest).filter(([key]) => !recordFields.has(key))
    const given = attributes === undefined ? {} : attributes
    if (typeof given !== "object" || given === null || Array.isArray(given))
      return [{ line, problem: "attributes: Must be an object." }]
    return [{ line, item: { ...Object.fromEntries(known), attributes: { ...Object.fromEntries(others), ...given } } }]
  })
}

/** A cell that is a number or true/false keeps that type; anything a number would not give back exactly stays text. */
function typed(cell: string): string | number | boolean {
  if (cell === "true") return true
  if (cell === "false") return false
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(cell)) return Number(cell)
  return cell
}
