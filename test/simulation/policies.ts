import type { Names } from "./driver"
import { lengthOf, localReading } from "./oracle/waits"
import { readingAt } from "./oracle/zones"
import type { World } from "./platform/world"
import type { CampaignPlan, Scenario } from "./scenario"

/** Contact policies (POL): whatever happened, no member was sent more, sooner or at another hour than they allow. */

const dayMs = 86_400_000
/**
 * What an instant may be off by: the system books a message when it hands it over, the provider takes it some seconds
 * later; and the days of a cap are those of the calendar, one of which may have an hour less.
 */
const slackMs = 3_700_000

export function checkPolicies(scenario: Scenario, world: World, names: Names): string[] {
  const plans = new Map(scenario.campaigns.map((plan) => [names.campaigns.get(plan.key) ?? "", plan]))
  const wrong: string[] = []
  for (const [key, { caps, minGap, quietHours }] of Object.entries(scenario.categories)) {
    const bound = world.provider.accepted.filter((one) => plans.get(one.campaignId)?.category === key)
    for (const [member, sends] of Map.groupBy(bound, (one) => one.memberId)) {
      for (const { channel, max, per } of caps) {
        const times = sends.filter((one) => one.channel === channel).map((one) => one.at)
        const tooMany = mostWithin(times, lengthMs(per) - slackMs)
        if (tooMany > max) wrong.push(`${member} was sent ${tooMany} ${channel} within ${per}, ${key} allows ${max}`)
      }
      if (minGap !== undefined) {
        const close = mostWithin(
          sends.map((one) => one.at),
          lengthMs(minGap) - slackMs,
        )
        if (close > 1) wrong.push(`${member} was sent ${close} messages within ${minGap}, ${key} asks for a gap`)
      }
      if (quietHours === undefined || hasOwnZone(scenario, member)) continue
      for (const send of sends) {
        const plan = plans.get(send.campaignId)
        if (plan && isQuiet(send.at - 120_000, plan, quietHours) && isQuiet(send.at, plan, quietHours)) {
          wrong.push(`${member} was sent ${send.deliveryId} in the quiet hours of ${key}`)
        }
      }
    }
  }
  return wrong
}

/** The most instants that lie within less than a length. */
function mostWithin(times: readonly number[], length: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  let most = 0
  for (let from = 0, to = 0; to < sorted.length; to++) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) >= length) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}

function lengthMs(text: string): number {
  const { days, ms } = lengthOf(text)
  return days * dayMs + ms
}

function hasOwnZone({ members, happenings }: Scenario, id: string): boolean {
  const changes = happenings.some((one) => one.kind === "profile" && one.member === id && one.patch.timeZone != null)
  return changes || members.find((one) => one.id === id)?.profile.timeZone != null
}

function isQuiet(at: number, plan: CampaignPlan, { from, to }: { from: string; to: string }): boolean {
  const reading = readingAt(at, plan.timeZone)
  const midnight = Math.floor(reading / dayMs) * dayMs
  const time = reading - midnight
  const of = (clock: string) => (localReading(`2000-01-01T${clock}`) ?? 0) - (localReading("2000-01-01") ?? 0)
  return of(from) < of(to) ? time >= of(from) && time < of(to) : time >= of(from) || time < of(to)
}
