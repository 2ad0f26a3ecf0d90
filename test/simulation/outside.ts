import type { Outside } from "./oracle/predict"
import type { World } from "./platform/world"

/** The world outside, as both the system and the oracle meet it. */

/** What the scoring service says of a member: some it does not know. Always the same. */
export function serve(member: string): { ok: boolean; score: number } {
  const n = Number(member.replace(/\D/g, "")) || 0
  return { ok: n % 3 !== 1, score: (n * 37) % 100 }
}

/** What is known before anything was played: chance has not spoken. */
export const foreseen: Outside = { lag: () => 0, split: () => "a", serve }

/** With the ways that members were sent at random splits, as the system has recorded them. */
export function seenIn(world: World, names: ReadonlyMap<string, string>): Outside {
  const keys = new Map([...names].map(([key, id]) => [id, key]))
  const ways = new Map<string, string>()
  const rows = world.database.look<{ member: string; entries: string }>(
    "SELECT member_id AS member, entries FROM activity WHERE entries LIKE '%\"stepLeft\"%'",
  )
  for (const { member, entries } of rows) {
    for (const entry of JSON.parse(entries) as {
      type: string
      campaignId: string
      stepId: string
      outcome: string
    }[]) {
      if (entry.type === "stepLeft") ways.set(`${member} ${keys.get(entry.campaignId)} ${entry.stepId}`, entry.outcome)
    }
  }
  return { ...foreseen, split: (member, campaign, step) => ways.get(`${member} ${campaign} ${step}`) ?? "a" }
}
