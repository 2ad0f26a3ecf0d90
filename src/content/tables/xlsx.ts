import { Zip, ZipDeflate } from "fflate"
import type { Column, Row, TableOptions, TableWriter } from "./table"
import { columnLetters, rowXml, styles, textCell } from "./xlsx-cells"
import { bookParts, sheetEnd, sheetPath, sheetStart } from "./xlsx-parts"

/** Rows of one sheet, its header among them (the format's own limit); more go to further sheets. */
const sheetRowsMax = 1_048_576
/** Bytes of one sheet's XML, and of the whole file: sizes in the archive have 32 bits. */
const sheetBytesMax = 2 * 1024 ** 3
const fileBytesMax = 4 * 1024 ** 3 - 64 * 1024
/** Of deflate: level 1 halves the time and costs a fifth more bytes. */
const level = 1

const encoder = new TextEncoder()

/** Of every part: a file says what is in it, not when it was made. */
const mtime = "1981-01-01T12:00:00Z"

/** The rows do not fit into one file of this format. */
export class TableTooLarge extends Error {}

/**
 * A spreadsheet by ECMA-376, made as its rows come: texts stand in the cells themselves and are never formulas, numbers,
 * booleans, dates and instants (in UTC, and saying so) have their types (ANA-4).
 * @param limits for tests
 */
export function createXlsx(
  columns: readonly Column[],
  { sheet: sheetName = "Export" }: TableOptions,
  limits: { sheetRows: number } = { sheetRows: sheetRowsMax },
): TableWriter {
  const of = { types: columns.map(({ type }) => type), letters: columns.map((_, i) => columnLetters(i)) }
  const header = columns.map(({ name }, i) => textCell(`${of.letters[i]}1`, name, styles.head)).join("")
  const out: Uint8Array[] = []
  let written = 0
  const zip = new Zip((error, bytes) => {
    if (error !== null) throw error
    written += bytes.length
    if (written > fileBytesMax)
      throw new TableTooLarge("The file would be larger than 4 GB: choose CSV or fewer fields.")
    if (bytes.length > 0) out.push(bytes)
  })
  const names: string[] = []
  const part = (path: string) => Object.assign(new ZipDeflate(path, { level }), { mtime })
  let sheet = { file: part(sheetPath(1)), rows: 0, bytes: 0 }

  const push = (xml: string, final = false) => {
    const bytes = encoder.encode(xml)
    sheet.bytes += bytes.length
    sheet.file.push(bytes, final)
  }
  const openSheet = () => {
    names.push(names.length === 0 ? sheetName : `${sheetName} ${names.length + 1}`)
    sheet = { file: part(sheetPath(names.length)), rows: 1, bytes: 0 }
    zip.add(sheet.file)
    push(`${sheetStart(columns.length)}<row r="1">${header}</row>`)
  }
  const addRows = (rows: readonly Row[]) => {
    for (let at = 0; at < rows.length; ) {
      if (sheet.rows >= limits.sheetRows || sheet.bytes >= sheetBytesMax) {
        push(sheetEnd, true)
        openSheet()
      }
      const part = rows.slice(at, at + limits.sheetRows - sheet.rows)
      const first = sheet.rows + 1
      push(part.map((row, i) => rowXml(first + i, row, of)).join(""))
      sheet.rows += part.length
      at += part.length
    }
  }
  const taken = () => joined(out.splice(0))
  return {
    start() {
      openSheet()
      return taken()
    },
    add(rows) {
      addRows(rows)
      return taken()
    },
    end() {
      push(sheetEnd, true)
      for (const [path, xml] of bookParts(names)) {
        const file = part(path)
        zip.add(file)
        file.push(encoder.encode(xml), true)
      }
      zip.end()
      return taken()
    },
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
