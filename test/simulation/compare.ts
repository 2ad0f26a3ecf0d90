import type { Names } from "./driver"
import type { World } from "./platform/world"
import type { Send, Standing } from "./scenario"

/** Differences between what the oracle foresaw and what came, in words. */

type Sent = Omit<Send, "to">

/** What the provider has taken, in the oracle's words. */
export function sentBy(world: World, names: Names): Sent[] {
  const keys = new Map([...names.campaigns].map(([key, id]) => [id, key]))
  return world.provider.accepted.map(({ at, memberId, campaignId, stepId, channel, deliveryId }) => {
    // campaign.uid.entry.step.visit.channel (architecture.md, Exactly once)
    const [, , entry, , visit] = deliveryId.split(".")
    const campaign = keys.get(campaignId) ?? campaignId
    return { member: memberId, campaign, entry: Number(entry), step: stepId, visit: Number(visit), channel, at }
  })
}

/** Every message at its very millisecond. */
export function compareSends(predicted: readonly Send[], world: World, names: Names): string[] {
  const came = sentBy(world, names)
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
export function compareStandings(predicted: readonly Standing[], world: World, names: Names): string[] {
  const keys = new Map([...names.campaigns].map(([key, id]) => [id, key]))
  const rows = world.database.look<Record<string, string | number | null>>(
    `SELECT id, member_id AS member, campaign_id AS campaign, status, reason, step_id AS step, wake_at AS wakeAt, ended_at AS endedAt FROM runs`,
  )
  const came = new Map(
    rows.map((row) => {
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

export function nameOf({ member, campaign, entry, step, visit, channel }: Sent): string {
  return `${member} ${campaign} ${entry} ${step} ${visit} ${channel}`
}

function tell(send: Sent): string {
  return `${nameOf(send)} at ${iso(send.at)}`
}

export function iso(at: unknown): string | null {
  return typeof at === "number" ? new Date(at).toISOString() : null
}
