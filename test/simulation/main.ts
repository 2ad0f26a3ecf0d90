import { readMigrations } from "./platform/d1"
import { buildProgram } from "./system/bundle"
import { calmTrial } from "./trial"

const root = process.cwd()
const program = await buildProgram(root, [])
const bench = { program, migrations: readMigrations(root) }
const from = Number(process.argv[2] ?? 1)
const count = Number(process.argv[3] ?? 1)
const started = performance.now()
let years = 0
let bad = 0
for (let n = from; n < from + count; n++) {
  const outcome = await calmTrial(`calm-${n}`, bench)
  years += outcome.memberYears
  if (outcome.violations.length > 0) {
    bad++
    console.log(outcome.seed, outcome.turns, outcome.sends, outcome.violations.slice(0, 6))
  }
}
const seconds = (performance.now() - started) / 1000
console.log(`${count} seeds, ${bad} bad, ${years.toFixed(1)} member-years in ${seconds.toFixed(1)} s`)
if (process.argv[4] === "show") {
  const { scenarioOf } = await import("./generate/scenarios")
  const { chanceOf } = await import("./platform/chance")
  const { tasteOf } = await import("./trial")
  const chance = chanceOf(`calm-${from}`)
  const scenario = scenarioOf(chance.fork("scenario"), tasteOf(chance.fork("taste")))
  const key = process.argv[5]
  for (const c of scenario.campaigns) if (c.key === key) console.log(JSON.stringify(c, null, 1))
  for (const h of scenario.happenings)
    if (!("campaign" in h && h.campaign !== key) && (!("member" in h) || h.member === process.argv[6]))
      console.log(new Date(h.at).toISOString(), JSON.stringify(h))
}
