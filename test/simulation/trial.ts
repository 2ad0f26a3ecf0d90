import { compareSends, compareStandings } from "./compare"
import { Driver } from "./driver"
import { scenarioOf, type Taste } from "./generate/scenarios"
import { predict } from "./oracle/predict"
import { chanceOf } from "./platform/chance"
import { calm } from "./platform/faults"
import type { Program } from "./platform/isolate"
import { World } from "./platform/world"
import type { Scenario } from "./scenario"

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
/** Events of one trial; more means that it turns in circles. */
const turnsMax = 3_000_000

/** A world in which nothing goes wrong: what is sent, and when, is exactly what the oracle says. */
export async function calmTrial(seed: string, bench: Bench): Promise<Outcome> {
  const chance = chanceOf(seed)
  const scenario = scenarioOf(chance.fork("scenario"), tasteOf(chance.fork("taste")))
  const world = new World({ seed, start: scenario.start, weather: calm, restless: false, isolates: 1, ...bench })
  const driver = new Driver(world, scenario)
  const violations: string[] = []
  try {
    await play(world, driver, scenario)
    const predicted = predict(scenario, { lag: 0 })
    violations.push(
      ...driver.refused.map((text) => `refused: ${text}`),
      ...world.errors.map((text) => `logged: ${text}`),
      ...compareSends(predicted.sends, world, driver.names),
      ...compareStandings(predicted.standings, world, driver.names),
    )
  } finally {
    world.close()
  }
  return outcomeOf(seed, { scenario, world, violations })
}

export function tasteOf(chance: ReturnType<typeof chanceOf>): Taste {
  const pace = chance.pick(["short", "long", "long"] as const)
  return {
    members: chance.int(2, 8),
    campaigns: chance.int(1, 3),
    days: pace === "long" ? chance.int(200, 500) : chance.int(20, 60),
    pace,
    unrest: chance.hit(0.7),
  }
}

async function play(world: World, driver: Driver, scenario: Scenario): Promise<void> {
  const prepared = driver.prepare()
  let ready = false
  void prepared.then(() => {
    ready = true
  })
  while (!ready && (await world.loop.turn(scenario.start + 60_000)));
  await prepared
  while (await world.loop.turn(scenario.end)) {
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
