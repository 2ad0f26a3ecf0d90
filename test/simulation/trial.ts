import { certainMembers, compareRobust, compareSends, compareStandings, sentBy } from "./compare"
import { Driver } from "./driver"
import { rushOf } from "./generate/rush"
import { scenarioOf, type Taste } from "./generate/scenarios"
import { predict } from "./oracle/predict"
import { seenIn } from "./outside"
import { type Chance, chanceOf } from "./platform/chance"
import { calm, stormOf } from "./platform/faults"
import type { Program } from "./platform/isolate"
import { World } from "./platform/world"
import { checkPolicies } from "./policies"
import { checkRest } from "./rest"
import type { Scenario } from "./scenario"
import { Watch } from "./watch"

/** What one seed has brought. */
export interface Outcome {
  seed: string
  memberYears: number
  turns: number
  sends: number
  faults: Map<string, number>
  violations: string[]
}

export interface Bench {
  program: Program
  migrations: string
}

const yearMs = 365.25 * 86_400_000
/** Time to make segments and campaigns in. */
const prepareMs = 600_000
const hourMs = 3_600_000
const outageMs = hourMs
/** What waited for the database is through so long after it came back; and at any time a timer may be so late, in ms. */
const drainMs = 15 * 60_000
const stuckMs = 30 * 60_000
/** After the storm: long enough for every back-off and sweep. */
const restMs = 13 * 3_600_000
/** Events of one trial; more means that it turns in circles. */
const turnsMax = 400_000

/** A world in which nothing goes wrong: what is sent, and when, is exactly what the oracle says. */
async function calmTrial(seed: string, kind: Kind, bench: Bench): Promise<Outcome> {
  const chance = chanceOf(seed)
  const scenario = scenarioOf(chance.fork("scenario"), tasteOf(kind, chance.fork("taste")))
  const world = new World({ seed, start: scenario.start, weather: calm, restless: false, isolates: 1, ...bench })
  const driver = new Driver(world, scenario)
  const violations: string[] = []
  try {
    await play(world, driver, scenario)
    const outside = seenIn(world, driver.names.campaigns)
    const { sends, standings } = predict(scenario, outside)
    violations.push(
      ...driver.refused.map((text) => `refused: ${text}`),
      ...world.errors.map((text) => `logged: ${text}`),
      ...checkPolicies(scenario, world, driver.names),
    )
    if (Object.keys(scenario.categories).length === 0) {
      // Only wide worlds have runs that get into one another's way at one instant.
      const certain =
        kind === "wide"
          ? certainMembers(scenario, outside, chance.fork("certain"))
          : new Set(scenario.members.map(({ id }) => id))
      const known = <T extends { member: string }>(all: readonly T[]) => all.filter((one) => certain.has(one.member))
      violations.push(...compareSends(known(sends), known(sentBy(world, driver.names))))
      violations.push(...compareStandings(known(standings), world, { names: driver.names, certain }))
    }
  } finally {
    world.close()
  }
  return outcomeOf(seed, { scenario, world, violations })
}

/**
 * A world in which everything goes wrong now and then. What must never be is looked for after every event; when the
 * storm is over, everything comes to rest; and whoever's fate does not hang on a moment is sent what the oracle says.
 */
async function stormTrial(seed: string, kind: Kind, bench: Bench): Promise<Outcome> {
  const chance = chanceOf(seed)
  const rush = kind === "rush"
  const fork = chance.fork("scenario")
  const scenario = rush ? rushOf(fork) : scenarioOf(fork, tasteOf(kind, chance.fork("taste")))
  const weather = { ...stormOf(chance.fork("weather")), ...(rush ? { slow: 0.02, providerSlow: 0.8 } : {}) }
  const isolates = chance.pick([1, 3])
  const world = new World({ seed, start: scenario.start, weather, restless: true, isolates, ...bench })
  const driver = new Driver(world, scenario)
  const watch = new Watch(world, driver)
  const violations: string[] = []
  if (kind === "soak") soak(world, watch, scenario, chance.fork("soak"))
  try {
    await play(world, driver, scenario, () => watch.look())
    world.faults.stop()
    const rest = scenario.end + restMs
    while (await world.loop.turn(rest)) watch.look()
    const wholeStory = !scenario.happenings.some((one) => one.kind === "erase")
    violations.push(...watch.violations, ...checkRest(world, wholeStory))
    if (!driver.idle) violations.push("a caller was never answered")
    violations.push(...checkPolicies(scenario, world, driver.names))
    // An hour without the database changes whose fate hangs on what: of a soak the invariants are looked at.
    if (kind !== "soak" && Object.keys(scenario.categories).length === 0) {
      violations.push(...compareRobust(scenario, chance.fork("robust"), world, driver.names))
    }
  } finally {
    world.close()
  }
  return outcomeOf(seed, { scenario, world, violations })
}

