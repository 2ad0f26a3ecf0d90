import { ContentError } from "../content-error"
import type { Block, Cell } from "./blocks"
import type { FontBook } from "./font-book"
import { type Line, linesOf, widthsOf } from "./lines"
import { inVisualOrder, type Piece, shapeWords } from "./pieces"

/** What is drawn on a page; lengths in points, from the lower left corner. */
export type Mark =
  | { kind: "piece"; piece: Piece; x: number; y: number }
  | { kind: "box"; x: number; y: number; width: number; height: number; colour: Colour }

export type Colour = readonly [red: number, green: number, blue: number]
export type Page = Mark[]

/** A4. */
export const pageSize = { width: 595.28, height: 841.89 }
const margin = 56.7
const textWidth = pageSize.width - 2 * margin
const bottom = margin + 14
const pagesMax = 200

const bodySize = 11
const headingSizes = { 0: bodySize, 1: 20, 2: 15.5, 3: 12.5 } as const
const lineHeight = 1.45
const gapAfter = { 0: 7, 1: 8, 2: 6, 3: 4 } as const
const gapBefore = { 0: 0, 1: 10, 2: 12, 3: 9 } as const
const listIndent = 20
const quoteIndent = 16
const cellPadding = 5
const tableSize = 10
const columnMin = 24
const footerSize = 8
const grey: Colour = [0.78, 0.8, 0.83]
const shade: Colour = [0.945, 0.95, 0.96]
/** Lines that a heading wants below it on the same page. */
const linesAfterHeading = 2

/** Places blocks on pages, from the top, with page numbers. @throws ContentError when there are too many pages */
export function layOut(blocks: readonly Block[], book: FontBook, language: string): Page[] {
  const sheet = new Sheet(book, language)
  for (const block of blocks) {
    if (block.kind === "rule") sheet.rule()
    else if (block.kind === "table") sheet.table(block.rows)
    else sheet.text(block)
  }
  return sheet.numbered()
}

class Sheet {
  private readonly pages: Page[] = [[]]
  private y = pageSize.height - margin

  constructor(
    private readonly book: FontBook,
    private readonly language: string,
  ) {}

  text(block: Extract<Block, { kind: "text" }>): void {
    const { level, indent, quoted, marker } = block
    const size = headingSizes[level]
    const words = shapeWords(block.spans, this.book, { size, language: this.language })
    const inset = Math.max(0, indent) * listIndent + (quoted ? quoteIndent : 0)
    const width = textWidth - inset
    const lines = linesOf(words, width, this.language)
    if (!this.atTop()) this.y -= gapBefore[level]
    if (level > 0) this.makeRoom(size * lineHeight * lines.length + bodySize * lineHeight * linesAfterHeading)
    const left = words.rtl ? margin : margin + inset
    for (const [index, line] of lines.entries()) {
      const baseline = this.nextLine(size)
      if (quoted) this.bar(words.rtl ? margin + width + quoteIndent - 3 : margin + inset - quoteIndent, size)
      if (index === 0 && marker !== null) this.marker(marker, { left, width, baseline, rtl: words.rtl })
      this.line(line, { left, width, baseline })
    }
    this.y -= block.indent > 0 ? gapAfter[3] : gapAfter[level]
  }

  rule(): void {
    this.makeRoom(12)
    this.y -= 6
    this.page().push({ kind: "box", x: margin, y: this.y, width: textWidth, height: 0.75, colour: grey })
    this.y -= 8
  }

  table(rows: readonly Cell[][]): void {
    const shaped = rows.map((row) =>
      row.map((cell) => ({
        header: cell.header,
        // Numbers run as their table does.
        neutral: !cell.spans.some((span) => /\p{L}/u.test(span.text)),
        words: shapeWords(cell.spans, this.book, { size: tableSize, language: this.language }),
      })),
    )
    const rtl = shaped.flat().find((cell) => cell.words.words.length > 0)?.words.rtl ?? false
    if (!this.atTop()) this.y -= gapAfter[3]
    const widths = columnWidths(shaped.map((row) => row.map((cell) => widthsOf(cell.words))))
    for (const row of shaped) {
      const cells = row.map(({ header, neutral, words }, column) => {
        const width = (widths[column] ?? 0) - 2 * cellPadding
        return { header, lines: linesOf({ ...words, rtl: neutral ? rtl : words.rtl }, width, this.language) }
      })
      this.row(cells, widths, rtl)
    }
    this.y -= gapAfter[0]
  }

  /** All pages, each with its number. */
  numbered(): Page[] {
    const count = this.pages.length
    for (const [index, page] of this.pages.entries()) {
      const look = { bold: false, italic: false, underline: false, link: null }
      const spans = [{ ...look, text: `${index + 1} / ${count}` }]
      const words = shapeWords(spans, this.book, { size: footerSize, language: "en" })
      const [line] = linesOf(words, textWidth, "en")
      if (line !== undefined) drawLine(page, line, { left: (pageSize.width - line.width) / 2, y: margin / 2 })
    }
    return this.pages
  }

