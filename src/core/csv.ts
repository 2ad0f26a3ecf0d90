/** Cells that a spreadsheet would take for a formula, also in their full-width form, are shown as text instead (ANA-4). */
const formula = /^[=+\-@\t\r＝＋－＠]/
/** What begins like a formula and is none: numbers, phone numbers among them. */
const number = /^[+-]?\d+(\.\d+)?$/

/** One line of a CSV file (RFC 4180), with its line break. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => csvCell(String(cell))).join(",")}\r\n`
}

function csvCell(text: string): string {
  const safe = formula.test(text) && !number.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
