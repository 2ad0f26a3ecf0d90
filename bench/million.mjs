// node bench/million.mjs [--members 1000000] [--keep DIR]: one million members in the read model of a local system, and how
// long lists, numbers and analysis take then (issue 6: a median under 200 ms). Needs Node 22 or later (node:sqlite); it fills
// D1's own file while the system is down, so that what is measured is reading. `--keep DIR` keeps it for the next time.
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { localSystem } from "./lib/local-system.mjs"
import { fill, plans } from "./lib/million-data.mjs"

const { values } = parseArgs({
  options: {
    members: { type: "string", default: "1000000" },
    keep: { type: "string" },
    port: { type: "string", default: "8799" },
  },
})
const members = Number(values.members)
const state = values.keep ?? mkdtempSync(join(tmpdir(), "millrace-million-"))
const isFilled = values.keep !== undefined && existsSync(join(state, "v3"))
const rounds = 15
const bound = 200

const system = localSystem({ port: values.port, state })
const { call } = system

await system.start()
try {
  const world = isFilled ? await known() : await furnish()
  if (!isFilled) {
    await system.stop()
    const database = system.openDatabase()
    const seconds = time(() => fill(database, { members, ...world, now: world.now }))
    console.error(`filled in ${Math.round(seconds)} s`)
    database.close()
    await system.start()
  }
  await measure(world)
  await system.stop()
  const database = system.openDatabase()
  for (const [name, sql] of plans(world)) {
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
    console.log(`${name}\n${steps.map((step) => `    ${step.detail}`).join("\n")}`)
  }
  database.close()
} finally {
  await system.stop()
  if (values.keep === undefined) rmSync(state, { recursive: true, force: true })
}

/** Segments and campaigns that everything hangs on. */
async function furnish() {
  const { now } = await call("POST", "/dev/clock", { advance: "PT0S", hold: true })
  const everybody = await call("POST", "/segments", { name: "Everybody there is", kind: "list" })
  const few = await call("POST", "/segments", { name: "A few", kind: "list" })
  const flow = {
    start: "hello",
    steps: {
      hello: {
        type: "email",
        name: "Hello",
        message: { subject: "Hello", html: "<p>Hello</p>" },
        outcomes: { sent: "wait" },
      },
      wait: { type: "delay", name: "A month", delay: { for: "P30D" }, outcomes: { done: "again" } },
      again: {
        type: "email",
        name: "Again",
        message: { subject: "Again", html: "<p>Again</p>" },
        outcomes: { sent: "end" },
      },
      end: { type: "end", name: "End" },
    },
  }
  const campaigns = []
  for (let i = 0; i < 20; i++) {
    const empty = await call("POST", "/segments", { name: `Nobody ${i}`, kind: "list" })
    const { id } = await call("POST", "/campaigns", {
      kind: "flow",
      name: `Campaign ${i}`,
      segmentIds: [empty.id],
      timeZone: "UTC",
    })
    await call("PUT", `/campaigns/${id}/flow`, flow)
    await call("POST", `/campaigns/${id}/publish`, {})
    campaigns.push(id)
  }
  return {
    now: Date.parse(now),
    everybody: everybody.id,
    few: few.id,
    big: campaigns[0],
    small: campaigns[7],
    campaigns,
  }
}

/** The same things of a system that was kept. */
async function known() {
  const { now } = await call("GET", "/dev/clock")
  const segments = (await call("GET", "/segments?limit=200")).items
  const campaigns = (await call("GET", "/campaigns?limit=200")).items.map((one) => one.id).reverse()
  const named = (name) => segments.find((one) => one.name === name).id
  return {
    now: Date.parse(now),
    everybody: named("Everybody there is"),
    few: named("A few"),
    big: campaigns[0],
    small: campaigns[7],
    campaigns,
  }
}

async function measure({ everybody, few, big, small }) {
  const api = (path) => async () => await call("GET", path)
  const behind = (query, id = big) => api(`/campaigns/${id}/analysis/members?${query}`)
  const deep = async (path) => {
    const first = await call("GET", path)
    return api(`${path}${path.includes("?") ? "&" : "?"}cursor=${first.nextCursor}`)
  }
  const asked = [
    ["members", api("/members")],
    ["members, second page", await deep("/members")],
    ["members whose id begins so", api("/members?query=m-0500")],
    ["members of a large segment", api(`/members?segmentId=${everybody}`)],
    ["members of a small segment", api(`/segments/${few}/members`)],
    ["segments", api("/segments")],
    ["campaigns", api("/campaigns")],
    ["runs of a large campaign", api(`/campaigns/${big}/runs`)],
    ["… on one step now", api(`/campaigns/${big}/runs?stepId=wait&status=active`)],
    ["… that exited", api(`/campaigns/${big}/runs?status=exited`)],
    ["runs of a small campaign", api(`/campaigns/${small}/runs`)],
    ["deliveries", api("/deliveries")],
    ["deliveries of a large campaign", api(`/deliveries?campaignId=${big}`)],
    ["… of one step", api(`/deliveries?campaignId=${big}&stepId=hello`)],
    ["… bounced (1 in 100)", api(`/deliveries?campaignId=${big}&status=bounced`)],
    ["… failed (none)", api(`/deliveries?campaignId=${big}&status=failed`)],
    ["deliveries of a small campaign", api(`/deliveries?campaignId=${small}`)],
    ["deliveries of a member", api("/deliveries?memberId=m-0500000")],
    ["stats", api(`/campaigns/${big}/stats`)],
    ["analysis, today", api(`/campaigns/${big}/analysis?range=today`)],
    ["analysis, 7 days and before", api(`/campaigns/${big}/analysis?range=7d&compare=1`)],
    ["analysis, 3 months and before", api(`/campaigns/${big}/analysis?range=3months&compare=1`)],
    ["analysis of all, 7 days", api("/analysis?range=7d")],
    ["analysis of all, 3 months", api("/analysis?range=3months")],
    ...["entered", "reached", "engaged", "converted", "unsubscribed", "sent", "opened", "bounced", "skipped"].map(
      (metric) => [`members ${metric}`, behind(`metric=${metric}`)],
    ),
    ["members who came to the last step", behind("metric=entered&stepId=end")],
    ["members who came to a step that none came to", behind("metric=entered&stepId=none")],
    ["members reached, of a small campaign", behind("metric=reached", small)],
  ]
  const slow = []
  for (const [name, ask] of asked) {
    const times = []
    for (let i = 0; i < rounds; i++) times.push(await timed(ask))
    times.sort((a, b) => a - b)
    const [median, worst] = [times[Math.floor(rounds / 2)], times.at(-1)]
    console.log(`${name.padEnd(48)} ${median.toFixed(1).padStart(8)} ms   worst ${worst.toFixed(0).padStart(6)} ms`)
    if (median >= bound) slow.push(name)
  }
  console.log(slow.length === 0 ? `every median is under ${bound} ms` : `over ${bound} ms: ${slow.join("; ")}`)
}

async function timed(ask) {
  const from = performance.now()
  await ask()
  return performance.now() - from
}

function time(work) {
  const from = performance.now()
  work()
  return (performance.now() - from) / 1000
}
