// node bench/export-million.mjs [--rows 1000000] [--port 8798] [--keep DIR]: exports of a campaign of a tenth of the rows and of
// one of all rows, each in a process of its own, then all of them again in a row in one process: how long they take, and how
// much memory the runtime holds (issue 6: constant memory). JavaScript has 128 MB, as on the platform: the local runtime would
// let it grow before it tidies up, which says nothing. Then the import of 100,000 members (at least 4,000 rows a second).
// Needs Node 22 or later (node:sqlite): it fills D1's own file while the system is down. `--keep DIR` keeps it for the next time.
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { localSystem } from "./lib/local-system.mjs"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    port: { type: "string", default: "8798" },
    keep: { type: "string" },
    only: { type: "string", default: "" },
  },
})
const rows = Number(values.rows)
const imported = 100_000
const state = values.keep ?? mkdtempSync(join(tmpdir(), "millrace-export-"))
const isFilled = values.keep !== undefined && existsSync(join(state, "v3"))
const env = { MINIFLARE_WORKERD_V8_FLAGS: "--max-heap-size=128" }
const system = localSystem({ port: values.port, state, env })
const { call, memory, cpuSeconds, url, headers } = system
const flow = {
  start: "hello",
  steps: {
    hello: { type: "email", name: "Hello", message: { subject: "Hi", html: "<p>Hi</p>" }, outcomes: { sent: "end" } },
    end: { type: "end", name: "End" },
  },
}
const dataFields = [
  { name: "amount", type: "currency" },
  { name: "due", type: "date" },
]
const figures = "memberId,status,sent,opened,clicked"
const exports = [
  ["stream csv", (of) => stream(of, "csv")],
  ["stream ndjson", (of) => stream(of, "ndjson")],
  ["stream xlsx", (of) => stream(of, "xlsx")],
  ["stream csv with message figures", (of) => stream(of, "csv", figures)],
  ["kept csv", (of) => kept(of, "csv")],
  ["kept xlsx", (of) => kept(of, "xlsx")],
].filter(([name]) => name.startsWith(values.only))

try {
  await system.start()
  const sizes = isFilled ? await known() : await furnish()
  for (const [name, work] of exports) {
    for (const of of sizes) {
      await system.stop()
      await system.start()
      await measure(`${name}, alone`, of, work)
    }
  }
  const large = sizes.at(-1)
  for (const [name, work] of exports) await measure(`${name}, in a row`, large, work)
  // Of a segment that no flow wants: they sleep in the read model.
  await measureImport((await call("POST", "/segments", { name: "Imported", kind: "list" })).id)
} finally {
  await system.stop()
  if (values.keep === undefined) rmSync(state, { recursive: true, force: true })
}

/** Two campaigns, of a tenth of the rows and of all. */
async function furnish() {
  const sizes = []
  for (const count of [rows / 10, rows]) {
    const segment = await call("POST", "/segments", { name: `Nobody of ${count}`, kind: "list" })
    const settings = { kind: "flow", name: String(count), segmentIds: [segment.id], timeZone: "UTC", dataFields }
    const { id } = await call("POST", "/campaigns", settings)
    await call("PUT", `/campaigns/${id}/flow`, flow)
    await call("POST", `/campaigns/${id}/publish`, {})
    sizes.push({ id, rows: count })
  }
  await system.stop()
  fill(sizes)
  await system.start()
  return sizes
}

async function known() {
  const { items } = await call("GET", "/campaigns")
  return items.map(({ id, name }) => ({ id, rows: Number(name) })).sort((a, b) => a.rows - b.rows)
}

/** Time, size and the memory that the runtime holds, looked at ten times a second. */
async function measure(name, of, work) {
  const before = memory()
  const seen = []
  const watch = setInterval(() => seen.push(memory()), 100)
  const [from, busy] = [performance.now(), cpuSeconds()]
  const bytes = await work(of)
  const seconds = (performance.now() - from) / 1000
  clearInterval(watch)
  const rate = Math.round(of.rows / seconds).toLocaleString("en")
  const used = `${(cpuSeconds() - busy).toFixed(1)} s of CPU`
  // The most in each quarter of the time: what grows with the rows would go on growing.
  const quarter = Math.ceil(seen.length / 4)
  const most = [0, 1, 2, 3].map((n) => Math.max(...seen.slice(n * quarter, (n + 1) * quarter)).toFixed(0))
  const held = `memory ${before.toFixed(0)} → ${most.join(", ")} MB`
  const size = `${of.rows.toLocaleString("en")} rows, ${(bytes / 1e6).toFixed(0)} MB`
  console.log(`${name.padEnd(42)} ${size}: ${seconds.toFixed(1)} s, ${used}, ${rate} rows/s, ${held}`)
}

