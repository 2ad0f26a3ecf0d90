import type { JournalRecord } from "./replay"
import type { JournalEntry } from "./types"

/** An entry as the read model keeps it: with number and instant (epoch ms) of its record, when these are not the row's. */
export type KeptEntry = JournalEntry & { seq?: number; at?: number }

/** A row of the journal in the read model: one record of a member, or several that were told together. */
export interface KeptRow {
  memberId: string
  /** Number of the record, or of the last one. */
  seq: number
  /** Number of the first one; null: it is one record. */
  firstSeq: number | null
  /** Instant of the last one, epoch ms. */
  at: number
  entries: KeptEntry[]
}

type Told = JournalRecord & { memberId: string }

/** Records as rows: those of a member whose numbers follow each other share one, for every row costs money. */
export function rowsOf(records: readonly Told[]): KeptRow[] {
  const rows: KeptRow[] = []
  for (const group of Map.groupBy(records, (record) => record.memberId).values()) {
    let chain: Told[] = []
    for (const record of group.toSorted((a, b) => a.seq - b.seq)) {
      const last = chain.at(-1)
      if (last !== undefined && last.seq + 1 !== record.seq) {
        rows.push(rowOf(chain))
        chain = []
      }
      chain.push(record)
    }
    rows.push(rowOf(chain))
  }
  return rows
}

function rowOf(chain: readonly Told[]): KeptRow {
  const last = chain.at(-1) as Told
  const { memberId, seq, at } = last
  const firstSeq = chain.length === 1 ? null : (chain[0] as Told).seq
  return {
    memberId,
    seq,
    firstSeq,
    at,
    entries: chain.flatMap((record) => (record === last ? last.entries : noted(record))),
  }
}

function noted({ seq, at, entries }: JournalRecord): KeptEntry[] {
  return entries.map((entry) => ({ ...entry, seq, at }))
}

/** What a row tells, record by record; of a record without entries nothing is left. */
export function recordsOf(row: Pick<KeptRow, "seq" | "at" | "entries">): JournalRecord[] {
  const records: JournalRecord[] = []
  for (const { seq = row.seq, at = row.at, ...entry } of row.entries) {
    const last = records.at(-1)
    if (last?.seq === seq) last.entries.push(entry as JournalEntry)
    else records.push({ seq, at, entries: [entry as JournalEntry] })
  }
  return records
}
