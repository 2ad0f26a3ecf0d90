// node bench/export-million.mjs [--rows 1000000] [--port 8798]: exports of a million runs from a local system, how long they
// take and how much memory the runtime holds meanwhile; then the import of 100,000 members (issue 6: constant memory; at
// least 4,000 rows a second). Needs Node 22 or later (node:sqlite): it fills D1's own file while the system is down.
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const { values } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, port: { type: "string", default: "8798" } },
})
const rows = Number(values.rows)
const imported = 100_000
const root = fileURLToPath(new URL("..", import.meta.url))
const state = mkdtempSync(join(tmpdir(), "millrace-export-"))
const url = `http://127.0.0.1:${values.port}`
const headers = { authorization: "Bearer export-admin-token" }
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

let server = await start()
try {
  const segment = await call("POST", "/segments", { name: "Nobody", kind: "list" })
  const { id } = await call("POST", "/campaigns", {
    kind: "flow",
    name: "Large",
    segmentIds: [segment.id],
    timeZone: "UTC",
    dataFields,
  })
  await call("PUT", `/campaigns/${id}/flow`, flow)
  await call("POST", `/campaigns/${id}/publish`, {})
  await stop(server)
  fill(id)
  server = await start()
  console.log(`at rest: ${memory().toFixed(0)} MB`)
  for (const format of ["csv", "ndjson", "xlsx"]) await measure(`stream ${format}`, () => stream(id, format))
  await measure("stream csv with message figures", () => stream(id, "csv", "memberId,status,sent,opened,clicked"))
  await measure("kept xlsx", () => kept(id, "xlsx"))
  // Of a segment that no flow wants: they sleep in the read model.
  await measureImport((await call("POST", "/segments", { name: "Imported", kind: "list" })).id)
} finally {
  await stop(server)
  rmSync(state, { recursive: true, force: true })
}

/** Time, size and the most memory that the runtime held, looked at ten times a second. */
async function measure(name, work) {
  const before = memory()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, memory())
  }, 100)
  const [from, busy] = [performance.now(), cpuSeconds()]
  const bytes = await work()
  const seconds = (performance.now() - from) / 1000
  clearInterval(watch)
  const rate = Math.round(rows / seconds).toLocaleString("en")
  const used = `${(cpuSeconds() - busy).toFixed(1)} s of CPU`
  const held = `memory ${before.toFixed(0)} → at most ${most.toFixed(0)} MB`
  console.log(
    `${name.padEnd(32)} ${seconds.toFixed(1)} s, ${used}, ${rate} rows/s, ${(bytes / 1e6).toFixed(0)} MB, ${held}`,
  )
}

async function stream(id, format, fields = "") {
  const response = await fetch(`${url}/api/v1/campaigns/${id}/export?format=${format}&fields=${fields}`, { headers })
  let bytes = 0
  let lines = 0
  for await (const part of response.body) {
    bytes += part.length
    if (format !== "xlsx") for (const byte of part) if (byte === 10) lines++
  }
  const expected = rows + (format === "csv" ? 1 : 0)
  if (format !== "xlsx" && lines !== expected) throw new Error(`${lines} lines instead of ${expected}`)
  return bytes
}

async function kept(id, format) {
  const made = await call("POST", `/campaigns/${id}/exports`, { format })
  for (;;) {
    const now = await call("GET", `/exports/${made.id}`)
    if (now.status === "failed") throw new Error(now.message)
    if (now.status === "done" && now.rows === rows) return now.bytes
    if (now.status === "done") throw new Error(`${now.rows} rows instead of ${rows}`)
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

/** A member, a run, a message and campaign data for each row. */
function fill(campaign) {
  const folder = join(state, "v3/d1/miniflare-D1DatabaseObject")
  const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite")
  const database = new DatabaseSync(join(folder, file))
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN")
  const each = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)"
  const id = "printf('m-%07d', i)"
  const run = `'${campaign}.u' || i || '.1'`
  const at = 1_790_000_000_000
  for (const sql of [
    `INSERT INTO members (id, home, profile, profile_seq, seq, created_at, updated_at) SELECT ${id}, 'object', json_object('email',
       printf('m%07d@example.com', i), 'phone', printf('+5989%07d', i), 'attributes', json_object('plan', 'gold', 'score', i)), 1, 1, ${at}, ${at} FROM n`,
    `INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, started_at, entered_at, ended_at, reason)
       SELECT ${run}, '${campaign}', ${id}, 1, 1, 'completed', 'end', 1, ${at} + i, ${at} + i, ${at} + i, 'completed' FROM n`,
    `INSERT INTO deliveries (id, member_id, campaign_id, step_id, run_id, seq, visit, version, channel, status, created_at, sent_at, opened_at)
       SELECT ${run} || '.hello.1.email', ${id}, '${campaign}', 'hello', ${run}, 1, 1, 1, 'email', 'sent', ${at}, ${at}, iif(i % 3, ${at}, NULL) FROM n`,
    `INSERT INTO campaign_data (campaign_id, member_id, seq, data) SELECT '${campaign}', ${id}, 1, json_object('amount', i / 2.0, 'due', '2027-03-01') FROM n`,
  ])
    database.prepare(`${each} ${sql}`).run(rows)
  database.exec("COMMIT")
  database.close()
}

/** Megabytes that the runtime holds in memory. */
function memory() {
  const pages = runtime().map((pid) => Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]))
  return (pages.reduce((sum, n) => sum + n, 0) * 4096) / 1e6
}

/** Seconds of processor time that the runtime has used: on a busy machine they say more than the clock. */
function cpuSeconds() {
  return runtime().reduce((sum, pid) => sum + statOf(pid).ticks, 0) / 100
}

/** The child of the child of the script that started it. */
function runtime() {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  const all = new Map(processes.map((pid) => [pid, statOf(pid)]))
  return processes.filter((pid) => {
    const { name, parent } = all.get(pid)
    return name === "workerd" && all.get(parent)?.parent === String(server.pid)
  })
}

function statOf(pid) {
  try {
    const [, name, rest = ""] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? []
    const fields = rest.split(" ")
    return { name, parent: fields[1], ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return {} // gone meanwhile
  }
}

async function call(method, path, body) {
  const sent = { method, headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) } }
  const response = await fetch(`${url}/api/v1${path}`, body ? { ...sent, body: JSON.stringify(body) } : sent)
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return await response.json()
}

async function start() {
  const args = [join(root, "scripts/dev.mjs"), "--port", values.port, "--persist-to", state]
  const env = { ...process.env, ADMIN_TOKEN: "export-admin-token", CI: "1" }
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", "ignore", "inherit"],
  })
  for (let i = 0; i < 600; i++) {
    await sleep(200)
    const ready = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return child
  }
  throw new Error("The system did not start")
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once("exit", resolve))
  process.kill(-child.pid, "SIGTERM")
  await gone
  await sleep(500)
}
