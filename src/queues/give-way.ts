import { realClock } from "../core/clock"

/** Messages still to go out come first for this long at most, in ms of real time: numbers on screen may lag two seconds (ANA-1). */
const giveWayMaxMs = 1_500
/** A batch of messages is expected to begin within this many ms of what made it, or of the batch before. */
const nextBatchMs = 100
const lookEveryMs = 10

let sending = 0
let lastSentAt = 0

/** Counts a batch while its messages go out. */
export async function whileSending<T>(work: Promise<T>): Promise<T> {
  sending++
  try {
    return await work
  } finally {
    sending--
    lastSentAt = realClock.now()
  }
}

/**
 * Waits while messages are going out from this isolate: when thousands are due at one instant, what leaves late counts
 * more than what is booked late (TIME-7).
 */
export async function giveWay(): Promise<void> {
  const until = realClock.now() + giveWayMaxMs
  await scheduler.wait(nextBatchMs)
  while ((sending > 0 || realClock.now() - lastSentAt < nextBatchMs) && realClock.now() < until) {
    await scheduler.wait(lookEveryMs)
  }
}
