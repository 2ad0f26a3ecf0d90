import { env } from "cloudflare:workers"
import { expect, it } from "vitest"
import { type KeptEntry, recordsOf } from "../../src/engine/kept"
import type { ActivityRecord, JournalEntry } from "../../src/engine/types"
import { project } from "../../src/platform/project"

const step = { campaignId: "c", runId: "c.u.1", stepId: "s", visit: 1 }

/** The `seq`th record of a member, of something that is counted. */
function record(seq: number): ActivityRecord {
  const entries: JournalEntry[] = [
    { type: "stepEntered", ...step },
    { type: "stepLeft", outcome: `way ${seq}`, ...step },
  ]
  const nothing = { profile: null, facts: null, data: [], memberships: [], runs: [], deliveries: [], dueAt: null }
  return { memberId: "a", seq, at: seq * 10, entries, ...nothing }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((one, i) => permutations(items.toSpliced(i, 1)).map((rest) => [one, ...rest]))
}

/** All ways to cut a list into batches. */
function batchings<T>([first, ...rest]: readonly T[]): T[][][] {
  if (first === undefined) return [[]]
  return batchings(rest).flatMap(([head, ...tail]) =>
    head === undefined
      ? [[[first]]]
      : [
          [[first], head, ...tail],
          [[first, ...head], ...tail],
        ],
  )
}

it("ENG-23 DUP-01 records that come together, apart, twice and in any order give the same journal and the same numbers", async () => {
  const add = "INSERT INTO members (id, home, profile, created_at, updated_at) VALUES ('a', 'object', '{}', 0, 0)"
  await env.DB.prepare(add).run()
  const records = [1, 2, 3, 4].map(record)
  for (const order of permutations(records)) {
    for (const batches of batchings(order)) {
      await env.DB.batch(["activity", "counters", "quarters"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)))
      // The first one comes again in the middle, and with what follows it at the end.
      for (const batch of [batches[0] ?? [], ...batches, [...(batches.at(-1) ?? []), ...(batches[0] ?? [])]])
        await project(env, batch)
      const [kept, numbers] = await env.DB.batch<{ seq: number; at: number; entries: string }>([
        env.DB.prepare("SELECT seq, at, entries FROM activity ORDER BY seq"),
        env.DB.prepare("SELECT metric, n FROM counters ORDER BY metric"),
      ])
      const told = kept?.results.flatMap(({ entries, ...row }) =>
        recordsOf({ ...row, entries: JSON.parse(entries) as KeptEntry[] }),
      )
      expect(told).toEqual(records.map(({ seq, at, entries }) => ({ seq, at, entries })))
      expect(numbers?.results).toEqual([
        { metric: "entered", n: 4 },
        ...[1, 2, 3, 4].map((seq) => ({ metric: `left:way ${seq}`, n: 1 })),
      ])
    }
  }
})
