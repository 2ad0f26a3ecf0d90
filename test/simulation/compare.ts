import type { Names } from "./driver"
import { type Outside, predict } from "./oracle/predict"
import { seenIn } from "./outside"
import type { Chance } from "./platform/chance"
import type { World } from "./platform/world"
import { type Scenario, type Send, type Standing, subjectOf } from "./scenario"

/** Differences between what the oracle foresaw and what came, in words. */

type Sent = Omit<Send, "to">

/** What the provider has taken, in the oracle's words. */
export function sentBy(world: World, names: Names): Sent[] {
  const keys = new Map([...names.campaigns].map(([key, id]) => [id, key]))
  const keep = /documents\/.*\/(.*)\.pdf$/
  const documents = [...world.bucket.files.values()].flatMap(({ key, at, customMetadata }) => {
    const deliveryId = keep.exec(key)?.[1]
    if (deliveryId === undefined) return []
    const [campaignId = "", , , stepId = ""] = deliveryId.split(".")
    return [{ at, memberId: (customMetadata.name ?? "").replace(".pdf", ""), campaignId, stepId, deliveryId }]
  })
  return [...world.provider.accepted, ...documents].map(({ at, memberId, campaignId, stepId, deliveryId }) => {
    // campaign.uid.entry.step.visit.channel (architecture.md, Exactly once)
    const [, , entry, , visit, channel = ""] = deliveryId.split(".")
    const campaign = keys.get(campaignId) ?? campaignId
    return { member: memberId, campaign, entry: Number(entry), step: stepId, visit: Number(visit), channel, at }
  })
}

/** Plays in which what begins at one instant goes in another order. */
const ordersTried = 4

/**
 * Members who are foreseen the same messages in whatever order their runs go on that an instant has set off together: in
 * what order is nobody's promise.
 */
export function certainMembers(scenario: Scenario, outside: Outside, chance: Chance): ReadonlySet<string> {
  const reversed = { ...scenario, campaigns: scenario.campaigns.toReversed() }
  const plays = Array.from({ length: ordersTried }, (_, n) => {
    const lag = n === 0 ? () => 0 : () => chance.int(0, 3)
    return byMember(predict(n % 2 === 0 ? reversed : scenario, { ...outside, lag }).sends)
  })
  const namesOf = (play: ReturnType<typeof byMember>, id: string) => [...(play.get(id)?.keys() ?? [])].sort().join()
  const ideal = byMember(predict(scenario, outside).sends)
  const certain = scenario.members.filter(({ id }) => plays.every((play) => namesOf(play, id) === namesOf(ideal, id)))
  return new Set(certain.map(({ id }) => id))
}

/** Every message at its very millisecond. */
export function compareSends(predicted: readonly Send[], came: readonly Sent[]): string[] {
  const wanted = new Map(predicted.map((send) => [nameOf(send), send]))
  const differences: string[] = []
  for (const send of came) {
    const twin = wanted.get(nameOf(send))
    wanted.delete(nameOf(send))
    if (twin === undefined) differences.push(`sent although not to be: ${tell(send)}`)
    else if (twin.at !== send.at)
      differences.push(`sent at ${iso(send.at)} instead of ${iso(twin.at)}: ${nameOf(send)}`)
  }
  for (const send of wanted.values()) differences.push(`not sent: ${tell(send)}`)
  return differences
}

/** Every run stands where it should, for the reason it should. */
export function compareStandings(
  predicted: readonly Standing[],
  world: World,
  { names, certain }: { names: Names; certain: ReadonlySet<string> },
): string[] {
  const keys = new Map([...names.campaigns].map(([key, id]) => [id, key]))
  const rows = world.database.look<Record<string, string | number | null>>(
    `SELECT id, member_id AS member, campaign_id AS campaign, status, reason, step_id AS step, wake_at AS wakeAt, ended_at AS endedAt FROM runs`,
  )
  const came = new Map(
    rows
      .filter((row) => certain.has(String(row.member)))
      .map((row) => {
        const run = `${row.member} ${keys.get(String(row.campaign))} ${String(row.id).split(".")[2]}`
        const { status, reason, step, wakeAt, endedAt } = row
        return [run, JSON.stringify({ status, reason, step, wakeAt: iso(wakeAt), endedAt: iso(endedAt) })]
      }),
  )
  const differences: string[] = []
  for (const { member, campaign, entry, status, reason, step, wakeAt, endedAt } of predicted) {
    const run = `${member} ${campaign} ${entry}`
    const wanted = JSON.stringify({ status, reason, step, wakeAt: iso(wakeAt), endedAt: iso(endedAt) })
    const found = came.get(run)
    came.delete(run)
    if (found !== wanted) differences.push(`run ${run} is ${found ?? "not there"} instead of ${wanted}`)
  }
  for (const [run, found] of came) differences.push(`run ${run} is ${found} and should not be`)
  return differences
}

