// Makes of a backup (`GET /api/v1/backups/{id}`) the SQL that puts it back, on standard output:
//   npm run --silent restore -- millrace-….ndjson.gz > restore.sql
//   npx wrangler d1 execute millrace --remote --file restore.sql
// Rows that are there are replaced, others are left alone. Sealed secrets can be read with the SECRET_KEY of then only.
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { restoreStatements } from "./restore/sql.mjs"

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error("Usage: npm run --silent restore -- FILE.ndjson.gz > restore.sql")
  process.exit(2)
}

for (const statement of restoreStatements(gunzipSync(readFileSync(file)).toString("utf8"))) {
  process.stdout.write(`${statement}\n`)
}
