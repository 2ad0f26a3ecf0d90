import { realClock } from "../core/clock"

/**
 * Counts work that is under way in this isolate: queue messages sent and not yet finished, and deferred tasks.
 * Only the local time machine reads it, to know when everything due has been done; like the local queues
 * themselves it lives in memory and starts from zero with the process.
 */
let underWay = 0

/** Records that wait a moment before they are told (`sendRecordsLater`): the last one of each member, and since when. */
const awaited = new Map<string, { seq: number; since: number }>()
/** A record that was not told within this many ms of real time is lost, and found in the tables. */
const awaitedMaxMs = 3_000

export function workStarted(count = 1): void {
  underWay += count
}

export function workDone(count = 1): void {
  underWay = Math.max(0, underWay - count)
}

export function isIdle(): boolean {
  return underWay === 0 && !isAwaiting()
}

function isAwaiting(): boolean {
  const since = realClock.now() - awaitedMaxMs
  for (const [memberId, record] of awaited) if (record.since < since) awaited.delete(memberId)
  return awaited.size > 0
}

/** Notes records that are told later, unless something brings them into the read model before. */
export function recordsAwaited(records: readonly Numbered[]): void {
  const since = realClock.now()
  for (const { memberId, seq } of records) {
    awaited.set(memberId, { seq: Math.max(seq, awaited.get(memberId)?.seq ?? 0), since })
  }
}

/** These are in the read model, or their message was not taken. */
export function recordsArrived(records: readonly Numbered[]): void {
  for (const { memberId, seq } of records) if (seq >= (awaited.get(memberId)?.seq ?? Infinity)) awaited.delete(memberId)
}

/** A member's record by its number. */
interface Numbered {
  memberId: string
  seq: number
}

/** Counts a task while it runs. */
export async function tracked<T>(task: Promise<T>): Promise<T> {
  workStarted()
  try {
    return await task
  } finally {
    workDone()
  }
}

/** Lets work go on after an answer or a batch (`waitUntil`), counted; its failure is logged and left to the sweeper. */
export function deferBy(wait: (work: Promise<unknown>) => void): (work: Promise<unknown>) => void {
  return (work) =>
    wait(tracked(work).catch((error: unknown) => console.error("Deferred work failed; the sweeper takes it up", error)))
}
