import type { Outside } from "./oracle/predict"
import type { World } from "./platform/world"

/** The world outside, as both the system and the oracle meet it. */

/** What the scoring service says of a member: some it does not know. Always the same. */
export function serve(member: string): { ok: boolean; score: number } {
  const n = Number(member.replace(/\D/g, "")) || 0
  return { ok: n % 3 !== 1, score: (n * 37) % 100 }
}

/** What is known before anything was played: chance has not spoken. */
export const foreseen: Outside = { lag: () => 0, split: () => "a", spread: () => null, serve }

interface Entry {
  type: string
  campaignId: string
  runId?: string
  stepId: string
  outcome: string
  because?: string
  wait?: { until: number | null; rule: string }
}

/**
 * With what the system has chosen by chance, as it has recorded it: the ways that members were sent at random splits, and
 * the instants within the hours over which a resume spreads them.
 */
export function seenIn(world: World, names: ReadonlyMap<string, string>): Outside {
  const keys = new Map([...names].map(([key, id]) => [id, key]))
  const ways = new Map<string, string>()
  const spreads = new Map<string, number>()
  const rows = world.database.look<{ member: string; entries: string }>(
    `SELECT member_id AS member, entries FROM activity
     WHERE entries LIKE '%"stepLeft"%' OR entries LIKE '%"because":"resumed"%' ORDER BY member_id, seq`,
  )
  for (const { member, entries } of rows) {
    for (const { type, campaignId, runId = "", stepId, outcome, wait, because } of JSON.parse(entries) as Entry[]) {
      const campaign = keys.get(campaignId)
      if (type === "stepLeft") ways.set(`${member} ${campaign} ${stepId}`, outcome)
      // campaign.uid.entry (architecture.md, Exactly once)
      if (type === "waitMoved" && because === "resumed" && wait?.until != null)
        spreads.set(`${member} ${campaign} ${runId.split(".")[2]}`, wait.until)
    }
  }
  return {
    ...foreseen,
    split: (member, campaign, step) => ways.get(`${member} ${campaign} ${step}`) ?? "a",
    spread: (member, campaign, entry) => spreads.get(`${member} ${campaign} ${entry}`) ?? null,
  }
}