  private row(cells: readonly { header: boolean; lines: Line[] }[], widths: readonly number[], rtl: boolean): void {
    const step = tableSize * lineHeight
    const most = Math.max(1, ...cells.map((cell) => cell.lines.length))
    const perPage = Math.floor((pageSize.height - margin - bottom - 2 * cellPadding) / step)
    // A row that is higher than a page goes on on the next one.
    for (let from = 0; from < most; from += perPage) {
      const count = Math.min(perPage, most - from)
      const height = count * step + 2 * cellPadding
      this.makeRoom(height)
      const top = this.y
      let x = rtl ? margin + textWidth : margin
      for (const [column, cell] of cells.entries()) {
        const width = widths[column] ?? 0
        if (rtl) x -= width
        this.frame({ x, y: top - height, width, height }, cell.header)
        for (const [index, line] of cell.lines.slice(from, from + count).entries()) {
          const baseline = top - cellPadding - index * step - tableSize * 1.05
          this.line(line, { left: x + cellPadding, width: width - 2 * cellPadding, baseline })
        }
        if (!rtl) x += width
      }
      this.y = top - height
    }
  }

  private frame(box: { x: number; y: number; width: number; height: number }, header: boolean): void {
    const { x, y, width, height } = box
    const page = this.page()
    if (header) page.push({ kind: "box", ...box, colour: shade })
    for (const at of [y, y + height]) page.push({ kind: "box", x, y: at, width, height: 0.5, colour: grey })
    for (const at of [x, x + width])
      page.push({ kind: "box", x: at, y, width: 0.5, height: height + 0.5, colour: grey })
  }

  /** A line at its place: from the right when its text runs that way. */
  private line(line: Line, at: { left: number; width: number; baseline: number }): void {
    const left = line.rtl ? at.left + at.width - line.width : at.left
    drawLine(this.page(), line, { left, y: at.baseline })
  }

  private marker(text: string, at: { left: number; width: number; baseline: number; rtl: boolean }): void {
    const spans = [{ text, bold: false, italic: false, underline: false, link: null }]
    const words = shapeWords(spans, this.book, { size: bodySize, language: this.language })
    const [line] = linesOf(words, textWidth, this.language)
    if (line === undefined) return
    const left = at.rtl ? at.left + at.width + 6 : at.left - 6 - line.width
    drawLine(this.page(), line, { left, y: at.baseline })
  }

  private bar(x: number, size: number): void {
    const height = size * lineHeight
    this.page().push({ kind: "box", x, y: this.y - height * 0.25, width: 2.5, height, colour: grey })
  }

  /** Goes down one line, to a new page when there is no room; gives the baseline. */
  private nextLine(size: number): number {
    this.makeRoom(size * lineHeight)
    this.y -= size * lineHeight
    return this.y + size * (lineHeight - 1) * 0.5
  }

  private makeRoom(height: number): void {
    if (this.y - height >= bottom || this.atTop()) return
    if (this.pages.length >= pagesMax) {
      throw new ContentError("templateLimit", `The document has more than ${pagesMax} pages.`)
    }
    this.pages.push([])
    this.y = pageSize.height - margin
  }

  private atTop(): boolean {
    return this.y >= pageSize.height - margin
  }

  private page(): Page {
    const page = this.pages.at(-1)
    if (page === undefined) throw new Error("A sheet has a page")
    return page
  }
}

function drawLine(page: Page, line: Line, at: { left: number; y: number }): void {
  let x = at.left
  for (const piece of inVisualOrder(line.pieces)) {
    page.push({ kind: "piece", piece, x, y: at.y })
    x += piece.width
  }
}

interface Column {
  least: number
  natural: number
}

/** Shares the width of a page among columns: narrow ones get what they want, the others none less than its widest word. */
function columnWidths(cells: readonly Column[][]): number[] {
  const count = Math.max(...cells.map((row) => row.length))
  const most = (column: number, of: keyof Column) =>
    Math.max(columnMin, ...cells.map((row) => (row[column]?.[of] ?? 0) + 2 * cellPadding + 1))
  const columns = Array.from({ length: count }, (_, at) => ({ least: most(at, "least"), natural: most(at, "natural") }))
  const natural = total(columns, "natural")
  const least = total(columns, "least")
  if (natural <= textWidth) return columns.map((column) => (column.natural / natural) * textWidth)
  if (least >= textWidth) return columns.map((column) => (column.least / least) * textWidth)
  const narrow = narrowOf(columns)
  const wide = columns.filter((column) => !narrow.has(column))
  const left = textWidth - total([...narrow], "natural") - total(wide, "least")
  // What the narrow ones take may leave the others too little.
  if (left < 0) {
    const share = (textWidth - least) / (natural - least)
    return columns.map((column) => column.least + (column.natural - column.least) * share)
  }
  const share = left / (total(wide, "natural") - total(wide, "least"))
  return columns.map((column) =>
    narrow.has(column) ? column.natural : column.least + (column.natural - column.least) * share,
  )
}

/** Columns that are content with an even share of what is left, the narrowest first. */
function narrowOf(columns: readonly Column[]): Set<Column> {
  const narrow = new Set<Column>()
  let left = textWidth
  for (const column of columns.toSorted((a, b) => a.natural - b.natural)) {
    if (column.natural > left / (columns.length - narrow.size)) break
    narrow.add(column)
    left -= column.natural
  }
  return narrow
}

function total(columns: readonly Column[], of: keyof Column): number {
  return columns.reduce((sum, column) => sum + column[of], 0)
}
