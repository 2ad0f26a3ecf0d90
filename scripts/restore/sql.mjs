// The SQL that puts a backup back, statement by statement.

/** Characters of a text that stand in one statement: D1 takes statements of 100 kB. What is longer follows in pieces. */
const pieceMax = 8_000
/** Columns with no more than so many characters tell a row from all others: keys are among them. */
const keyMax = 300

/**
 * @param {string} backup NDJSON: a line `{"table","row"}` for each row
 * @returns {Generator<string>} statements, each within the limits of D1; to be run in their order
 */
export function* restoreStatements(backup) {
  for (const line of backup.split("\n")) {
    if (line === "") continue
    const { table, row } = JSON.parse(line)
    yield* rowStatements(table, Object.entries(row))
  }
}

/** The row with the first piece of each value, replacing one that is there; then the other pieces. */
function* rowStatements(table, columns) {
  const pieces = new Map(columns.map(([name, value]) => [name, piecesOf(value)]))
  const names = columns.map(([name]) => quoted(name)).join(", ")
  const values = columns.map(([name]) => literal(pieces.get(name)[0])).join(", ")
  yield `INSERT OR REPLACE INTO ${quoted(table)} (${names}) VALUES (${values});`
  const key = columns
    .filter(([, value]) => value !== null && String(value).length <= keyMax)
    .map(([name, value]) => `${quoted(name)} = ${literal(value)}`)
    .join(" AND ")
  for (const [name, [, ...rest]] of pieces) {
    const column = quoted(name)
    for (const piece of rest)
      yield `UPDATE ${quoted(table)} SET ${column} = ${column} || ${literal(piece)} WHERE ${key};`
  }
}

function piecesOf(value) {
  if (typeof value !== "string") return [value]
  const pieces = []
  let from = 0
  do {
    let to = from + pieceMax
    // Both halves of a character stay together.
    if (/[\uD800-\uDBFF]/.test(value[to - 1] ?? "")) to++
    pieces.push(value.slice(from, to))
    from = to
  } while (from < value.length)
  return pieces
}

function quoted(name) {
  return `"${name.replaceAll('"', '""')}"`
}

/** A value as SQL writes it. */
function literal(value) {
  if (value === null) return "NULL"
  if (typeof value === "number") return String(value)
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`
  throw new TypeError(`A backup holds texts, numbers and nulls, not ${typeof value}`)
}
