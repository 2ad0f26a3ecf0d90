import {
  type CounterDelta,
  projectionStatements,
  type SeriesDelta,
  type Stray,
  type StrayJoin,
  strayJoins,
  strayRuns,
} from "../db/projection"
import { countersOf } from "../engine/journal"
import { rowsOf } from "../engine/kept"
import { seriesOf } from "../engine/series"
import { parseRunId } from "../engine/state"
import type { ActivityRecord } from "../engine/types"
import type { Env } from "../env"
import { recordsArrived } from "./work"

/** Records that go into one transaction; keeps each bound JSON well under the 2 MB of a parameter. */
const recordsPerTransaction = 200

/** Members whom a change of a campaign has missed. */
export interface Strays {
  runs: Stray[]
  joins: StrayJoin[]
}

/**
 * Brings records into the read model, in transactions of bounded size.
 * @param alongWith statements that must hold exactly when all records are in; they join the last transaction
 * @returns whom changes of campaigns have missed: tell these members
 */
export async function project(
  env: Env,
  all: readonly ActivityRecord[],
  alongWith: readonly D1PreparedStatement[] = [],
): Promise<Strays> {
  const strays: Strays = { runs: [], joins: [] }
  const records = [...new Map(all.map((record) => [`${record.seq} ${record.memberId}`, record])).values()]
  for (let from = 0; from < records.length || from === 0; from += recordsPerTransaction) {
    const batch = records.slice(from, from + recordsPerTransaction)
    const last = from + recordsPerTransaction >= records.length
    const deltas = {
      counters: batch.flatMap(countsOf),
      series: batch.flatMap(timesOf),
      journal: rowsOf(batch),
      uids: uidsOf(batch),
    }
    const statements = batch.length > 0 ? projectionStatements(env.DB, batch, deltas) : []
    const runIds = [...new Set(batch.flatMap((r) => r.runs.map((run) => run.id)))]
    if (last) statements.push(...alongWith)
    const joins = batch.flatMap(joinsWithin)
    if (runIds.length > 0) statements.push(strayRuns(env.DB, runIds))
    if (joins.length > 0) statements.push(strayJoins(env.DB, joins))
    if (statements.length === 0) continue
    const results = await env.DB.batch(statements)
    recordsArrived(batch)
    if (joins.length > 0) strays.joins.push(...((results.pop()?.results ?? []) as StrayJoin[]))
    if (runIds.length > 0) strays.runs.push(...((results.pop()?.results ?? []) as Stray[]))
  }
  return strays
}

/** Joins that nobody asked for from outside: whoever does looks up the flows that the segment has. */
function joinsWithin({ memberId, seq, memberships }: ActivityRecord) {
  return memberships.flatMap(({ segmentId, member, source }) =>
    member && (source === "rule" || source === "flow") ? [{ segmentId, memberId, seq }] : [],
  )
}

/** What members are called within the ids of their runs. */
function uidsOf(records: readonly ActivityRecord[]): Map<string, string> {
  return new Map(
    records.flatMap(({ memberId, runs }): [string, string][] => {
      const uid = runs[0] === undefined ? undefined : parseRunId(runs[0].id)?.uid
      return uid === undefined ? [] : [[memberId, uid]]
    }),
  )
}

/** What one record adds to the counters, with its identity: the statement counts it only once. */
function countsOf(record: ActivityRecord): CounterDelta[] {
  return countersOf([record]).map((count) => ({ ...count, memberId: record.memberId, seq: record.seq }))
}

/** The same for the series. */
function timesOf(record: ActivityRecord): SeriesDelta[] {
  return seriesOf(record).map((count) => ({ ...count, memberId: record.memberId, seq: record.seq }))
}
