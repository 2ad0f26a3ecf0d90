import {
  addPage,
  finishRebuild,
  type JournalRow,
  keepCounts,
  lastRebuild,
  type PageMember,
  type Rebuild,
  type RecordCounts,
  readPage,
} from "../db/rebuild"
import { restoreStatements, type Snapshot } from "../db/restore"
import { dueAt } from "../engine/due"
import { type CounterChange, countersOf } from "../engine/journal"
import { type KeptEntry, recordsOf } from "../engine/kept"
import { replay } from "../engine/replay"
import { deliveryRow, runRows } from "../engine/rows"
import { type SeriesChange, seriesOf } from "../engine/series"
import type { MemberState } from "../engine/state"
import type { JournalEntry, MemberFacts } from "../engine/types"
import type { Env } from "../env"
import { memberStub } from "./members"
import { mapBounded, withRetry } from "./retry"

/** Members of one transaction. */
const pageSize = 100
/** Objects asked at once. */
const callsWidth = 16

/**
 * Goes on with a rebuild for at most `pagesMax` pages. Counts and series are what all journals give; profiles, memberships,
 * data, open runs and latest deliveries are what the objects say; older runs and deliveries are brought back from the journal.
 * @param now epoch ms
 * @returns whether something is left
 */
export async function workAtRebuild(env: Env, now: number, pagesMax: number): Promise<boolean> {
  for (let page = 0; page < pagesMax; page++) {
    const rebuild = await lastRebuild(env.DB)
    if (rebuild === null || rebuild.finishedAt !== null) return false
    await workAtPage(env, rebuild, now)
  }
  return true
}

async function workAtPage(env: Env, rebuild: Rebuild, now: number): Promise<void> {
  const { members, journals } = await readPage(env.DB, rebuild, pageSize)
  const last = members.at(-1)
  if (last === undefined) {
    await env.DB.batch(finishRebuild(env.DB, rebuild, now))
    return
  }
  const snapshots = await snapshotsOf(env, members, journals)
  const counted = [...journals.values()].flat().filter((row) => row.generation < rebuild.id)
  const counts = { ...countsOf(counted), rows: counted.length, memberIds: members.map(({ id }) => id) }
  if (snapshots.length > 0) await env.DB.batch(restoreStatements(env.DB, snapshots))
  await env.DB.batch(addPage(env.DB, rebuild, { ...counts, to: last.row, now }))
}

/** Members that live in their objects; of one that cannot be reached the rebuild fails, and is taken up again. */
async function snapshotsOf(
  env: Env,
  members: readonly PageMember[],
  journals: ReadonlyMap<string, readonly JournalRow[]>,
): Promise<Snapshot[]> {
  const awake = members.filter(({ home }) => home === "object")
  const { done, failed } = await mapBounded(awake, callsWidth, async ({ id }) => {
    const state = (await withRetry(async () => await memberStub(env, id).state())) as MemberState | null
    return state === null ? [] : [snapshotOf(state, journals.get(id) ?? [])]
  })
  const [first] = failed
  if (first !== undefined) throw first.error
  return done.flat()
}

/** All that the read model has of a member. */
export function snapshotOf(state: MemberState, rows: readonly JournalRow[]): Snapshot {
  const journal = rows.flatMap(recordsOf)
  const { id: memberId, seq, profile, consent, results, attendance, eventCounts } = state
  const numbered = <T>(row: T) => ({ ...row, seq })
  return {
    memberId,
    uid: state.uid,
    seq,
    profile,
    facts: factsOf({ consent, results, attendance, eventCounts }),
    dueAt: dueAt(state),
    memberships: state.memberships,
    data: Object.entries(state.data).map(([campaignId, values]) => ({ campaignId, values })),
    present: {
      runs: runRows(state).map((run) => numbered({ ...run, enteredAt: run.startedAt })),
      deliveries: state.deliveries.flatMap((one) => deliveryRow(state, one) ?? []).map(numbered),
    },
    past: replay(memberId, journal),
    results: journal.flatMap(({ at, entries }) => entries.flatMap((entry) => resultOf(entry, at))),
  }
}

/** Of a member who has none the read model says nothing. */
function factsOf(facts: MemberFacts): MemberFacts | null {
  return Object.values(facts).every((one: object) => Object.keys(one).length === 0) ? null : facts
}

function resultOf(entry: JournalEntry, at: number): Snapshot["results"] {
  return entry.type === "converted" || entry.type === "dismissed"
    ? [{ campaignId: entry.campaignId, kind: entry.type, at }]
    : []
}

/** What records add up to, by the same rules as when they came. */
function countsOf(rows: readonly JournalRow[]): { counters: CounterChange[]; series: SeriesChange[] } {
  const records = rows.flatMap(recordsOf)
  return { counters: countersOf(records), series: records.flatMap(seriesOf) }
}

/** Statements that keep what a member who is about to be erased has counted. */
export async function keptCounts(env: Env, memberId: string): Promise<D1PreparedStatement[]> {
  const { results } = await env.DB.prepare("SELECT seq, at, entries, generation FROM activity WHERE member_id = ?")
    .bind(memberId)
    .all<Omit<JournalRow, "entries"> & { entries: string }>()
  const records = results.map(({ entries, ...row }): RecordCounts => {
    return { generation: row.generation, ...countsOf([{ ...row, entries: JSON.parse(entries) as KeptEntry[] }]) }
  })
  return keepCounts(env.DB, memberId, records)
}