async function stream(of, format, fields = "") {
  const response = await fetch(`${url}/api/v1/campaigns/${of.id}/export?format=${format}&fields=${fields}`, { headers })
  let bytes = 0
  let lines = 0
  for await (const part of response.body) {
    bytes += part.length
    if (format !== "xlsx") for (const byte of part) if (byte === 10) lines++
  }
  const expected = of.rows + (format === "csv" ? 1 : 0)
  if (format !== "xlsx" && lines !== expected) throw new Error(`${lines} lines instead of ${expected}`)
  return bytes
}

async function kept(of, format) {
  const made = await call("POST", `/campaigns/${of.id}/exports`, { format })
  for (;;) {
    const now = await call("GET", `/exports/${made.id}`)
    if (now.status === "failed") throw new Error(now.message)
    if (now.status === "done" && now.rows === of.rows) return now.bytes
    if (now.status === "done") throw new Error(`${now.rows} rows instead of ${of.rows}`)
    await sleep(200)
  }
}

async function measureImport(segmentId) {
  const lines = Array.from(
    { length: imported },
    (_, i) => `new-${i},new${i}@example.com,es,${i % 2 ? "gold" : "basic"},${i}.5`,
  )
  const body = `id,email,locale,plan,balance\n${lines.join("\n")}\n`
  const [from, busy] = [performance.now(), cpuSeconds()]
  const type = { ...headers, "content-type": "text/csv" }
  const answer = await fetch(`${url}/api/v1/members/import?segmentId=${segmentId}`, {
    method: "POST",
    headers: type,
    body,
  })
  const { importId } = await answer.json()
  for (;;) {
    const { status, accepted } = await call("GET", `/imports/${importId}`)
    if (status === "done" && accepted === imported) break
    if (status !== "running") throw new Error(`The import is ${status} with ${accepted} lines`)
    await sleep(50)
  }
  const seconds = (performance.now() - from) / 1000
  const used = `${(cpuSeconds() - busy).toFixed(1)} s of CPU`
  const rate = Math.round(imported / seconds).toLocaleString("en")
  console.log(`import of ${imported.toLocaleString("en")} rows: ${seconds.toFixed(1)} s, ${used}, ${rate} rows/s`)
}

/** Members, and for each row of a campaign a run, a message and campaign data. */
function fill(sizes) {
  const database = system.openDatabase()
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN")
  const each = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)"
  const id = "printf('m-%07d', i)"
  const at = 1_790_000_000_000
  const write = (sql, count) => database.prepare(`${each} ${sql}`).run(count)
  write(
    `INSERT INTO members (id, home, profile, profile_seq, seq, created_at, updated_at, uid) SELECT ${id}, 'object', json_object('email',
       printf('m%07d@example.com', i), 'phone', printf('+5989%07d', i), 'attributes', json_object('plan', 'gold', 'score', i)), 1, 1, ${at}, ${at}, 'u' || i FROM n`,
    rows,
  )
  for (const { id: campaign, rows: count } of sizes) {
    const run = `'${campaign}.u' || i || '.1'`
    write(
      `INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, started_at, entered_at, ended_at, reason)
       SELECT ${run}, '${campaign}', ${id}, 1, 1, 'completed', 'end', 1, ${at} + i, ${at} + i, ${at} + i, 'completed' FROM n`,
      count,
    )
    write(
      `INSERT INTO deliveries (id, member_id, campaign_id, step_id, run_id, seq, visit, version, channel, status, created_at, sent_at, opened_at)
       SELECT ${run} || '.hello.1.email', ${id}, '${campaign}', 'hello', ${run}, 1, 1, 1, 'email', 'sent', ${at}, ${at}, iif(i % 3, ${at}, NULL) FROM n`,
      count,
    )
    write(
      `INSERT INTO campaign_data (campaign_id, member_id, seq, data) SELECT '${campaign}', ${id}, 1, json_object('amount', i / 2.0, 'due', '2027-03-01') FROM n`,
      count,
    )
  }
  database.exec("COMMIT")
  database.close()
}
