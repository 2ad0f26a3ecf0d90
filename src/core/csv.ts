/**
 * What a spreadsheet would take for a formula, also in its full-width form, is shown as text instead (ANA-4): at the
 * beginning of a cell, and after a semicolon or tab, at which Spanish and German ones begin another cell.
 */
const formula = /(^|[;\t\r\n])([ \u00a0]*[=+\-@＝＋－＠])/g
const blank = /^[\t\r\n]/
/** What begins like a formula and is none: numbers, phone numbers among them. */
const number = /^[+-]?\d+(\.\d+)?$/

/** One line of a CSV file (RFC 4180), with its line break. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => csvCell(String(cell))).join(",")}\r\n`
}

function csvCell(text: string): string {
  const safe = number.test(text) ? text : text.replace(formula, "$1'$2").replace(blank, "'$&")
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