/** LOD-08, REC-04: hour by hour nobody is stuck, although the database is away for one of the hours. */
function soak(world: World, watch: Watch, { start, end }: Scenario, chance: Chance): void {
  const from = start + chance.int(6 * 60, 60 * 60) * 60_000
  world.outage = { from, to: from + outageMs }
  for (let at = start + hourMs; at < end; at += hourMs) {
    const isAway = at >= from && at < world.outage.to + drainMs
    if (!isAway) world.loop.at(at, () => watch.lookForStuck(stuckMs))
  }
  world.loop.at(world.outage.to + drainMs, () => watch.lookForStuck(drainMs))
}

/**
 * Kinds of worlds: `calm` and `storm`; the same with occasions, resets, files and more; loops by the calendar, storms under contact policies, crowds, and 72 hours of ten flows
 * that are edited while they run.
 */
export const kinds = ["calm", "storm", "wide", "gale", "days", "months", "policy", "rush", "soak"] as const
export type Kind = (typeof kinds)[number]

/** Plays the world that a seed such as `storm-12` stands for. */
export async function trial(seed: string, bench: Bench): Promise<Outcome> {
  const kind = kinds.find((one) => seed.startsWith(`${one}-`))
  if (kind === undefined)
    throw new Error(`A seed is called ${kinds.map((one) => `${one}-1`).join(", ")} and so on, not ${seed}`)
  const stormy = ["storm", "gale", "policy", "rush", "soak"].includes(kind)
  try {
    return stormy ? await stormTrial(seed, kind, bench) : await calmTrial(seed, kind, bench)
  } catch (error) {
    // A world that cannot be played to its end is a finding like any other.
    const violations = [error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error)]
    return { seed, memberYears: 0, turns: 0, sends: 0, faults: new Map(), violations }
  }
}

function tasteOf(kind: Kind, chance: ReturnType<typeof chanceOf>): Taste {
  const pace = chance.pick(["short", "long", "long"] as const)
  const policies = kind === "policy"
  const unrest = chance.hit(0.7)
  const plain = { clockwork: null, policies, unrest, wide: false }
  switch (kind) {
    case "days":
      return { ...plain, members: 12, campaigns: 3, days: 40, pace: "long", clockwork: "days" }
    case "soak":
      return { ...plain, members: 12, campaigns: 8, days: 3, pace: "short", unrest: true }
    case "months":
      return { ...plain, members: 12, campaigns: 3, days: 700, pace: "long", clockwork: "months" }
    case "wide":
    case "gale": {
      const days = pace === "long" ? chance.int(60, 200) : chance.int(15, 40)
      return { ...plain, members: chance.int(6, 14), campaigns: 3, days, pace, wide: true }
    }
    default: {
      const days = pace === "long" ? chance.int(200, 600) : chance.int(20, 60)
      return { ...plain, members: chance.int(3, 12), campaigns: chance.int(1, 3), days, pace }
    }
  }
}

async function play(
  world: World,
  driver: Driver,
  scenario: Scenario,
  look: () => void = () => undefined,
): Promise<void> {
  const prepared = driver.prepare()
  let ready = false
  void prepared.then(() => {
    ready = true
  })
  while (!ready && (await world.loop.turn(scenario.start + prepareMs))) look()
  await prepared
  while (await world.loop.turn(scenario.end)) {
    look()
    if (world.loop.turns > turnsMax) throw new Error(`More than ${turnsMax} events`)
  }
}

function outcomeOf(seed: string, of: { scenario: Scenario; world: World; violations: string[] }): Outcome {
  const { scenario, world, violations } = of
  return {
    seed,
    memberYears: (scenario.members.length * (scenario.end - scenario.start)) / yearMs,
    turns: world.loop.turns,
    sends: world.provider.accepted.length,
    faults: new Map(world.faults.injected),
    violations,
  }
}
