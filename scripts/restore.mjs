// Makes of a backup (`GET /api/v1/backups/{id}`) the SQL that puts it back, on standard output:
//   npm run --silent restore -- millrace-….ndjson.gz > restore.sql
//   npx wrangler d1 execute millrace --remote --file restore.sql
// Rows that are there are replaced, others are left alone. Sealed secrets can be read with the SECRET_KEY of then only.
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error("Usage: npm run --silent restore -- FILE.ndjson.gz > restore.sql")
  process.exit(2)
}

const quoted = (name) => `"${name.replaceAll('"', '""')}"`

/** A value as SQL writes it: rows hold texts, numbers and nulls. */
function literal(value) {
  if (value === null) return "NULL"
  return typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`
}

for (const line of gunzipSync(readFileSync(file)).toString("utf8").split("\n")) {
  if (line === "") continue
  const { table, row } = JSON.parse(line)
  const columns = Object.keys(row)
  const values = columns.map((column) => literal(row[column]))
  process.stdout.write(
    `INSERT OR REPLACE INTO ${quoted(table)} (${columns.map(quoted).join(", ")}) VALUES (${values.join(", ")});\n`,
  )
}
