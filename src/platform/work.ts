/**
 * Counts work that is under way in this isolate: queue messages sent and not yet finished, and deferred tasks.
 * Only the local time machine reads it, to know when everything due has been done; like the local queues
 * themselves it lives in memory and starts from zero with the process.
 */
let underWay = 0

export function workStarted(count = 1): void {
  underWay += count
}

export function workDone(count = 1): void {
  underWay = Math.max(0, underWay - count)
}

export function isIdle(): boolean {
  return underWay === 0
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
