import { mkdirSync, writeFileSync } from "node:fs"
import { type Bug, bugs } from "./bugs"
import { readMigrations } from "./platform/d1"
import { buildProgram, type Mutation } from "./system/bundle"
import { type Bench, kinds, type Outcome, trial } from "./trial"

/**
 * `npm run simulate -- --seed storm-12` plays one seed and tells what went wrong;
 * `-- --rounds 40` plays that many worlds of each kind, `-- --minutes 3` for that long; then each bug is planted and looked for;
 * `--from 1000` begins with other seeds, `--bugs TEXT` plants only bugs with TEXT in their name (`none`: no bug), and
 * `--kind rush` plays worlds of that kind only.
 */

/** Worlds in which one planted bug is looked for. */
const worldsPerBugMax = 80
const root = process.cwd()
const migrations = readMigrations(root)

async function benchWith(mutations: readonly Mutation[]): Promise<Bench> {
  return { program: await buildProgram(root, mutations), migrations }
}

interface Totals {
  worlds: number
  memberYears: number
  turns: number
  sends: number
  faults: Map<string, number>
  failed: Outcome[]
}

/** Rounds of one world of each kind, until either bound is reached. */
async function soak(
  bounds: { minutes: number; rounds: number; kinds: readonly string[] },
  from: number,
): Promise<Totals> {
  const bench = await benchWith([])
  const totals: Totals = { worlds: 0, memberYears: 0, turns: 0, sends: 0, faults: new Map(), failed: [] }
  const until = performance.now() + bounds.minutes * 60_000
  for (let n = from; n < from + bounds.rounds && performance.now() < until; n++) {
    for (const kind of bounds.kinds) {
      const outcome = await trial(`${kind}-${n}`, bench)
      totals.worlds++
      totals.memberYears += outcome.memberYears
      totals.turns += outcome.turns
      totals.sends += outcome.sends
      for (const [fault, times] of outcome.faults) totals.faults.set(fault, (totals.faults.get(fault) ?? 0) + times)
      if (outcome.violations.length > 0) report(outcome, totals)
    }
  }
  return totals
}

function report(outcome: Outcome, totals: Totals): void {
  totals.failed.push(outcome)
  console.log(`VIOLATED in ${outcome.seed}; again: npm run simulate -- --seed ${outcome.seed}`)
  for (const violation of outcome.violations.slice(0, 5)) console.log(`  ${violation.slice(0, 400)}`)
}

/** Plants each bug in turn; gives those that nobody noticed. */
async function hunt(from: number, planted: readonly Bug[]): Promise<string[]> {
  const missed: string[] = []
  for (const bug of planted) {
    const bench = await benchWith([bug.mutation])
    let found: Outcome | null = null
    let worlds = 0
    while (found === null && worlds < worldsPerBugMax) {
      const n = worlds === 0 ? bug.seen : from + worlds - 1
      const outcome = await trial(`${bug.world}-${n}`, bench)
      worlds++
      if (outcome.violations.length > 0) found = outcome
    }
    if (found === null) missed.push(bug.name)
    const how = found === null ? `NOT FOUND in ${worlds} worlds` : `found in ${found.seed}: ${found.violations[0]}`
    console.log(`bug: ${bug.name}: ${how.slice(0, 160)}`)
  }
  return missed
}

const args = process.argv.slice(2)
const option = (name: string): string | null => {
  const at = args.indexOf(`--${name}`)
  return at === -1 ? null : (args[at + 1] ?? "")
}

const seed = option("seed")
const from = Number(option("from") ?? 1)
const started = performance.now()
if (seed !== null) {
  const outcome = await trial(seed, await benchWith([]))
  console.log(`${seed}: ${outcome.turns} events, ${outcome.sends} messages`)
  for (const violation of outcome.violations) console.log(`  ${violation}`)
  process.exitCode = outcome.violations.length > 0 ? 1 : 0
} else {
  const rounds = Number(option("rounds") ?? Number.POSITIVE_INFINITY)
  const minutes = Number(option("minutes") ?? (Number.isFinite(rounds) ? Number.POSITIVE_INFINITY : 3))
  const only = option("kind")
  const totals = await soak({ minutes, rounds, kinds: kinds.filter((kind) => only === null || kind === only) }, from)
  const planted = bugs.filter((bug) => option("bugs") === null || bug.name.includes(option("bugs") ?? ""))
  const missed = await hunt(from, planted)
  const faults = [...totals.faults.values()].reduce((sum, times) => sum + times, 0)
  const seconds = (performance.now() - started) / 1000
  console.log(`faults: ${[...totals.faults].map(([fault, times]) => `${fault} ${times}`).join(", ")}`)
  console.log(
    `simulated ${totals.memberYears.toFixed(0)} member-years in ${totals.worlds} worlds (seeds from ${from}): ` +
      `${totals.turns} events, ${totals.sends} messages, ${faults} faults, ${totals.failed.length} worlds with violations; ` +
      `${planted.length - missed.length} of ${planted.length} planted bugs found; ${seconds.toFixed(0)} s`,
  )
  const failures = [
    ...totals.failed.map(({ seed: title, violations }) => ({ title, message: violations.join("\n") })),
    ...missed.map((title) => ({ title, message: "planted, and not found" })),
  ]
  mkdirSync("test-results", { recursive: true })
  const passed = totals.worlds - totals.failed.length + planted.length - missed.length
  writeFileSync("test-results/simulation.json", JSON.stringify({ passed, failed: failures.length, failures }))
  process.exitCode = failures.length > 0 ? 1 : 0
}
