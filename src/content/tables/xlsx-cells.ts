import type { ColumnType, Row, Value } from "./table"

/** Characters of one cell (Excel's own limit); the rest is left out. */
export const cellCharsMax = 32_767
/** Places of the cell formats in the styles part. */
export const styles = { plain: 0, date: 1, instant: 2, head: 3 } as const

const dayMs = 86_400_000
/** 1970-01-01 as days of the spreadsheet's calendar. */
const epochDay = 25_569
/** Before 1 March 1900 spreadsheets disagree about the calendar: earlier dates are written as text. */
const firstDay = 61
const datePattern = /^\d{4}-\d{2}-\d{2}$/
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** "A", "B" … "AA" for 0, 1 … 26. */
export function columnLetters(index: number): string {
  const before = Math.floor(index / 26)
  return (before === 0 ? "" : columnLetters(before - 1)) + String.fromCharCode(65 + (index % 26))
}

/** One row of a sheet's XML. `n` from 1; `letters` of its columns. */
export function rowXml(n: number, row: Row, columns: { types: readonly ColumnType[]; letters: readonly string[] }) {
  let cells = ""
  for (const [i, value] of row.entries()) {
    if (value !== null) cells += cellXml(`${columns.letters[i]}${n}`, value, columns.types[i] ?? "any")
  }
  return `<row r="${n}">${cells}</row>`
}

export function cellXml(ref: string, value: Exclude<Value, null>, type: ColumnType): string {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? `<c r="${ref}"><v>${value}</v></c>` : ""
    case "boolean":
      return `<c r="${ref}" t="b"><v>${value ? 1 : 0}</v></c>`
    case "object":
      return textCell(ref, value.join("; "), styles.plain)
    default: {
      const day = type === "text" ? null : serialOf(value)
      return day === null
        ? textCell(ref, value, styles.plain)
        : `<c r="${ref}" s="${day.style}"><v>${day.serial}</v></c>`
    }
  }
}

/** Inline text: a spreadsheet never takes it for a formula. */
export function textCell(ref: string, text: string, style: number): string {
  if (text === "") return ""
  const s = style === styles.plain ? "" : ` s="${style}"`
  return `<c r="${ref}"${s} t="inlineStr"><is><t xml:space="preserve">${escapeText(text.slice(0, cellCharsMax))}</t></is></c>`
}

/** A date or an instant as days since the spreadsheet's beginning (its own time of day is UTC); null: neither. */
function serialOf(text: string): { serial: number; style: number } | null {
  const style = datePattern.test(text) ? styles.date : instantPattern.test(text) ? styles.instant : null
  if (style === null) return null
  const ms = Date.parse(text)
  const serial = ms / dayMs + epochDay
  if (Number.isNaN(ms) || serial < firstDay) return null
  // Never a hair before the second: some programs cut off instead of rounding.
  return { serial: Math.ceil(serial * 1e9) / 1e9, style }
}

const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" }
// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Most texts have none of what is replaced, and most of the time goes into texts. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
const special = /[\u0000-\u0008\u000b-\u001f&<>"_\ud800-\udfff\ufffe\uffff]/

/** Text of an XML part. What XML cannot hold becomes U+FFFD; `_x0041_`, which spreadsheets decode, stays as it is. */
export function escapeText(text: string): string {
  if (!special.test(text)) return text
  return text
    .toWellFormed()
    .replace(illegal, "\ufffd")
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(/[&<>"\r]/g, (mark) => marks[mark] ?? mark)
}
