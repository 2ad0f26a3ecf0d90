import { applyD1Migrations, reset } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { expect, it } from "vitest"

const landed = 2

it("OPS-3 migrations only add: no table or column that running code may use is dropped or renamed", () => {
  for (const { name, queries } of env.TEST_MIGRATIONS) {
    const harmful = queries.filter((sql) => /^\s*(DROP\s+(?!INDEX)|ALTER\s+TABLE\s+\S+\s+(DROP|RENAME))\b/im.test(sql))
    expect([name, harmful]).toEqual([name, []])
    // A column added to a table with rows has a default or may be null.
    const demanding = queries.filter((sql) => /ALTER TABLE .* ADD .*NOT NULL/i.test(sql) && !/DEFAULT/i.test(sql))
    expect([name, demanding]).toEqual([name, []])
  }
})

it("OPS-3 each applies to a database that has rows in every table, and loses none of them", async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.slice(0, landed))
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_cf_%' AND name <> 'd1_migrations'",
  ).all<{ name: string }>()
  for (const { name } of tables.results) await fill(name)
  const count = async () => {
    const counts = tables.results.map(({ name }) => env.DB.prepare(`SELECT count(*) AS n FROM "${name}"`))
    return (await env.DB.batch<{ n: number }>(counts)).map((result, n) => [
      tables.results[n]?.name,
      result.results[0]?.n,
    ])
  }
  const before = await count()
  expect(before.filter(([, n]) => n === 0)).toEqual([])
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  expect(await count()).toEqual(before)
})

/** One row with something in each column. */
async function fill(table: string): Promise<void> {
  const columns = await env.DB.prepare("SELECT name, type, hidden FROM pragma_table_xinfo(?)")
    .bind(table)
    .all<{ name: string; type: string; hidden: number }>()
  const own = columns.results.filter(({ hidden }) => hidden === 0)
  const values = own.map(({ type }) => (/INT|REAL/i.test(type) ? "1" : `'{"a":1}'`))
  const names = own.map(({ name }) => `"${name}"`)
  await env.DB.prepare(`INSERT INTO "${table}" (${names.join(", ")}) VALUES (${values.join(", ")})`).run()
}
