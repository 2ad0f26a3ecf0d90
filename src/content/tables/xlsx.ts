import type { Column, Row, TableOptions, TableWriter } from "./table"
import { columnLetters, rowXml, styles, textCell } from "./xlsx-cells"
import { bookParts, sheetEnd, sheetPath, sheetStart } from "./xlsx-parts"
import { emptyZip, type ZipState, ZipWriter } from "./zip"

/** Rows of one sheet, its header among them (the format's own limit); more go to further sheets. */
const sheetRowsMax = 1_048_576
/** Bytes of one sheet's XML, and of the whole file: sizes in the archive have 32 bits. */
const sheetBytesMax = 2 * 1024 ** 3
const fileBytesMax = 4 * 1024 ** 3 - 64 * 1024

const encoder = new TextEncoder()

/** The rows do not fit into one file of this format. */
export class TableTooLarge extends Error {}

/** Where a spreadsheet stands between two pieces. */
interface XlsxState {
  zip: ZipState
  /** How many sheets there are; rows (the header among them) and bytes of the last one. */
  sheets: number
  rows: number
  bytes: number
}

/**
 * A spreadsheet by ECMA-376, made as its rows come: texts stand in the cells themselves and are never formulas, numbers,
 * booleans, dates and instants (in UTC, and saying so) have their types (ANA-4).
 * @param limits for tests
 */
export function createXlsx(
  columns: readonly Column[],
  { sheet: sheetName = "Export", state }: TableOptions,
  limits: { sheetRows: number } = { sheetRows: sheetRowsMax },
): TableWriter {
  const of = { types: columns.map(({ type }) => type), letters: columns.map((_, i) => columnLetters(i)) }
  const header = columns.map(({ name }, i) => textCell(`${of.letters[i]}1`, name, styles.head)).join("")
  const from = (state ?? { zip: emptyZip, sheets: 0, rows: 0, bytes: 0 }) as XlsxState
  const zip = new ZipWriter(from.zip)
  let { sheets, rows: sheetRows, bytes: sheetBytes } = from

  const push = (xml: string) => {
    const bytes = encoder.encode(xml)
    sheetBytes += bytes.length
    zip.add(bytes)
  }
  const openSheet = () => {
    sheets += 1
    sheetRows = 1
    sheetBytes = 0
    zip.begin(sheetPath(sheets))
    push(`${sheetStart(columns.length)}<row r="1">${header}</row>`)
  }
  const addRows = (rows: readonly Row[]) => {
    for (let at = 0; at < rows.length; ) {
      if (sheetRows >= limits.sheetRows || sheetBytes >= sheetBytesMax) {
        push(sheetEnd)
        openSheet()
      }
      const part = rows.slice(at, at + limits.sheetRows - sheetRows)
      const first = sheetRows + 1
      push(part.map((row, i) => rowXml(first + i, row, of)).join(""))
      sheetRows += part.length
      at += part.length
    }
  }
  const taken = () => {
    if (zip.length > fileBytesMax)
      throw new TableTooLarge("The file would be larger than 4 GB: choose CSV or fewer fields.")
    return zip.take()
  }
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
      push(sheetEnd)
      const names = Array.from({ length: sheets }, (_, i) => (i === 0 ? sheetName : `${sheetName} ${i + 1}`))
      for (const [path, xml] of bookParts(names)) {
        zip.begin(path)
        zip.add(encoder.encode(xml))
      }
      zip.end()
      return taken()
    },
    state: (): XlsxState => ({ zip: zip.state, sheets, rows: sheetRows, bytes: sheetBytes }),
  }
}
