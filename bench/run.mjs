// npm run bench: Millrace beside a bare pipeline that makes the same calls without any logic, on the same runtime in
// the same run, as ratios. `--quick` takes a tenth of everything, `--only fresh,timers` some of the parts.
import { parseArgs } from "node:util"
import { appDriver, bareDriver } from "./lib/drivers.mjs"
import { chunks, percentile, timeUntil } from "./lib/measure.mjs"
import { startApp, startBare } from "./lib/servers.mjs"

const parts = ["idle", "fresh", "known", "timers", "stats", "import"]
const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string", default: parts.join(",") } },
})
const chosen = new Set(values.only.split(","))
const unknown = [...chosen].filter((part) => !parts.includes(part))
if (unknown.length > 0) throw new Error(`No such part: ${unknown.join(", ")}. There are ${parts.join(", ")}.`)
// Known members are those who were fresh before.
if (chosen.has("known")) chosen.add("fresh")
const scale = values.quick ? 0.1 : 1
const freshMembers = 3_000 * scale
const timers = 5_000 * scale
const idleJoins = 300 * scale
const importedRows = 20_000 * scale
const statsReads = 300 * scale
const perPost = 100
/** Time that joining before the timers' instant may take, per timer and at least, in ms. */
const leadMs = { each: 12, least: 10_000 }
const patience = { stepMs: 25, maxMs: 300_000 }

const rows = []
for (const [start, driverOf] of [
  [startBare, bareDriver],
  [startApp, appDriver],
]) {
  const server = await start()
  try {
    rows.push(await measure(driverOf(server.url)))
  } finally {
    await server.stop()
  }
}
report(rows[0], rows[1])

async function measure(system) {
  const result = {}
  const say = (text) => console.error(`${system.name}: ${text}`)
  await warmUp(system)
  const ids = names("m", freshMembers)
  const part = async (name, title, work) => {
    if (!chosen.has(name)) return
    say(title)
    Object.assign(result, await work())
  }
  await part("idle", "one join on an idle system", async () => {
    const idle = await idleLatency(system)
    return { idle50: percentile(idle, 0.5), idle99: percentile(idle, 0.99) }
  })
  await part("fresh", "fresh members", async () => ({ fresh: await joinRate(system, "fresh", ids) }))
  await part("known", "known members", async () => ({ known: await joinRate(system, "known", ids) }))
  await part("timers", "timers due at one instant", async () => {
    const late = await lateness(system)
    return { late50: percentile(late, 0.5), late99: percentile(late, 0.99), lateMax: Math.max(...late) }
  })
  await part("stats", "stats", async () => ({ stats: await statsLatency(system) }))
  await part("import", "import", async () => ({ imported: await importRate(system) }))
  return result
}

async function warmUp(system) {
  const round = await system.round("warm")
  for (const id of names("w", 50)) await round.join([id])
  await timeUntil(async () => (await round.sent()) === 50, patience)
}

async function idleLatency(system) {
  const round = await system.round("idle")
  const times = []
  for (const id of names("i", idleJoins)) {
    const begun = performance.now()
    await round.join([id])
    await timeUntil(() => round.arrived(id), { stepMs: 1, maxMs: 10_000 })
    times.push(performance.now() - begun)
  }
  return times
}

/** Members a second from the first post to the last message. */
async function joinRate(system, name, ids) {
  const round = await system.round(name)
  const begun = performance.now()
  for (const part of chunks(ids, perPost)) await round.join(part)
  await timeUntil(async () => (await round.sent()) >= ids.length, patience)
  return ids.length / ((performance.now() - begun) / 1_000)
}

async function lateness(system) {
  const due = Math.ceil((Date.now() + Math.max(leadMs.least, timers * leadMs.each)) / 1_000) * 1_000
  const round = await system.timers("timers", due)
  for (const part of chunks(names("t", timers), perPost)) await round.join(part)
  await timeUntil(async () => (await round.waiting()) >= timers, patience)
  if (Date.now() > due) throw new Error("The timers were not all set before their instant.")
  await timeUntil(async () => (await round.sent()) >= timers, { ...patience, stepMs: 250 })
  const late = await round.lateness()
  if (late.length !== timers) throw new Error(`${late.length} of ${timers} timers fired.`)
  return late
}

async function statsLatency(system) {
  const round = await system.round("stats")
  const times = []
  for (let i = 0; i < statsReads; i++) {
    const begun = performance.now()
    await round.stats()
    times.push(performance.now() - begun)
  }
  return percentile(times, 0.5)
}

async function importRate(system) {
  const lines = names("r", importedRows).map((id) => `${id},${id}@example.com,,en,UTC,gold,${id.length}`)
  const begun = performance.now()
  const done = await system.importRows(["id,email,phone,locale,timeZone,plan,score", ...lines].join("\n"))
  await timeUntil(done, patience)
  return importedRows / ((performance.now() - begun) / 1_000)
}

function names(prefix, count) {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`)
}

function report(bare, app) {
  const rate = (n) => `${Math.round(n)}/s`
  const ms = (n) => `${n < 10 ? n.toFixed(1) : Math.round(n)} ms`
  const lines = [
    ["join → first message, fresh members", "fresh", rate],
    ["join → first message, known members", "known", rate],
    ["one join on an idle system → outbox, p50", "idle50", ms],
    ["one join on an idle system → outbox, p99", "idle99", ms],
    [`lateness of ${timers} timers due at once, p50`, "late50", ms],
    [`lateness of ${timers} timers due at once, p99`, "late99", ms],
    [`lateness of ${timers} timers due at once, last`, "lateMax", ms],
    ["import of CSV rows", "imported", rate],
    ["stats of a campaign, p50", "stats", ms],
  ]
  console.log("| measured | bare pipeline | Millrace | ratio |\n|---|---|---|---|")
  for (const [what, key, show] of lines.filter(([, key]) => app[key] !== undefined)) {
    console.log(`| ${what} | ${show(bare[key])} | ${show(app[key])} | ${(app[key] / bare[key]).toFixed(2)} |`)
  }
}
