import { parse } from "csv-parse/sync"
import { invalid } from "../../core/errors"
import { parseJsonBytes } from "../../core/json"
import { readHeader, recordFields } from "./rows"

/** Rows of a file's beginning that show what a column holds. */
const samplesMax = 3
const sampleChars = 80
const attributeNameCharsMax = 100
const attributePrefix = "attribute:"

/** A column of a file, what its first cells hold, and what it seems to be. */
export interface ImportColumn {
  name: string
  samples: string[]
  /** A field, `attribute:NAME`, or "" to leave it out. */
  target: string
}

/** Names under which the fields go in other systems, without case, blanks and marks. */
const knownAs: Record<string, readonly string[]> = {
  id: [
    "id",
    "memberid",
    "customerid",
    "customerno",
    "externalid",
    "userid",
    "clientid",
    "idcliente",
    "cliente",
    "codigo",
  ],
  email: ["email", "mail", "emailaddress", "correo", "correoelectronico"],
  phone: ["phone", "mobile", "cell", "phonenumber", "telefono", "celular", "movil"],
  locale: ["locale", "language", "lang", "idioma"],
  timeZone: ["timezone", "tz", "zonahoraria", "zona"],
}

/**
 * The columns of a CSV file by its first lines, each with what it seems to be; no two are taken for the same field.
 * @param text the beginning of the file; its last line may be cut off
 */
export function readColumns(text: string): ImportColumn[] {
  const header = readHeader(text)
  const whole = text.includes("\n") ? text.slice(0, text.lastIndexOf("\n") + 1) : text
  const rows = parse(whole, {
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    from: 2,
    to: 1 + samplesMax,
  }) as string[][]
  const taken = new Set<string>()
  return header.map((name, index) => {
    const samples = rows.map((row) => (row[index] ?? "").trim().slice(0, sampleChars)).filter((cell) => cell !== "")
    const field = fieldNamed(name)
    if (field === null || taken.has(field))
      return { name, samples, target: name === "" ? "" : `${attributePrefix}${name}` }
    taken.add(field)
    return { name, samples, target: field }
  })
}

function fieldNamed(name: string): string | null {
  const plain = name
    .normalize("NFD")
    .replaceAll(/[^a-z]/gi, "")
    .toLowerCase()
  return Object.entries(knownAs).find(([, names]) => names.includes(plain))?.[0] ?? null
}

/**
 * The header that a file is read by: each column under the field or attribute that `map` gives it (MEM-3). Columns that
 * the map does not name stay what they are called; `skip` leaves one out.
 * @param map JSON object, column name → `id`, `email`, `phone`, `locale`, `timeZone`, `attribute:NAME` or `skip`
 * @throws invalid naming `map`
 */
export function mappedHeader(header: readonly string[], map: string): string[] {
  const targets = parsedMap(map)
  for (const column of targets.keys())
    if (!header.includes(column)) throw invalid("map", "unknownColumn", `The file has no column “${column}”.`)
  const mapped = header.map((name) => targets.get(name) ?? name)
  const twice = mapped.find((name, index) => name !== "" && mapped.indexOf(name) !== index)
  if (twice !== undefined) throw invalid("map", "twice", `Two columns are “${twice}”.`)
  return mapped
}

function parsedMap(map: string): Map<string, string> {
  let value: unknown
  try {
    value = parseJsonBytes(new TextEncoder().encode(map))
  } catch {
    throw invalid("map", "invalid", "Must be a JSON object: column name → field.")
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("map", "invalid", "Must be a JSON object: column name → field.")
  return new Map(Object.entries(value).map(([column, target]) => [column, headerOf(column, target)]))
}

/** What the column is called in the header that the file is read by. */
function headerOf(column: string, target: unknown): string {
  if (target === "skip") return ""
  if (typeof target === "string" && recordFields.has(target)) return target
  const name =
    typeof target === "string" && target.startsWith(attributePrefix) ? target.slice(attributePrefix.length).trim() : ""
  if (name === "" || name.length > attributeNameCharsMax || recordFields.has(name)) {
    const allowed = [...recordFields, "attribute:NAME", "skip"].join(", ")
    throw invalid("map", "unknownField", `“${column}” must be one of ${allowed}; no attribute is called like a field.`)
  }
  return name
}