/** How late messages and callers may come in a storm, for telling whose fate hangs on a moment; ms. */
const lagsMs = [6_000, 20_000, 60_000, 600_000, 3_600_000, 4 * 3_600_000]
const inputLateMaxMs = 15 * 60_000
/** Callers are hardly ever late: what hangs on seconds shows in some plays with this. */
const inputHardlyLateMs = 10_000
/** Plays; in a world of hours more hangs on seconds than in one of months. */
const shakes = { hours: 60, months: 12 }

/**
 * In a storm everything comes late, and late may mean otherwise: a reply after a time-out, a send after an end. Members
 * who are foreseen the same messages however late things come must get exactly these, and none of them early.
 */
export function compareRobust(scenario: Scenario, chance: Chance, world: World, names: Names): string[] {
  const outside = seenIn(world, names.campaigns)
  const ideal = byMember(predict(scenario, outside).sends)
  const plays = scenario.end - scenario.start < 86_400_000 ? shakes.hours : shakes.months
  const shaken = Array.from({ length: plays }, (_, n) => {
    const most = lagsMs[n % lagsMs.length] ?? 0
    const late = lateBy(scenario, chance, chance.pick([inputHardlyLateMs, inputLateMaxMs]))
    return byMember(predict(late, { ...outside, lag: () => chance.int(0, most) }).sends)
  })
  const came = byMember(sentBy(world, names))
  const paused = scenario.happenings.some((one) => one.kind === "pause")
  const differences: string[] = []
  const erased = new Set(scenario.happenings.flatMap((one) => (one.kind === "erase" ? [one.member] : [])))
  for (const { id } of scenario.members) {
    // What was accepted before an erasure may arrive after it.
    if (erased.has(id)) continue
    const wanted = ideal.get(id) ?? new Map<string, number>()
    const set = [...wanted.keys()].sort().join()
    if (shaken.some((other) => [...(other.get(id)?.keys() ?? [])].sort().join() !== set)) continue
    const got = came.get(id) ?? new Map<string, number>()
    for (const [name, at] of wanted) {
      const sentAt = got.get(name)
      const early =
        Math.min(at, ...shaken.map((other) => other.get(id)?.get(name) ?? at)) - (paused ? inputLateMaxMs : 0)
      if (sentAt === undefined) differences.push(`not sent: ${name} at ${iso(at)}; ${fateOf(world, names, name)}`)
      else if (sentAt < early) differences.push(`sent early, at ${iso(sentAt)} instead of ${iso(at)}: ${name}`)
    }
    for (const [name, at] of got)
      if (!wanted.has(name) && at <= scenario.end) differences.push(`sent although not to be: ${name} at ${iso(at)}`)
  }
  return differences
}

/** What the read model says of a message that did not go out. */
function fateOf(world: World, names: Names, name: string): string {
  const [member = "", campaign = "", , step = ""] = name.split(" ")
  const id = names.campaigns.get(campaign) ?? ""
  const rows = world.database.look<object>(
    "SELECT id, status, reason, detail FROM deliveries WHERE member_id = ? AND campaign_id = ? AND step_id = ?",
    ...[member, id, step],
  )
  const runs = world.database.look<object>(
    "SELECT id, status, reason, step_id AS step FROM runs WHERE member_id = ? AND campaign_id = ?",
    ...[member, id],
  )
  return JSON.stringify({ deliveries: rows, runs })
}

/** The same scenario with every happening a little later (up to `mostMs`), each subject's in their order. */
function lateBy(scenario: Scenario, chance: Chance, mostMs: number): Scenario {
  const last = new Map<string, number>()
  const happenings = scenario.happenings.map((happening) => {
    const subject = subjectOf(happening)
    const at = Math.max(happening.at + 2 * chance.int(0, mostMs / 2), (last.get(subject) ?? 0) + 2)
    last.set(subject, at)
    return { ...happening, at }
  })
  return { ...scenario, happenings: happenings.toSorted((a, b) => a.at - b.at) }
}

function byMember(sends: readonly Sent[]): Map<string, Map<string, number>> {
  const groups = Map.groupBy(sends, (send) => send.member)
  return new Map([...groups].map(([id, of]) => [id, new Map(of.map((send) => [nameOf(send), send.at]))]))
}

export function nameOf({ member, campaign, entry, step, visit, channel }: Sent): string {
  return `${member} ${campaign} ${entry} ${step} ${visit} ${channel}`
}

function tell(send: Sent): string {
  return `${nameOf(send)} at ${iso(send.at)}`
}

export function iso(at: unknown): string | null {
  return typeof at === "number" ? new Date(at).toISOString() : null
}
